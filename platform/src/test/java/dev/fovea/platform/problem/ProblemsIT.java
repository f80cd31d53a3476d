package dev.fovea.platform.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.testing.Api;
import dev.fovea.testing.Api.Answer;
import dev.fovea.testing.TestIssuer;
import dev.fovea.testplatform.PlatformServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong, the client gets one kind of answer: RFC 9457 with a code of ours. */
class ProblemsIT extends PlatformServer {

    private static final String VIEWER = "/api/v1/test/viewer";

    @Test
    void aProblemHasEverythingThatTheContractNames() {
        Answer answer = user().get("/api/v1/nothing");
        assertThat(answer.header("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.text("type")).isEqualTo("/problems/not-found");
        assertThat(answer.text("title")).isEqualTo("Not found");
        assertThat(answer.json().path("status").asInt()).isEqualTo(404);
        assertThat(answer.text("detail")).isNotBlank();
        assertThat(answer.text("instance")).isEqualTo("/api/v1/nothing");
        assertThat(answer.text("code")).isEqualTo("not-found");
        assertThat(answer.text("traceId")).matches("[0-9a-f]{32}");
    }

    @Test
    void theCallersTraceIsKept() {
        Api traced = user().with("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        assertThat(traced.get("/api/v1/nothing").text("traceId")).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(traced.get("/api/v1/test/broken").text("traceId")).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "nonsense",
                "00-0af7651916cd43dd8448eb211c80319c\"}"
            })
    void whatIsNoTraceIsNotRepeated(String traceparent) {
        assertThat(user().with("traceparent", traceparent)
                        .get("/api/v1/nothing")
                        .text("traceId"))
                .matches("[0-9a-f]{32}")
                .isNotEqualTo("0".repeat(32))
                .isNotEqualToIgnoringCase("0af7651916cd43dd8448eb211c80319c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "nonsense", "{\"text\":", "[1,2]", "\"text\"", "{\"text\":{}}", "\u0000"})
    void aBodyThatIsNoSuchJsonIsMalformed(String body) {
        Answer answer = user().send("POST", VIEWER, body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("malformed-json");
    }

    @Test
    void aWrongFieldIsNamed() {
        Answer answer = user().post(VIEWER, Map.of("text", " "));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid-request");
        assertThat(answer.json().path("errors").path(0).path("field").asString())
                .isEqualTo("text");
        assertThat(answer.json().path("errors").path(0).path("detail").asString())
                .isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\u0000b", "\\ud83d", "a\\ude00\\ud83d"})
    void aTextThatNobodyCouldKeepIsTheClientsMistake(String text) {
        Answer answer = user().send("POST", VIEWER, "{\"text\":\"" + text + "\"}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid-request");
    }

    @Test
    void aTextOfAnyLanguageIsTaken() {
        assertThat(user().send("POST", VIEWER, "{\"text\":\"\\u00c4 \\ud83d\\ude00\"}")
                        .text("text"))
                .isEqualTo("\u00c4 \ud83d\ude00");
    }

    @Test
    void aParameterWithANullCharacterIsTheClientsMistake() {
        assertThat(user().get("/api/v1/test/named?name=a%20b").body()).isEqualTo("a b");
        Answer answer = user().get("/api/v1/test/named?name=a%00b");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid-request");
    }

    @Test
    void aWrongParameterIsNamed() {
        for (String path : new String[] {"?limit=0", "?limit=x", ""}) {
            Answer answer = user().get("/api/v1/test/limited" + path);
            assertThat(answer.status()).as(path).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("invalid-request");
            assertThat(answer.json().path("errors").path(0).path("field").asString())
                    .isEqualTo("limit");
        }
    }

    @Test
    void anIdThatIsNoneIsTheClientsMistake() {
        Answer answer = user().get("/api/v1/test/videos/1-1-1-1-1");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid-request");
    }

    @Test
    void aBodyOfAnotherTypeIsNotTaken() {
        Answer answer = user().with("Content-Type", "application/xml").send("POST", VIEWER, "<text/>");
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.code()).isEqualTo("unsupported-media-type");
        assertThat(answer.header("Accept")).isPresent();
    }

    @Test
    void whoAcceptsNoJsonStillGetsTheProblem() {
        Answer answer = user().with("Accept", "text/csv").get("/api/v1/test/limited?limit=0");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid-request");
    }

    @Test
    void aBodyTooLargeIsNotReadToItsEnd() {
        String long1 = "x".repeat(BodyLimit.BYTES_MAX);
        Answer answer = user().post(VIEWER, Map.of("text", long1));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.code()).isEqualTo("request-too-large");
    }

    @Test
    void ourOwnFailureSaysNothingOfItsInside() {
        Answer answer = user().get("/api/v1/test/broken");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.code()).isEqualTo("internal-error");
        assertThat(answer.body()).doesNotContain("secret").doesNotContain("Exception");
    }

    @Test
    void aFailureBeforeAnyControllerIsAProblemToo() {
        Answer answer = user().get("/api/v1/test/broken-filter");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.code()).isEqualTo("internal-error");
        assertThat(answer.text("instance")).isEqualTo("/api/v1/test/broken-filter");
        assertThat(answer.body()).doesNotContain("secret");
    }

    private Api user() {
        return api().as(TestIssuer.SHARED.token(Role.USER, Category.DEALER));
    }
}
