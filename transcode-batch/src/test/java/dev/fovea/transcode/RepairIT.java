package dev.fovea.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.contracts.video.TranscodeEvent.Failed;
import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.contracts.video.TranscodeEvent.Ready;
import dev.fovea.platform.media.MediaStore.StoredObject;
import dev.fovea.testing.Api;
import dev.fovea.testing.TestIssuer;
import dev.fovea.transcode.encode.ContentNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A unit that is blamed when the film is put together is made again, and only it; a film fails when that is of no use. */
@TestInstance(Lifecycle.PER_CLASS)
class RepairIT extends TranscodeContext {

    /** What FFmpeg does with the second span. */
    private enum Whim {
        NONE,
        /** It waits for the file {@code go}. */
        WAIT,
        /** Not there, but when the poster is made, it waits for the file {@code go}, and takes it. */
        WAIT_TO_PACKAGE,
        /** It shows something else, the first time only. */
        ONCE,
        /** It shows something else, and each time another thing. */
        EACH_TIME_ANOTHER,
        /** It shows something else, each time the same. */
        ALWAYS
    }

    private static final Path FAULTY = TestFfmpeg.scripted("""
            look=
            for word; do
                case "$word" in */poster-%%d.jpg)
                    case $(cat '%2$s/whim') in
                        WAIT_TO_PACKAGE) while ! rm '%2$s/go' 2>/dev/null; do sleep 0.05; done ;;
                    esac ;;
                esac
                case "$word" in */v00001-*/240p.mp4)
                    token=${word##*/v00001-}
                    token=${token%%%%/*}
                    case $(cat '%2$s/whim') in
                        WAIT) while [ ! -e '%2$s/go' ]; do sleep 0.05; done ;;
                        ONCE) mkdir '%2$s/done' 2>/dev/null && look=negate ;;
                        EACH_TIME_ANOTHER) look="lutyuv=y=$((token %% 6 * 40))" ;;
                        ALWAYS) look=negate ;;
                    esac ;;
                esac
            done
            if [ "$look" ]; then
                left=$#
                while [ $left -gt 0 ]; do
                    word=$(printf '%%s' "$1" | sed "s/setsar=1/setsar=1,$look/")
                    shift
                    set -- "$@" "$word"
                    left=$((left - 1))
                done
            fi
            exec '%1$s' "$@"
            """);

    @TempDir
    Path folder;

    @Autowired
    private JdbcClient database;

    @Autowired
    private Environment environment;

    private Path clip = Path.of("");
    private String undisturbed = "";

    @DynamicPropertySource
    static void ffmpegWithWhims(DynamicPropertyRegistry properties) {
        properties.add("fovea.transcode.ffmpeg.installed", FAULTY::toString);
    }

    @BeforeAll
    void makeAFilm(@TempDir Path clips) throws Exception {
        clip = TestFfmpeg.clip(clips, "clip.mp4", Duration.ofSeconds(12), "426x240", "24");
        asked(Whim.NONE);
        undisturbed = ((Ready) outcomeOf(upload(clip))).manifestHash();
    }

    @BeforeEach
    void noWhims() throws IOException {
        asked(Whim.NONE);
        Files.deleteIfExists(FAULTY.resolve("go"));
    }

    private static void asked(Whim whim) throws IOException {
        Files.writeString(FAULTY.resolve("whim"), whim.name());
    }

    private record Try(int unit, String outcome, String failure, String reason) {}

    private List<Try> triesOf(VideoId video) {
        return database.sql("""
                        select a.index, a.outcome, coalesce(a.failure, ''), coalesce(a.reason, '')
                        from transcode.attempt a join transcode.job j on j.id = a.job_id
                        where j.video_id = ? order by a.index, a.token
                        """)
                .param(video.value())
                .query((row, _) -> new Try(row.getInt(1), row.getString(2), row.getString(3), row.getString(4)))
                .list();
    }

    /** Everything was made once, except for one unit that was made as often as it has these outcomes. */
    private List<Try> onlyRedone(VideoId video, int unit, String... outcomes) {
        List<Try> all = triesOf(video);
        assertThat(all.stream().filter(one -> one.unit() != unit))
                .hasSize(2)
                .allMatch(one -> one.outcome().equals("ACCEPTED"));
        List<Try> redone = all.stream().filter(one -> one.unit() == unit).toList();
        assertThat(redone).extracting(Try::outcome).containsExactly(outcomes);
        return redone;
    }

    @Test
    void aSpanThatShowsSomethingElseIsMadeAgain() throws Exception {
        asked(Whim.ONCE);
        VideoId video = upload(clip);
        var ready = (Ready) outcomeOf(video);
        assertThat(ready.manifestHash()).isEqualTo(undisturbed);
        assertThat(ready.attempt()).isEqualTo(1);
        Try first = onlyRedone(video, 1, "FAILED", "ACCEPTED").getFirst();
        assertThat(first.failure()).isEqualTo("INTERNAL");
        assertThat(first.reason())
                .startsWith("What it made breaks rule fovea.seams (240p: each span starts with what the source shows")
                .contains("0:06");
    }

    private enum Damage {
        ALTERED {
            @Override
            void to(Path object) throws IOException {
                byte[] bytes = Files.readAllBytes(object);
                bytes[bytes.length / 2] ^= 1;
                Files.write(object, bytes);
            }
        },
        CUT_OFF {
            @Override
            void to(Path object) throws IOException {
                byte[] bytes = Files.readAllBytes(object);
                Files.write(object, Arrays.copyOf(bytes, bytes.length / 3));
            }
        },
        LOST {
            @Override
            void to(Path object) throws IOException {
                Files.delete(object);
            }
        };

        abstract void to(Path object) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void whatIsDamagedInTheStoreIsMadeAgain(Damage damage) throws Exception {
        asked(Whim.WAIT);
        VideoId video = upload(clip);
        await().atMost(DONE_WITHIN)
                .until(() -> triesOf(video).stream()
                        .anyMatch(one -> one.unit() == 0 && one.outcome().equals("ACCEPTED")));
        damage.to(stored(video, "240p/s_00000-", ".m4s"));
        Files.createFile(FAULTY.resolve("go"));

        assertThat(((Ready) outcomeOf(video)).manifestHash()).isEqualTo(undisturbed);
        Try first = onlyRedone(video, 0, "FAILED", "ACCEPTED").getFirst();
        assertThat(first.failure()).isEqualTo("RESOURCE");
        assertThat(first.reason()).startsWith("What it stored is damaged or gone: 240p/s_00000-");
        holdsWhatItsManifestSays(video);
    }

    private void holdsWhatItsManifestSays(VideoId video) throws IOException {
        Path film = download(video, folder.resolve("film"));
        for (String line : Files.readAllLines(stored(video, "manifest-", ".txt"))) {
            String[] words = line.split("  ", 2);
            assertThat(ContentNames.sha256(film.resolve(words[1]))).as(words[1]).isEqualTo(words[0]);
        }
    }

    @Test
    void aPlaylistThatIsDamagedIsWrittenAgain() throws Exception {
        asked(Whim.WAIT_TO_PACKAGE);
        VideoId video = upload(clip);
        Damage.ALTERED.to(playlistOf(video));
        goOn();
        goOn(); // it is packaged once more

        assertThat(((Ready) outcomeOf(video)).manifestHash()).isEqualTo(undisturbed);
        assertThat(triesOf(video)).hasSize(3).allMatch(one -> one.outcome().equals("ACCEPTED"));
        holdsWhatItsManifestSays(video);
    }

    @Test
    void aPlaylistThatIsDamagedAgainFailsTheFilmUntilSomebodyAsksAgain() throws Exception {
        asked(Whim.WAIT_TO_PACKAGE);
        VideoId video = upload(clip);
        Path playlist = playlistOf(video);
        byte[] written = Files.readAllBytes(playlist);
        Damage.CUT_OFF.to(playlist);
        goOn();
        await().atMost(DONE_WITHIN).until(() -> Arrays.equals(Files.readAllBytes(playlist), written));
        Damage.LOST.to(playlist);
        goOn();
        assertThat(outcomeOf(video))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.reason())
                                .startsWith("The result breaks rule fovea.objects")
                                .contains("240p/index-"));

        asked(Whim.NONE);
        askAgain(video);
        assertThat(triesOf(video)).hasSize(3).allMatch(one -> one.outcome().equals("ACCEPTED"));
        holdsWhatItsManifestSays(video);
    }

    private Path playlistOf(VideoId video) throws IOException {
        await().atMost(DONE_WITHIN)
                .until(() -> store.list(MediaLayout.generation(video, 1)).stream()
                        .anyMatch(object -> object.name().endsWith(".mpd"))); // it is written after the playlists
        return stored(video, "240p/index-", ".m3u8");
    }

    /** Whoever waits for it has seen it when this returns. */
    private static void goOn() throws IOException {
        Path go = Files.createFile(FAULTY.resolve("go"));
        await().atMost(DONE_WITHIN).until(() -> !Files.exists(go));
    }

    private Path stored(VideoId video, String prefix, String ending) throws IOException {
        String name = store.list(MediaLayout.generation(video, 1)).stream()
                .map(StoredObject::name)
                .filter(object ->
                        object.startsWith(MediaLayout.generation(video, 1) + prefix) && object.endsWith(ending))
                .findFirst()
                .orElseThrow();
        return Path.of(environment.getRequiredProperty("fovea.media.directory"), name);
    }

    @Test
    void aSpanThatIsNeverRightFailsTheFilmUntilSomebodyAsksAgain() throws Exception {
        asked(Whim.EACH_TIME_ANOTHER);
        VideoId video = upload(clip);
        assertThat(outcomeOf(video)).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.failure()).isEqualTo(FailureKind.INTERNAL);
            assertThat(failed.reason())
                    .startsWith("The part from 00:06 on was made 3 times, and not once was it right in the end.")
                    .contains("fovea.seams");
        });
        onlyRedone(video, 1, "FAILED", "FAILED", "FAILED");

        asked(Whim.NONE);
        askAgain(video);
        onlyRedone(video, 1, "FAILED", "FAILED", "FAILED", "ACCEPTED");
    }

    /** It comes out as undisturbed as if nothing had been. */
    private void askAgain(VideoId video) {
        UUID job = database.sql("select id from transcode.job where video_id = ?")
                .param(video.value())
                .query(UUID.class)
                .single();
        assertThat(api().post("/api/v1/jobs/" + job + "/restart").status()).isEqualTo(202);
        await().atMost(DONE_WITHIN)
                .until(() -> eventsOf(video).stream()
                        .anyMatch(event -> event instanceof Ready ready
                                && ready.manifestHash().equals(undisturbed)));
    }

    @Test
    void aSpanThatComesOutTheSameIsNotLookedAtAgain() throws Exception {
        asked(Whim.ALWAYS);
        VideoId video = upload(clip);
        assertThat(outcomeOf(video))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.reason())
                                .startsWith(
                                        "The part from 00:06 on was made again and came out the same, byte for byte"));
        onlyRedone(video, 1, "FAILED", "FAILED");
        assertThat(database.sql("""
                        select check_ ->> 'rule' from transcode.job, jsonb_array_elements(verification -> 'checks') check_
                        where video_id = ? and check_ ->> 'outcome' = 'FAILED'
                        """).param(video.value()).query(String.class).list())
                .as("what people see of it")
                .containsExactly("fovea.seams");
    }

    private Api api() {
        return Api.at(port).as(TestIssuer.SHARED.token(Role.ADMIN, Category.EMPLOYEE));
    }
}
