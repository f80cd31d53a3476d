package dev.fovea.transcode.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TailTest {

    private final Tail tail = new Tail();

    private void fill(String line) {
        for (int i = 0; i < Tail.LINES_MAX; i++) {
            tail.add(line);
        }
    }

    @Test
    void keepsTheLastLines() {
        tail.add("the first");
        fill("more");
        assertThat(tail.lines()).hasSize(Tail.LINES_MAX).doesNotContain("the first");
    }

    @Test
    void keepsTheFirstShortageHoweverMuchFollowsFromIt() {
        tail.add("decoding: Cannot allocate memory");
        fill("no frame!");
        fill("Cannot allocate memory, again");
        fill("Invalid data found when processing input");
        assertThat(tail.lines())
                .hasSize(Tail.LINES_MAX + 1)
                .startsWith("decoding: Cannot allocate memory")
                .endsWith("Invalid data found when processing input");
    }

    /** An FFmpeg under a limit may never use the system's own words. */
    @Test
    void knowsTheShortageByTheWordsOfALibrary() {
        tail.add("[h264 @ 0x5581] Could not allocate memory");
        fill("Decoding error: Invalid data found when processing input");
        var failed = new FfmpegFailed(FfmpegFailed.End.EXIT, "ffmpeg -i upload", 69, tail.lines());
        assertThat(failed.tellsOfShortMemory()).isTrue();
        assertThat(failed.tellsOfFullDisk()).isFalse();
    }
}
