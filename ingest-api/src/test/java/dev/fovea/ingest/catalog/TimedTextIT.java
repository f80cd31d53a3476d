package dev.fovea.ingest.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.ingest.IngestServer;
import dev.fovea.testing.Api.Answer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Captions and chapters: from their editor to players and into the search. */
class TimedTextIT extends IngestServer {

    private final Person uploader = person(Role.USER, Category.EMPLOYEE);
    private final Person viewer = person(Role.USER, Category.EMPLOYEE);

    private static String fileSaying(String words) {
        return "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n" + words + "\n";
    }

    private static Answer put(Person person, String path, Object body) {
        return person.api().send("PUT", path, JsonMapper.shared().writeValueAsString(body));
    }

    private Answer caption(Person person, VideoId id, String language, boolean isDefault, String text) {
        return put(
                person,
                "/api/v1/videos/" + id + "/captions/" + language,
                Map.of("label", "In " + language, "isDefault", isDefault, "text", text));
    }

    private JsonNode playbackOf(VideoId id) {
        return viewer.api().get("/api/v1/videos/" + id + "/playback").json();
    }

    private List<String> found(String query) {
        return viewer.api()
                .get("/api/v1/videos?q=" + query)
                .json()
                .path("items")
                .valueStream()
                .map(video -> video.path("id").asString())
                .toList();
    }

    @Test
    void captionsReachPlayersBySignedPathsAndTheSearch() throws Exception {
        VideoId id = approvedVideo(uploader, "Spoken");
        String said = "rotor" + UUID.randomUUID().toString().replace("-", "");
        Answer kept = caption(uploader, id, "en", true, fileSaying("Mind the <i>" + said + "</i><script>x</script>"));
        assertThat(kept.status()).as(kept.body()).isEqualTo(200);
        assertThat(kept.json().path("items").path(0).path("cues").asInt()).isEqualTo(1);
        assertThat(caption(uploader, id, "pt-BR", true, fileSaying("Cuidado")).status())
                .isEqualTo(200);

        JsonNode captions = playbackOf(id).path("captions");
        assertThat(captions.valueStream()
                        .map(it -> it.path("language").asString()
                                + it.path("isDefault").asBoolean()))
                .containsExactly("enfalse", "pt-BRtrue");
        Answer served = api().get(captions.path(0).path("url").asString());
        assertThat(served.header("Content-Type").orElse("")).startsWith("text/vtt");
        assertThat(served.header("Cache-Control").orElse("")).contains("immutable");
        assertThat(served.body())
                .isEqualTo(fileSaying("Mind the <i>" + said + "</i>x").replace("00.1", "00:00.1"));
        assertThat(api().get(captions.path(0).path("url").asString().replace("/en-", "/fr-"))
                        .code())
                .isEqualTo("media-not-found");

        assertThat(found(said)).containsExactly(id.toString());
        assertThat(found(said.substring(0, 12).toUpperCase(java.util.Locale.ROOT) + "%20spok"))
                .containsExactly(id.toString());
        assertThat(caption(uploader, id, "en", false, fileSaying("Something else"))
                        .status())
                .isEqualTo(200);
        assertThat(found(said)).isEmpty();
        Awaitility.await("what is replaced leaves the store")
                .until(() -> store.list(MediaLayout.texts(id)).size(), Integer.valueOf(2)::equals);
    }

    @Test
    void aLabelChangesWithoutAFileAndALanguageGoesWithItsWords() throws Exception {
        VideoId id = approvedVideo(uploader, "Labels");
        String word = "w" + UUID.randomUUID().toString().replace("-", "");
        caption(uploader, id, "en", false, fileSaying(word));
        String path = "/api/v1/videos/" + id + "/captions/";
        Answer renamed = put(uploader, path + "en", Map.of("label", " English (CC) ", "isDefault", true));
        assertThat(renamed.json().path("items").path(0).path("label").asString())
                .isEqualTo("English (CC)");
        assertThat(renamed.json().path("items").path(0).path("isDefault").asBoolean())
                .isTrue();
        assertThat(found(word)).hasSize(1);
        assertThat(put(uploader, path + "de", Map.of("label", "Deutsch", "isDefault", false))
                        .code())
                .isEqualTo("captions-not-found");
        assertThat(uploader.api().send("DELETE", path + "en", null).status()).isEqualTo(204);
        assertThat(found(word)).isEmpty();
        assertThat(playbackOf(id).path("captions").size()).isZero();
    }

    @Test
    void whatIsNoCaptionFileIsAProblemThatSaysWhy() throws Exception {
        VideoId id = upload(uploader, "Broken captions");
        Answer refused = caption(uploader, id, "en", true, "1\n00:00:01,000 -> 00:00:02,000\nx");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("captions-invalid");
        assertThat(refused.text("detail")).contains("line 2");
        assertThat(caption(uploader, id, "english!", true, fileSaying("x")).code())
                .isEqualTo("invalid-request");
        assertThat(caption(uploader, id, "en", true, "x".repeat(1_000_001)).code())
                .isEqualTo("invalid-request");
    }

    @Test
    void chaptersAreMarkedForPlayersAndFound() throws Exception {
        VideoId id = approvedVideo(uploader, "Chaptered");
        String word = "c" + UUID.randomUUID().toString().replace("-", "");
        String path = "/api/v1/videos/" + id + "/chapters";
        Answer kept = put(
                uploader,
                path,
                Map.of(
                        "chapters",
                        List.of(
                                Map.of("startSeconds", 0, "title", "Start <b>"),
                                Map.of("startSeconds", 12.5, "title", word))));
        assertThat(kept.status()).as(kept.body()).isEqualTo(200);
        JsonNode playback = playbackOf(id);
        assertThat(playback.path("chapters").path(1).path("startSeconds").asDouble())
                .isEqualTo(12.5);
        assertThat(api().get(playback.path("chaptersUrl").asString()).body())
                .isEqualTo("WEBVTT\n\n00:00:00.000 --> 00:00:12.500\nStart &lt;b&gt;\n\n"
                        + "00:00:12.500 --> 99:00:00.000\n" + word + "\n");
        assertThat(found(word)).containsExactly(id.toString());

        assertThat(put(uploader, path, Map.of("chapters", List.of(Map.of("startSeconds", 31, "title", "Late"))))
                        .code())
                .isEqualTo("chapters-invalid");
        assertThat(put(
                                uploader,
                                path,
                                Map.of(
                                        "chapters",
                                        List.of(
                                                Map.of("startSeconds", 5, "title", "Two"),
                                                Map.of("startSeconds", 5, "title", "One"))))
                        .code())
                .isEqualTo("chapters-invalid");
        assertThat(put(uploader, path, Map.of("chapters", List.of())).status()).isEqualTo(200);
        assertThat(playbackOf(id).has("chaptersUrl")).isFalse();
        assertThat(found(word)).isEmpty();
    }

    @Test
    void onlyTheUploaderAndAdministratorsWriteTexts() throws Exception {
        VideoId id = approvedVideo(uploader, "Texts of mine");
        assertThat(caption(viewer, id, "en", true, fileSaying("x")).code()).isEqualTo("forbidden");
        assertThat(caption(person(Role.USER, Category.VENDOR), id, "en", true, fileSaying("x"))
                        .code())
                .isEqualTo("video-not-found");
        assertThat(caption(person(Role.ADMIN, Category.VENDOR), id, "en", true, fileSaying("x"))
                        .status())
                .isEqualTo(200);
        assertThat(viewer.api()
                        .get("/api/v1/videos/" + id + "/captions")
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(1);
        assertThat(uploader.api().send("DELETE", "/api/v1/videos/" + id, null).status())
                .isEqualTo(204);
        Awaitility.await("texts go with their video").until(() -> store.list(MediaLayout.texts(id)), List::isEmpty);
    }
}
