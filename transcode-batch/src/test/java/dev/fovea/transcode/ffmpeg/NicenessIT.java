package dev.fovea.transcode.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kokorin.jaffree.ffmpeg.FFmpeg;
import com.github.kokorin.jaffree.ffmpeg.NullOutput;
import com.github.kokorin.jaffree.ffmpeg.UrlInput;
import dev.fovea.transcode.TestFfmpeg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What share of the cores an FFmpeg gets beside others, as the kernel tells it. */
class NicenessIT {

    /** Of proc(5)'s stat, behind the name in brackets. */
    private static final int NICE = 16;

    private static final int AT_ONCE = 4;

    /** More at once than the kernel changes the niceness of at a time. */
    @Test
    void aPreferredOneIsHalfAsNiceAsTheOthers() throws Exception {
        var ffmpeg = new Ffmpeg(TestFfmpeg.installation());
        var usual = new ArrayList<FfmpegRun>();
        for (int i = 0; i < AT_ONCE; i++) {
            usual.add(ffmpeg.start("usual", _ -> {}, NicenessIT::endless));
        }
        FfmpegRun preferred = ffmpeg.startPreferred("preferred", _ -> {}, NicenessIT::endless);
        try {
            int niceness = TestFfmpeg.DEFAULTS.ffmpeg().niceness();
            for (FfmpegRun each : usual) {
                assertNiceness(each, niceness);
            }
            assertNiceness(preferred, niceness / 2);
        } finally {
            usual.forEach(FfmpegRun::cancel);
            preferred.cancel();
        }
    }

    private static void endless(FFmpeg command) {
        command.addInput(UrlInput.fromUrl("testsrc2=s=160x120:r=25")
                        .setFormat("lavfi")
                        .addArgument("-re"))
                .addOutput(new NullOutput(false));
    }

    private static void assertNiceness(FfmpegRun run, int niceness) throws IOException {
        Path process = Awaitility.await()
                .until(() -> encoder(run), Optional::isPresent)
                .orElseThrow();
        String stat = Files.readString(process.resolve("stat"));
        assertThat(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[NICE]).isEqualTo(Integer.toString(niceness));
        Path group = process.resolve("autogroup");
        if (Files.exists(group)) {
            assertThat(Files.readString(group).strip()).endsWith("nice " + niceness);
        }
    }

    /** FFmpeg itself, once the wrapper has become it. */
    private static Optional<Path> encoder(FfmpegRun run) {
        return run.pid()
                .flatMap(ProcessHandle::of)
                .flatMap(wrapper -> Stream.concat(Stream.of(wrapper), wrapper.descendants())
                        .map(process -> Path.of("/proc", Long.toString(process.pid())))
                        .filter(NicenessIT::isFfmpeg)
                        .findFirst());
    }

    private static boolean isFfmpeg(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("exe")).endsWith("ffmpeg");
        } catch (IOException e) {
            return false; // ended meanwhile
        }
    }
}
