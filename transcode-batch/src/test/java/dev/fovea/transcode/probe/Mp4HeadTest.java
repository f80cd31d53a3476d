package dev.fovea.transcode.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files can be planned from their first bytes is told from their boxes, as soon as those are there. */
class Mp4HeadTest {

    private static final int SIZE = 100_000;

    @TempDir
    Path folder;

    private static byte[] box(String type, byte[] body) {
        return ByteBuffer.allocate(8 + body.length)
                .putInt(8 + body.length)
                .put(type.getBytes(StandardCharsets.ISO_8859_1))
                .put(body)
                .array();
    }

    private static byte[] joined(byte[]... parts) {
        var bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    private Mp4Head.Found of(byte[]... parts) throws IOException {
        byte[] bytes = joined(parts);
        Path file = Files.write(folder.resolve("head"), bytes);
        return Mp4Head.of(file, bytes.length, SIZE);
    }

    private static final byte[] TYPE = box("ftyp", new byte[16]);
    private static final byte[] INDEX = box("moov", joined(box("mvhd", new byte[100]), box("trak", new byte[50])));
    private static final byte[] PICTURES = {0, 0, 1, 0, 'm', 'd', 'a', 't', 0, 0, 0, 0, 0, 0, 0, 0};

    @Test
    void anIndexInFrontIsEnough() throws Exception {
        assertThat(of(TYPE, box("free", new byte[8]), INDEX))
                .isEqualTo(new Mp4Head.Front(TYPE.length + 16L + INDEX.length));
    }

    @Test
    void saysHowMuchMoreItMustSee() throws Exception {
        assertThat(of(new byte[0])).isEqualTo(new Mp4Head.Unknown(16));
        assertThat(of(TYPE)).isEqualTo(new Mp4Head.Unknown(TYPE.length + 16L));
        assertThat(of(TYPE, Arrays.copyOf(INDEX, 20))).isEqualTo(new Mp4Head.Unknown(TYPE.length + INDEX.length));
        byte[] far = {0, 0, (byte) 0x40, 0, 'f', 'r', 'e', 'e', 0, 0, 0, 0, 0, 0, 0, 0};
        assertThat(of(TYPE, far)).isEqualTo(new Mp4Head.Unknown(TYPE.length + 0x4000L + 16));
    }

    @Test
    void otherFilesAreToldByTheirReason() throws Exception {
        assertThat(of(TYPE, PICTURES)).isSameAs(Mp4Head.INDEX_AT_END);
        assertThat(of(TYPE, box("moov", box("mvex", new byte[20])))).isSameAs(Mp4Head.FRAGMENTED);
        assertThat(of(TYPE, box("moof", new byte[20]))).isSameAs(Mp4Head.FRAGMENTED);
        assertThat(of("\u001aE\u00df\u00a3 Matroska, or anything".getBytes(StandardCharsets.ISO_8859_1)))
                .isSameAs(Mp4Head.NO_MP4);
        byte[] endless = {0, 0, 0, 0, 'm', 'o', 'o', 'v', 0, 0, 0, 0, 0, 0, 0, 0};
        assertThat(of(TYPE, endless)).isSameAs(Mp4Head.NO_MP4);
        byte[] beyond = {0x7f, 0, 0, 0, 'm', 'o', 'o', 'v', 0, 0, 0, 0, 0, 0, 0, 0};
        assertThat(of(TYPE, beyond)).isSameAs(Mp4Head.NO_MP4);
        byte[] negative = {0, 0, 0, 1, 'm', 'o', 'o', 'v', (byte) 0xff, 0, 0, 0, 0, 0, 0, 0};
        assertThat(of(TYPE, negative)).isSameAs(Mp4Head.NO_MP4);
    }
}
