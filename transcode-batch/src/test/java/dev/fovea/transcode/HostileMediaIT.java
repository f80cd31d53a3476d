package dev.fovea.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.kokorin.jaffree.ffmpeg.NullOutput;
import com.github.kokorin.jaffree.ffmpeg.UrlInput;
import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.transcode.encode.FfmpegFailures;
import dev.fovea.transcode.ffmpeg.Ffmpeg;
import dev.fovea.transcode.ffmpeg.FfmpegFailed;
import dev.fovea.transcode.ffmpeg.FfmpegFailed.End;
import dev.fovea.transcode.ffmpeg.FfmpegInstallation;
import dev.fovea.transcode.probe.SourceProbe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * Files that want something else than to be watched: they bring no other file's content out, reach no network, and end in
 * bounded time and memory with a reason that a person understands.
 */
class HostileMediaIT {

    private static final String SECRET = "the-secret-of-another-tenant";
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(1);
    /** What a program needs to run at all; everything else must be the source's own folder. */
    private static final Pattern HARMLESS = Pattern.compile(
            "/(lib|lib64|usr/lib|usr/share/locale|etc/ld\\.so|etc/localtime|etc/nsswitch|proc|sys/devices/system|dev/(null|urandom|zero))[/.\\w-]*.*");

    private static final Pattern OPENED = Pattern.compile("open(?:at)?\\((?:AT_FDCWD, )?\"([^\"]*)\"");
    private static final Pattern CONNECTED = Pattern.compile("connect\\(\\d+, \\{sa_family=AF_INET");

    @TempDir
    static Path shared;

    private static Path neighbour = Path.of("");

    @TempDir
    Path folder;

    private Path upload = Path.of("");

    /** Another tenant's film, which hostile files name, and a text beside it. */
    @BeforeAll
    static void makeANeighbour() throws IOException {
        neighbour = shared.resolve("neighbour.ts");
        TestFfmpeg.ffmpeg(
                "-f", "lavfi", "-i", "testsrc2=s=160x120:r=25:d=2", "-c:v", "mpeg2video", neighbour.toString());
        Files.writeString(shared.resolve("secret.txt"), SECRET);
    }

    @BeforeEach
    void ownFolder() throws IOException {
        upload = Files.createDirectory(folder.resolve("source")).resolve("upload");
    }

    /** Texts that FFmpeg would follow if it were let. */
    static Stream<List<String>> references() {
        return Stream.of(
                List.of("HLS", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://$\n#EXT-X-ENDLIST\n"),
                List.of(
                        "HLS, relative",
                        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n../../neighbour.ts\n#EXT-X-ENDLIST\n"),
                List.of(
                        "HLS over HTTP",
                        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nhttp://127.0.0.1:@/x.ts\n#EXT-X-ENDLIST\n"),
                List.of(
                        "HLS with a key",
                        "#EXTM3U\n"
                                + "#EXT-X-KEY:METHOD=AES-128,URI=\"http://127.0.0.1:@/k\"\n"
                                + "#EXTINF:2,\n"
                                + "$\n"
                                + "#EXT-X-ENDLIST\n"),
                List.of("concat list", "ffconcat version 1.0\nfile '$'\n"),
                List.of("concat list over HTTP", "ffconcat version 1.0\nfile 'http://127.0.0.1:@/x.ts'\n"),
                List.of("concat of protocols", "ffconcat version 1.0\nfile 'subfile,,start,0,end,0,,:$'\n"),
                List.of(
                        "DASH",
                        "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\""
                                + " mediaPresentationDuration=\"PT2S\"><Period><AdaptationSet"
                                + " mimeType=\"video/mp2t\"><Representation id=\"1\" bandwidth=\"1\">"
                                + "<BaseURL>file://$</BaseURL></Representation></AdaptationSet></Period></MPD>"),
                List.of(
                        "picture with references",
                        "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\""
                                + " xmlns:xlink=\"http://www.w3.org/1999/xlink\"><image width=\"9\" height=\"9\""
                                + " xlink:href=\"http://127.0.0.1:@/x.png\"/><image xlink:href=\"file://$\"/></svg>"),
                List.of(
                        "session",
                        "v=0\n"
                                + "o=- 0 0 IN IP4 127.0.0.1\n"
                                + "s=x\n"
                                + "c=IN IP4 127.0.0.1\n"
                                + "t=0 0\n"
                                + "m=video @ RTP/AVP 96\n"
                                + "a=rtpmap:96 H264/90000\n"),
                List.of("shortcut", "[InternetShortcut]\nURL=http://127.0.0.1:@/x.mp4\n"),
                List.of("script", "!<symlink>$\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("references")
    void aFileThatNamesOthersIsRefusedWithoutLookingAtThem(List<String> reference) throws Exception {
        try (var trap = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Files.writeString(
                    upload,
                    reference
                            .getLast()
                            .replace("$", neighbour.toString())
                            .replace("@", Integer.toString(trap.getLocalPort())));
            assertRefusedBySight(() -> probe(TestFfmpeg.installation()).probe(upload), "not a video");
            assertNothingComesOut();
            trap.setSoTimeout(1);
            assertThatThrownBy(trap::accept).hasMessageContaining("timed out");
        }
    }

    /** QuickTime may say that the bytes of a track lie in another file. */
    @Test
    void aFilmWhoseBytesLieElsewhereHasNone() throws Exception {
        Path plain = folder.resolve("plain.mov");
        TestFfmpeg.ffmpeg(
                "-f",
                "lavfi",
                "-i",
                "testsrc2=s=160x120:r=25:d=2",
                "-c:v",
                "mjpeg",
                "-pix_fmt",
                "yuvj420p",
                plain.toString());
        Files.write(upload, withReference(Files.readAllBytes(plain), neighbour.toString()));
        assertNothingComesOut();
    }

    /** Replaces each data reference, which says "here", by one that says "there". */
    private static byte[] withReference(byte[] film, String path) {
        ByteBuffer bytes = ByteBuffer.wrap(film);
        var out = new ByteArrayOutputStream();
        for (int at = 0; at < film.length; ) {
            int size = bytes.getInt(at);
            String type = new String(film, at + 4, 4, StandardCharsets.ISO_8859_1);
            byte[] body = Arrays.copyOfRange(film, at + 8, at + size);
            byte[] changed =
                    switch (type) {
                        case "moov", "trak", "mdia", "minf", "dinf" -> withReference(body, path);
                        case "dref" -> reference(path);
                        default -> body;
                    };
            out.writeBytes(ByteBuffer.allocate(8)
                    .putInt(changed.length + 8)
                    .put(type.getBytes(StandardCharsets.ISO_8859_1))
                    .array());
            out.writeBytes(changed);
            at += size;
        }
        return out.toByteArray();
    }

    private static byte[] reference(String path) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        // An alias record: a head with how far up and down the path goes, then a tagged list: the path (2), its end.
        int padded = name.length + name.length % 2;
        ByteBuffer alias = ByteBuffer.allocate(12 + 150 + 4 + padded + 4);
        alias.putInt(alias.capacity())
                .put("alis".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(0);
        alias.putShort(12 + 130, (short) 1).putShort(12 + 132, (short) 1);
        alias.position(12 + 150);
        alias.putShort((short) 2).putShort((short) name.length).put(name);
        alias.position(alias.capacity() - 4);
        alias.putShort((short) -1).putShort((short) 0);
        return ByteBuffer.allocate(8 + alias.capacity())
                .putInt(0)
                .putInt(1)
                .put(alias.array())
                .array();
    }

    /** Even if it were let through: what the encoder and the copy to Matroska make of it holds nothing of the neighbour. */
    private void assertNothingComesOut() throws IOException {
        Path out = Files.createDirectory(folder.resolve("out"));
        var ffmpeg = new Ffmpeg(TestFfmpeg.installation());
        Path copy = out.resolve("copy.mkv");
        try {
            ffmpeg.start("copy", _ -> {}, command -> SourceProbe.remux(command, upload, copy))
                    .await(LONG_ENOUGH);
        } catch (FfmpegFailed e) {
            assertThat(e.end()).isEqualTo(End.EXIT);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (Files.exists(copy)) {
            assertThat(new String(Files.readAllBytes(copy), StandardCharsets.ISO_8859_1))
                    .doesNotContain(SECRET, "mpeg2video", "V_MPEG2");
            assertThat(Files.size(copy)).isLessThan(2_000);
        }
    }

    /** The kernel's own account of what was opened and connected to. */
    @Test
    void nothingIsOpenedButTheSource() throws Exception {
        assumeTrue(isInstalled("strace"), "strace is not installed");
        FfmpegInstallation traced = traced();
        Files.writeString(upload, "#EXTM3U\n#EXTINF:2,\n" + neighbour + "\n#EXT-X-ENDLIST\n");
        assertRefusedBySight(() -> probe(traced).probe(upload), "not a video");
        TestFfmpeg.ffmpeg(
                "-f",
                "lavfi",
                "-i",
                "testsrc2=s=160x120:r=25:d=2",
                "-c:v",
                "mpeg2video",
                "-f",
                "mpegts",
                upload.toString());
        assertThat(probe(traced).look(upload).needsRemux()).isTrue();
        Path copy = upload.resolveSibling("upload.mkv");
        new Ffmpeg(traced)
                .start("copy", _ -> {}, command -> SourceProbe.remux(command, upload, copy))
                .await(LONG_ENOUGH);
        assertThat(probe(traced).probe(copy).source().height()).isEqualTo(120);

        String log = readAll(folder.resolve("trace"));
        Matcher opened = OPENED.matcher(log);
        var paths = new ArrayList<String>();
        while (opened.find()) {
            paths.add(opened.group(1));
        }
        assertThat(paths).contains(upload.toString(), copy.toString());
        List<String> own = List.of(
                folder.resolve("source").toString(),
                TestFfmpeg.DEFAULTS.ffmpeg().cache().toAbsolutePath().toString(),
                TestFfmpeg.installation().programs().toString());
        assertThat(paths.stream()
                        .filter(path -> own.stream().noneMatch(path::startsWith)
                                && !HARMLESS.matcher(path).matches()))
                .isEmpty();
        assertThat(CONNECTED.matcher(log).find()).isFalse();
    }

    /** FFmpeg as it is installed, under the eyes of strace. */
    private FfmpegInstallation traced() throws IOException {
        Path programs = Files.createDirectory(folder.resolve("bin"));
        Path trace = Files.createDirectory(folder.resolve("trace"));
        FfmpegInstallation plain = TestFfmpeg.installation();
        for (String program : List.of("ffmpeg", "ffprobe")) {
            Path script = Files.writeString(
                    programs.resolve(program),
                    "#!/bin/sh\nexec strace -f -e trace=open,openat,connect -o %s/log.$$ %s \"$@\"\n"
                            .formatted(trace, plain.programs().resolve(program)));
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return new FfmpegInstallation(programs, plain.build());
    }

    private static String readAll(Path folder) throws IOException {
        var all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }

    @Test
    void aHugePictureIsRefusedBySight() throws Exception {
        TestFfmpeg.ffmpeg(
                "-f",
                "lavfi",
                "-i",
                "color=s=16000x16000:r=1:d=1,format=gray",
                "-c:v",
                "png",
                "-compression_level",
                "1",
                "-f",
                "mov",
                upload.toString());
        assertRefusedBySight(() -> probe(TestFfmpeg.installation()).probe(upload), "larger than 8192 x 4320");
    }

    @Test
    void aFilmOfTenYearsIsRefusedBySight() throws Exception {
        TestFfmpeg.ffmpeg(
                "-f",
                "lavfi",
                "-i",
                "testsrc2=s=64x64:r=1:d=3",
                "-vf",
                "setpts=N*157680000/TB",
                "-fps_mode",
                "vfr",
                "-enc_time_base",
                "1:1",
                "-c:v",
                "mjpeg",
                "-pix_fmt",
                "yuvj420p",
                "-f",
                "matroska",
                upload.toString());
        assertRefusedBySight(() -> probe(TestFfmpeg.installation()).probe(upload), "longer than 12 hours");
    }

    @Test
    void aFileOfTwentyThousandTracksIsRefusedBySight() throws Exception {
        var tracks = new ByteArrayOutputStream();
        for (int number = 1; number <= 20_000; number++) {
            byte[] id = ByteBuffer.allocate(4).putInt(number).array();
            tracks.writeBytes(element(
                    0xAE,
                    element(0xD7, id),
                    element(0x73C5, id),
                    element(0x83, new byte[] {1}),
                    element(0x86, "V_MJPEG".getBytes(StandardCharsets.US_ASCII)),
                    element(0xE0, element(0xB0, new byte[] {64}), element(0xBA, new byte[] {64}))));
        }
        var file = new ByteArrayOutputStream();
        file.writeBytes(element(0x1A45DFA3, element(0x4282, "matroska".getBytes(StandardCharsets.US_ASCII))));
        file.writeBytes(element(0x18538067, element(0x1654AE6B, tracks.toByteArray())));
        Files.write(upload, file.toByteArray());
        assertRefusedBySight(() -> probe(TestFfmpeg.installation()).probe(upload), "more than 32 tracks");
    }

    /** An element of Matroska: its id, its length in eight bytes, its body. */
    private static byte[] element(int id, byte[]... parts) {
        int length = Stream.of(parts).mapToInt(part -> part.length).sum();
        int idBytes = (Integer.SIZE - Integer.numberOfLeadingZeros(id) + 7) / 8;
        ByteBuffer element = ByteBuffer.allocate(idBytes + 8 + length);
        for (int shift = 8 * (idBytes - 1); shift >= 0; shift -= 8) {
            element.put((byte) (id >> shift));
        }
        element.putLong(1L << 56 | length);
        for (byte[] part : parts) {
            element.put(part);
        }
        return element.array();
    }

    /** It blocks who opens it, for ever. */
    @Test
    void aSourceThatHangsIsGivenUp() throws Exception {
        new ProcessBuilder("mkfifo", upload.toString()).start().waitFor();
        // The size of a pipe is 0, which would be refused for another reason: what hangs is the list of packets.
        var ffmpeg = new Ffmpeg(TestFfmpeg.installation());
        assertThatThrownBy(() -> ffmpeg.list(
                        upload, List.of("-show_entries", "packet=pts_time"), Duration.ofSeconds(1), _ -> {}))
                .isInstanceOfSatisfying(
                        FfmpegFailed.class, failed -> assertThat(failed.end()).isEqualTo(End.TIMEOUT));
        assertThatThrownBy(() -> ffmpeg.probe(upload, Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(
                        FfmpegFailed.class, failed -> assertThat(failed.end()).isEqualTo(End.TIMEOUT));
        Awaitility.await()
                .untilAsserted(() -> assertThat(ProcessHandle.allProcesses()
                                .flatMap(process -> process.info().commandLine().stream())
                                .filter(line -> line.contains(upload.toString())))
                        .isEmpty());
    }

    @Test
    void aSourceThatEatsTimeIsEndedByTheKernel() throws Exception {
        FfmpegFailed failed = decodeForEver("fovea.transcode.ffmpeg.cpu-time-max", "1s");
        assertThat(failed.end()).isEqualTo(End.SIGNAL);
        TranscodeFailure failure = FfmpegFailures.of(failed, "encoding from 00:00");
        assertThat(failure.kind()).isEqualTo(FailureKind.RESOURCE);
        assertThat(failure.reason()).contains("met a limit on memory or time");
    }

    @Test
    void aSourceThatEatsMemoryIsRefusedIt() throws Exception {
        FfmpegFailed failed = decodeForEver("fovea.transcode.ffmpeg.memory-max", "300MB");
        TranscodeFailure failure = FfmpegFailures.of(failed, "encoding from 00:00");
        assertThat(failure.kind()).isEqualTo(FailureKind.RESOURCE);
        assertThat(failure.reason()).contains("emory");
    }

    /** What decoding an endless film of large pictures ends with under a limit. */
    private FfmpegFailed decodeForEver(String limit, String value) throws Exception {
        var properties = new Binder(new MapConfigurationPropertySource(Map.of(limit, value)))
                .bindOrCreate("fovea.transcode", TranscodeProperties.class);
        var ffmpeg = new Ffmpeg(FfmpegInstallation.of(properties.ffmpeg(), folder.resolve("limited")));
        TestFfmpeg.ffmpeg(
                "-f",
                "lavfi",
                "-i",
                "testsrc2=s=3840x2160:r=25:d=0.2",
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-f",
                "mp4",
                upload.toString());
        try {
            ffmpeg.start("decode", _ -> {}, command -> {
                        var input = UrlInput.fromPath(upload);
                        Ffmpeg.inputLimits().forEach(input::addArgument);
                        command.addInput(input.addArguments("-stream_loop", "-1"))
                                .addOutput(new NullOutput(false));
                    })
                    .await(LONG_ENOUGH);
        } catch (FfmpegFailed e) {
            return e;
        }
        throw new AssertionError("it ended well");
    }

    private static SourceProbe probe(FfmpegInstallation installation) {
        return new SourceProbe(new Ffmpeg(installation), TestFfmpeg.DEFAULTS);
    }

    private static void assertRefusedBySight(ThrowingCallable look, String reason) {
        assertThatThrownBy(look).isInstanceOfSatisfying(TranscodeFailure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE);
            assertThat(failure.reason()).contains(reason);
        });
    }
}
