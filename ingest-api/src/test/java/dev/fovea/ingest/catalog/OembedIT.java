package dev.fovea.ingest.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.ingest.IngestServer;
import dev.fovea.testing.Api.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The frame for other sites, and for which. */
class OembedIT extends IngestServer {

    private static final String ID = "0190a5e4-0000-7000-8000-000000000000";

    private Answer ask(String url, String more) {
        return api().get("/api/v1/oembed?url=" + URLEncoder.encode(url, StandardCharsets.UTF_8) + more);
    }

    private String home() {
        return "http://localhost:" + port;
    }

    @Test
    void aPageOfAVideoBecomesAFrame() {
        Answer frame = ask(home() + "/watch/" + ID + "?t=90", "&maxwidth=640");
        assertThat(frame.status()).as(frame.body()).isEqualTo(200);
        assertThat(frame.text("type")).isEqualTo("video");
        assertThat(frame.json().path("height").asInt()).isEqualTo(360);
        assertThat(frame.text("html"))
                .isEqualTo("<iframe src=\"" + home() + "/embed/" + ID
                        + "\" width=\"640\" height=\"360\" allow=\"fullscreen; picture-in-picture\"></iframe>");
        assertThat(ask(home() + "/watch/" + ID, "&maxheight=90")
                        .json()
                        .path("width")
                        .asInt())
                .isEqualTo(160);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://elsewhere.test/watch/" + ID,
                "javascript:alert(1)",
                "/watch/" + ID,
                "not a url",
                "HOME/watch/1\" onload=\"alert(1)",
                "HOME/people"
            })
    void anythingElseIsNotFound(String url) {
        assertThat(ask(url.replace("HOME", home()), "").code()).isEqualTo("not-found");
    }

    @Test
    void onlyTheSitesNamedMayAskFromABrowser() {
        String path = "/api/v1/oembed?url=" + URLEncoder.encode(home() + "/watch/" + ID, StandardCharsets.UTF_8);
        Answer allowed = api().with("Origin", "https://intranet.example.org").get(path);
        assertThat(allowed.status()).isEqualTo(200);
        assertThat(allowed.header("Access-Control-Allow-Origin")).hasValue("https://intranet.example.org");
        assertThat(api().with("Origin", "https://elsewhere.test").get(path).code())
                .isEqualTo("forbidden");
    }
}
