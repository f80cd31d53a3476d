package dev.fovea.transcode.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.TranscodeEvent.Ready;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.transcode.TestFfmpeg;
import dev.fovea.transcode.TranscodeContext;
import dev.fovea.transcode.encode.Json;
import dev.fovea.transcode.encode.Plan;
import dev.fovea.transcode.encode.Run;
import dev.fovea.transcode.ladder.Ladder;
import dev.fovea.transcode.ladder.Rendition;
import dev.fovea.transcode.passthrough.PassThrough;
import dev.fovea.transcode.probe.SourceProbe;
import dev.fovea.transcode.verify.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A source that keeps every rule becomes the largest rendition as it is; one that misses a single rule is encoded. */
class PassThroughIT extends TranscodeContext {

    private static final String SMALL = "testsrc2=s=160x120:r=%s:d=13,eq=brightness='0.2*sin(n*2.4)':eval=frame";
    private static final String X264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -sc_threshold 0 -crf 40 ";

    @Autowired
    private SourceProbe probe;

    @Autowired
    private PassThroughs passThroughs;

    @Autowired
    private JdbcClient database;

    @TempDir
    Path folder;

    /** @param arguments of FFmpeg, between the moving pictures at this rate and the file */
    private Path film(String name, String rate, String arguments) {
        return make(name, "-f lavfi -i " + SMALL.formatted(rate) + " " + arguments);
    }

    private Path make(String name, String arguments) {
        Path file = folder.resolve(name);
        var words = new ArrayList<>(
                List.of(arguments.replace("$", folder.toString()).strip().split("\\s+")));
        words.add(file.toString());
        TestFfmpeg.ffmpeg(words.toArray(String[]::new));
        return file;
    }

    private PassThrough decide(Path file) throws Exception {
        SourceProbe.Probed probed = probe.probe(file);
        var run = new Run(Uuid7.next(), new VideoId(Uuid7.next()), 1, 1, 0, 0, folder.resolve("scratch"));
        Rendition largest = Ladder.forSource(
                        probed.source().width(), probed.source().height())
                .getLast();
        return passThroughs.decide(run, probed, largest, file);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "hevc.mp4; 24; -c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=48; coded as hevc",
                "bright.mp4; 24; X264 -g 48 -vf setparams=color_trc=smpte2084; high dynamic range",
                "woven.mp4; 24; X264 -g 48 -flags +ilme+ildct; interlaced",
                "ten-bits.mp4; 24; X264 -g 48 -pix_fmt yuv420p10le; High 10",
                "full-range.mp4; 24; X264 -g 48 -pix_fmt yuvj420p; yuvj420p",
                "level.mp4; 24; X264 -g 48 -level 5.1; level is 5.1",
                "wide-pixels.mp4; 24; X264 -g 48 -vf setsar=16/11; stretched",
                "between.mp4; 24; X264 -g 48 -vf scale=320:260,setsar=1; 320 x 260 pixels",
                "too-fast.mp4; 120; X264 -g 240; steady 60.0",
                "holes.mp4; 24; X264 -g 48 -vf select=mod(n\\,50) -fps_mode vfr; steady 24.0",
                "open.mp4; 24; X264 -preset veryfast -x264-params open-gop=1:keyint=48:bframes=3; shown before it",
                "recovery.mp4; 24; X264 -x264-params intra-refresh=1:keyint=48; no IDR",
                "elsewhere.mp4; 24; X264 -g 40; no key frame at 6.0",
                "far.mp4; 24; X264 -g 144; up to 6.0 s apart",
                "dense.mp4; 24; X264 -g 6 -crf 51 -vf scale=32:32,setsar=1; more than 2 key frames a second",
                "rich.mp4; 24; X264 -g 48 -crf 5; at most 400 are allowed",
            })
    void refuses(String name, String rate, String arguments, String because) throws Exception {
        assertThat(decide(film(name, rate, arguments.replace("X264 ", X264))).refusal())
                .contains(because);
    }

    @Test
    void refusesWhatIsShownOtherwiseThanItIsCoded() throws Exception {
        film("plain.mp4", "24", X264 + "-g 48");
        film("long.mp4", "24", X264 + "-g 48 -bf 2");
        assertThat(decide(make("turned.mp4", "-display_rotation 180 -i $/plain.mp4 -c copy"))
                        .refusal())
                .contains("turned");
        assertThat(decide(make("flipped.mp4", "-display_vflip -i $/plain.mp4 -c copy"))
                        .refusal())
                .contains("turned");
        String late = "-f lavfi -i sine=d=13 -itsoffset 0.5 -i $/plain.mp4 -map 1:v -map 0:a -c:v copy -c:a aac";
        assertThat(decide(make("late.mp4", late)).refusal()).contains("steady 24.0");
        assertThat(decide(make("trimmed.mp4", "-ss 1.3 -i $/long.mp4 -c copy")).refusal())
                .contains("not shown");
    }

    @Test
    void refusesAStreamThatChanges() throws Exception {
        film("a.ts", "24", "-t 6 " + X264 + "-g 48");
        film("b.ts", "24", "-t 6 -output_ts_offset 6 " + X264 + "-g 48 -refs 4 -preset veryfast -bf 0");
        assertThat(decide(make("changes.mkv", "-i concat:$/a.ts|$/b.ts -c copy"))
                        .refusal())
                .contains("changes its parameter sets");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "sound.mp4; 24; -f lavfi -i sine=d=13 X264 -preset veryfast -g 48 -bf 3 -c:a aac",
                "ladder.mp4; 25; X264 -vf scale=640:360,setsar=1 -crf 46 -g 50 -bf 2",
                "ntsc.mkv; 30000/1001; X264 -g 60 -bf 2",
                "every-second.mp4; 24; X264 -g 24 -profile:v baseline",
                "matrices.mp4; 24; X264 -g 48 -preset veryfast -x264-params cqm=jvt",
                "broadcast.ts; 25; X264 -g 50 -bf 2",
                "jitter.mp4; 24; X264 -g 48 -vf settb=1/24000,setpts=PTS+200*mod(N\\,2)*lt(N\\,311) -enc_time_base 1/24000"
                        + " -video_track_timescale 24000 -fps_mode passthrough",
            })
    void passesOnEveryPictureAsItIs(String name, String rate, String arguments) throws Exception {
        Path file = film(name, rate, arguments.replace("X264 ", X264));
        VideoId video = upload(file);
        assertThat(outcomeOf(video)).isInstanceOf(Ready.class);
        Plan plan = planOf(video);
        assertThat(plan.passThrough())
                .isNotNull()
                .extracting(PassThrough::refusal)
                .isNull();
        assertThat(database.sql("select verification from transcode.job where video_id = ?")
                        .param(video.value())
                        .query((row, _) -> Json.read(row.getString(1), Report.class))
                        .single()
                        .checks())
                .allMatch(check -> check.outcome() == Report.Outcome.PASSED);

        Path film = download(video, folder.resolve("film"));
        Path largest = film.resolve(plan.renditions().getLast().name());
        assertThat(frames(playlistOf(largest))).isEqualTo(frames(file)).hasSize((int) plan.frames());
        Path smallest = film.resolve(plan.renditions().getFirst().name());
        assertThat(durations(playlistOf(largest))).isEqualTo(durations(playlistOf(smallest)));

        // Encoders sign their work beside the pictures; others write down their owner or where they are.
        assertThat(textOf(file)).contains("x264 - core");
        try (Stream<Path> segments = Files.list(largest)) {
            assertThat(segments.map(PassThroughIT::textOf)).noneMatch(text -> text.contains("x264"));
        }
    }

    @Test
    void encodesADamagedFilmAfterAll() throws Exception {
        Path file = film("damaged.mp4", "24", X264 + "-g 48");
        byte[] bytes = Files.readAllBytes(file);
        for (int at = bytes.length / 4 * 3; at < bytes.length / 4 * 3 + 300; at++) {
            bytes[at] ^= 0x5a;
        }
        Files.write(file, bytes);
        assertThat(decide(file).refusal()).isNull();
        VideoId video = upload(file);
        assertThat(outcomeOf(video)).isInstanceOf(Ready.class);
        assertThat(Objects.requireNonNull(planOf(video).passThrough()).refusal())
                .contains("damaged");
        assertThat(database.sql("""
                        select count(*) from transcode.attempt a join transcode.job j on j.id = a.job_id
                        where j.video_id = ? and outcome = 'FAILED'
                        """).param(video.value()).query(Integer.class).single())
                .isEqualTo(1);
    }

    private Plan planOf(VideoId video) {
        return database.sql("select plan from transcode.job where video_id = ?")
                .param(video.value())
                .query((row, _) -> Json.read(row.getString(1), Plan.class))
                .single();
    }

    private static Path playlistOf(Path track) throws IOException {
        try (Stream<Path> files = Files.list(track)) {
            return files.filter(file -> file.getFileName().toString().startsWith("index-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The hash of each decoded picture. */
    private List<String> frames(Path film) throws IOException {
        Path hashes = folder.resolve("frames.txt");
        TestFfmpeg.ffmpeg(
                "-i", film.toString(), "-map", "0:v", "-fps_mode", "passthrough", "-f", "framemd5", hashes.toString());
        return Files.readAllLines(hashes).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(line.lastIndexOf(' ')))
                .toList();
    }

    private static List<String> durations(Path playlist) throws IOException {
        return Files.readAllLines(playlist).stream()
                .filter(line -> line.startsWith("#EXTINF"))
                .toList();
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
