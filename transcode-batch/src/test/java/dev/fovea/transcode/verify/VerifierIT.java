package dev.fovea.transcode.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.TranscodeEvent.Playback;
import dev.fovea.contracts.video.TranscodeEvent.Ready;
import dev.fovea.transcode.TestFfmpeg;
import dev.fovea.transcode.TranscodeContext;
import dev.fovea.transcode.encode.Deposit;
import dev.fovea.transcode.encode.Plans;
import dev.fovea.transcode.encode.Run;
import dev.fovea.transcode.encode.StoredObject;
import dev.fovea.transcode.encode.TrackPart.StoredSegment;
import dev.fovea.transcode.encode.Unit;
import dev.fovea.transcode.encode.UnitRows;
import dev.fovea.transcode.hls.Film;
import dev.fovea.transcode.hls.FilmTrack;
import dev.fovea.transcode.hls.Packaged;
import dev.fovea.transcode.hls.Packager;
import dev.fovea.transcode.mp4.Fragment;
import dev.fovea.transcode.mp4.FragmentedMp4;
import dev.fovea.transcode.verify.Report.Check;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A film that plays passes; every way of spoiling it is told by the rule that it breaks. */
@TestInstance(Lifecycle.PER_CLASS)
class VerifierIT extends TranscodeContext {

    @Autowired
    private Verifier verifier;

    @Autowired
    private Packager packager;

    @Autowired
    private Plans plans;

    @Autowired
    private UnitRows units;

    @Autowired
    private JdbcClient database;

    private Path folder = Path.of("");
    private @Nullable Made job;

    /** A finished job, put together again as its steps did. */
    private record Made(Run run, Deposit deposit, Film film, Packaged packaged, List<Unit> units, Path source) {}

    private Made made() {
        return Objects.requireNonNull(job);
    }

    @BeforeAll
    void makeAFilm(@TempDir Path temporary) throws Exception {
        folder = temporary;
        Path clip = TestFfmpeg.clip(folder, "clip.mp4", Duration.ofSeconds(26), "426x240", "24");
        VideoId video = upload(clip);
        assertThat(outcomeOf(video)).isInstanceOf(Ready.class);
        UUID id = database.sql("select id from transcode.job where video_id = ?")
                .param(video.value())
                .query(UUID.class)
                .single();
        var run = new Run(id, video, 1, 1, 0, 0, Files.createDirectory(folder.resolve("scratch")));
        var deposit = new Deposit(store, video, 1);
        Film film = Film.of(plans.of(run), units.results(id), deposit);
        job = new Made(
                run,
                deposit,
                film,
                packager.pack(film, run, deposit),
                units.rows(id, false).stream().map(UnitRows.Row::unit).toList(),
                clip);
    }

    private Judgement verify(Film film, Packaged packaged) throws Exception {
        return verifier.verify(film, made().units(), made().source(), packaged, made().run(), made().deposit());
    }

    private static Set<String> rules(List<Check> checks) {
        return checks.stream().map(Check::rule).collect(Collectors.toSet());
    }

    @Test
    void aFilmThatPlaysPasses() throws Exception {
        Judgement judged = verify(made().film(), made().packaged());
        assertThat(judged.report().failed()).isEmpty();
        assertThat(judged.blames()).isEmpty();
        assertThat(rules(judged.report().checks()))
                .contains("1.10", "1.14", "1.19", "1.26", "1.27", "1.33", "6.1", "6.8", "7.3", "7.4", "7.7")
                .contains("8.1", "8.2", "8.3", "8.10", "8.11", "8.20", "9.1", "9.2", "9.11", "9.14", "9.15")
                .contains(
                        "fovea.objects",
                        "fovea.variants",
                        "fovea.frames",
                        "fovea.pictures",
                        "fovea.seams",
                        "fovea.decode");
    }

    @Test
    void aFilmShorterThanASegmentPasses() throws Exception {
        VideoId video = upload(TestFfmpeg.clip(folder, "short.mp4", Duration.ofMillis(2_480), "320x240", "25"));
        assertThat(outcomeOf(video)).isInstanceOf(Ready.class);
    }

    /** What a playlist says, spoilt by replacing a part of it. */
    @ParameterizedTest(name = "{0}: {2} in {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "1.26; master-; AVERAGE-BANDWIDTH=; AVERAGE-BANDWIDTH=9",
                "1.27; master-; INF:BANDWIDTH=; INF:BANDWIDTH=9",
                "6.1; master-; I-FRAME-STREAM-INF; DATERANGE",
                "8.10; master-; LANGUAGE; TONGUE",
                "9.1; master-; mp4a.40.2; mp4a.40.5",
                "9.2; master-; 426x240; 428x240",
                "9.11; master-; INDEPENDENT-SEGMENTS; START",
                "9.14; master-; AVERAGE-BANDWIDTH; BANDWIDTH-AVERAGE",
                "9.15; master-; FRAME-RATE=24; FRAME-RATE=25",
                "fovea.variants; master-; 240p/index; 720p/index",
                "6.8; 240p/iframes-; I-FRAMES-ONLY; START",
                "6.8; 240p/iframes-; BYTERANGE:; BYTERANGE:1",
                "7.7; 240p/index-; TARGETDURATION:6; TARGETDURATION:5",
                "8.2; audio/index-; TARGETDURATION:6; TARGETDURATION:7",
                "8.1; 240p/index-; EXTINF:6.00; EXTINF:6.02",
                "8.1; audio/index-; EXTINF:2.; EXTINF:3.",
                "8.11; 240p/index-; VOD; EVENT",
                "8.20; 240p/index-; EXT-X-MAP; EXT-X-KEY",
            })
    void aPlaylistThatIsWrongBreaksTheRule(String rule, String playlist, String said, String instead) throws Exception {
        StoredObject right = made().packaged().objects().stream()
                .filter(object -> object.name().startsWith(playlist))
                .findFirst()
                .orElseThrow();
        String text = new String(made().deposit().read(right), StandardCharsets.UTF_8);
        assertThat(text).contains(said);
        StoredObject wrong = made().deposit()
                .put(playlist + "wrong", "m3u8", text.replace(said, instead).getBytes(StandardCharsets.UTF_8));
        var objects = new ArrayList<>(made().packaged().objects());
        objects.replaceAll(object -> object.equals(right) ? wrong : object);
        var playback = made().packaged().playback();
        var spoilt = new Packaged(
                objects,
                new Playback(
                        playback.hls().equals(right.name()) ? wrong.name() : playback.hls(),
                        playback.dash(),
                        playback.storyboard(),
                        playback.poster()),
                made().packaged().durationMs(),
                made().packaged().width(),
                made().packaged().height());
        Judgement judged = verify(made().film(), spoilt);
        assertThat(rules(judged.report().failed())).contains(rule);
        assertThat(judged.blames()).as("no unit made it").isEmpty();
    }

    @Test
    void spansInAnothersPlaceAreSeenByTheirTimes() throws Exception {
        List<StoredSegment> right = segments();
        Judgement swapped = judged(List.of(right.get(1), right.get(0), right.get(2), right.get(3), right.get(4)));
        assertThat(brokenBy(swapped)).contains("7.3");
        assertThat(blamedBy(swapped)).containsExactly(0, 1);
        Judgement repeated = judged(List.of(right.get(0), right.get(0), right.get(2), right.get(3), right.get(4)));
        assertThat(brokenBy(repeated)).contains("7.3");
        assertThat(blamedBy(repeated)).containsExactly(1);
        Judgement missing = judged(List.of(right.get(0), right.get(3), right.get(4)));
        assertThat(brokenBy(missing)).contains("7.3", "8.3");
        assertThat(blamedBy(missing)).contains(1);
    }

    /** The same with the times that belong there, as an encoder gives that read the wrong part of the source. */
    @Test
    void spansInAnothersPlaceAreSeenByWhatTheyShow() throws Exception {
        List<StoredSegment> right = segments();
        long six = right.get(1).time();
        Judgement swapped = judged(
                List.of(moved(right.get(1), -six), moved(right.get(0), six), right.get(2), right.get(3), right.get(4)));
        assertThat(brokenBy(swapped)).containsExactly("fovea.seams");
        assertThat(blamedBy(swapped)).containsExactly(0, 1);
        Judgement repeated =
                judged(List.of(right.get(0), moved(right.get(0), six), right.get(2), right.get(3), right.get(4)));
        assertThat(brokenBy(repeated)).containsExactly("fovea.seams");
        assertThat(blamedBy(repeated)).containsExactly(1);
        Judgement missing = judged(
                List.of(right.get(0), moved(right.get(2), -six), moved(right.get(3), -six), moved(right.get(4), -six)));
        assertThat(brokenBy(missing)).contains("fovea.seams", "fovea.frames", "8.3");
        assertThat(blamedBy(missing)).contains(1);
    }

    /** Far from any seam, and under the name that is right for it: as if the encoder had given it. */
    @Test
    void aDamagedPictureIsSeen() throws Exception {
        List<StoredSegment> right = segments();
        byte[] bytes = made().deposit().read(right.get(2).object());
        Fragment group = right.get(2).fragments().get(1);
        int middle = group.offset() + group.sizeBytes() / 2;
        Arrays.fill(bytes, middle, middle + 16, (byte) 0);
        var damaged = new StoredSegment(
                made().deposit().put("240p/damaged", "m4s", bytes), right.get(2).fragments());
        Judgement judged = judged(List.of(right.get(0), right.get(1), damaged, right.get(3), right.get(4)));
        assertThat(brokenBy(judged)).containsExactly("fovea.pictures");
        assertThat(blamedBy(judged)).containsExactly(1);
    }

    @Test
    void bytesThatAreNotWhatTheirNameSaysAreTold() throws Exception {
        List<StoredSegment> right = segments();
        StoredObject named = right.get(1).object();
        var lie = new StoredObject(
                right.get(0).object().name(),
                named.sha256(),
                right.get(0).object().sizeBytes());
        Judgement judged = judged(List.of(new StoredSegment(lie, right.get(0).fragments()), right.get(1)));
        assertThat(brokenBy(judged)).containsExactly("fovea.objects");
        assertThat(judged.blames()).singleElement().satisfies(blame -> {
            assertThat(blame.unit()).isZero();
            assertThat(blame.isOfTheStore()).isTrue();
        });
    }

    private List<StoredSegment> segments() {
        List<StoredSegment> segments = made().film().smallest().segments();
        assertThat(made().units().stream().filter(unit -> unit.kind() == Unit.Kind.VIDEO))
                .hasSize(3);
        assertThat(segments).hasSize(5);
        return segments;
    }

    /** The film with these pictures, packaged anew, as if its units had given them. */
    private Judgement judged(List<StoredSegment> segments) throws Exception {
        FilmTrack track = made().film().smallest();
        var spoilt = new Film(
                made().film().plan(),
                List.of(new FilmTrack(track.name(), track.rendition(), track.track(), track.init(), segments)),
                List.of(),
                made().film().sound());
        return verify(spoilt, packager.pack(spoilt, made().run(), made().deposit()));
    }

    private static Set<String> brokenBy(Judgement judged) {
        return rules(judged.report().failed());
    }

    private static List<Integer> blamedBy(Judgement judged) {
        return judged.blames().stream().map(Blame::unit).sorted().toList();
    }

    /** The same pictures at another time. */
    private StoredSegment moved(StoredSegment segment, long ticks) throws Exception {
        byte[] bytes = made().deposit().read(segment.object());
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        for (Fragment fragment : segment.fragments()) {
            int at = indexOf(bytes, "tfdt", fragment.offset()) + 8; // type, version and flags
            boolean wide = bytes[at - 4] == 1;
            if (wide) {
                buffer.putLong(at, buffer.getLong(at) + ticks);
            } else {
                buffer.putInt(at, (int) (buffer.getInt(at) + ticks));
            }
        }
        return new StoredSegment(
                made().deposit().put("240p/moved", "m4s", bytes),
                FragmentedMp4.parse(bytes).fragments());
    }

    private static int indexOf(byte[] bytes, String type, int from) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.indexOf(type, from);
    }
}
