package dev.fovea.platform.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.testing.Api;
import dev.fovea.testing.Api.Answer;
import dev.fovea.testing.TestIssuer;
import dev.fovea.testplatform.PlatformServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reaches a route, and what the others are told. */
class RoutesIT extends PlatformServer {

    @ParameterizedTest
    @CsvSource({
        "anyone,    200, 200, 200, 200",
        "viewer,    401, 200, 200, 200",
        "moderator, 401, 403, 200, 200",
        "admin,     401, 403, 403, 200"
    })
    void anAudienceIsWhoItSays(String route, int anonymous, int user, int editor, int admin) {
        String path = "/api/v1/test/" + route;
        assertThat(api().get(path).status()).isEqualTo(anonymous);
        assertThat(as(Role.USER).get(path).status()).isEqualTo(user);
        assertThat(as(Role.EDITOR).get(path).status()).isEqualTo(editor);
        assertThat(as(Role.ADMIN).get(path).status()).isEqualTo(admin);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/test/without-a-rule", "/api/v1/nothing", "/api", "/api/v1/test/viewer/"})
    void whereNoRuleIsThereIsNothing(String path) {
        assertThat(api().get(path).code()).isEqualTo("not-signed-in");
        Answer answer = as(Role.ADMIN).get(path);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("not-found");
        assertThat(answer.body()).doesNotContain("nobody may see this");
    }

    @Test
    void anotherMethodIsToldWhichOnesThereAre() {
        Answer answer = as(Role.USER).send("DELETE", "/api/v1/test/viewer", null);
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.code()).isEqualTo("method-not-allowed");
        assertThat(answer.header("Allow")).hasValue("GET, HEAD, POST");
    }

    @Test
    void whoMayGetMayHead() {
        assertThat(as(Role.USER).send("HEAD", "/api/v1/test/viewer", null).status())
                .isEqualTo(200);
        assertThat(as(Role.USER).send("HEAD", "/api/v1/test/admin", null).status())
                .isEqualTo(403);
    }

    @Test
    void aMethodOverrideIsNotListenedTo() {
        Api user = as(Role.USER)
                .with("X-HTTP-Method-Override", "GET")
                .with("X-HTTP-Method", "GET")
                .with("X-Method-Override", "GET");
        assertThat(user.send("DELETE", "/api/v1/test/viewer?_method=GET", null).status())
                .isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/test/%2e%2e/admin",
                "/api/v1/test/viewer/..%2fadmin",
                "/api/v1/test/viewer%2f..%2fadmin",
                "/api/v1//test/admin",
                "/api/v1/test/admin;x=1",
                "/api/v1/test/admin%3b",
                "/api/v1/test/admin%00",
                "/API/v1/test/admin",
                "/api/v1/test/admin%20"
            })
    void noOtherSpellingOfAPathLeadsPastItsRule(String path) {
        Answer answer = as(Role.USER).get(path);
        assertThat(answer.status()).isIn(400, 403, 404);
        assertThat(answer.body()).doesNotContain("\"role\"");
    }

    @Test
    void theOperatorsEndpointsAreNotHere() {
        assertThat(as(Role.ADMIN).get("/actuator/health").status()).isIn(403, 404);
        assertThat(as(Role.ADMIN).get("/actuator/prometheus").status()).isIn(403, 404);
    }

    @Test
    void theDocumentIsOpenToAnyone() {
        Answer document = api().get("/api/openapi.json");
        assertThat(document.status()).isEqualTo(200);
        assertThat(document.text("openapi")).startsWith("3.1");
        assertThat(document.json().path("paths").propertyNames()).doesNotContain("/error");
    }

    @Test
    void pagesAreGuardedAgainstForeignScriptsAndFrames() {
        assertThat(api().get("/api/v1/test/anyone")
                        .header("Content-Security-Policy")
                        .orElseThrow())
                .contains("script-src 'self';")
                .contains("worker-src 'self';")
                .contains("require-trusted-types-for 'script'")
                .contains("object-src 'none'")
                .contains("frame-ancestors 'self'");
        assertThat(api().get("/api/v1/test/anyone").header("X-Content-Type-Options"))
                .hasValue("nosniff");
    }

    @Test
    void browsersAreAskedForTheFormOfTheirDevice() {
        assertThat(api().get("/watch/1").header("Accept-CH")).hasValue("Sec-CH-UA-Form-Factors");
    }

    @Test
    void onlyThePlayerAloneIsFramedAndOnlyByTheSitesNamed() {
        assertThat(policyOf("/embed/0190a5e4-0000-7000-8000-000000000000"))
                .endsWith("frame-ancestors 'self' https://intranet.example.org");
        for (String path : List.of("/", "/watch/1", "/embed", "/embed/1/2", "/api/v1/test/anyone")) {
            assertThat(policyOf(path)).as(path).endsWith("frame-ancestors 'self'");
        }
    }

    private String policyOf(String path) {
        return api().get(path).header("Content-Security-Policy").orElseThrow();
    }

    private Api as(Role role) {
        return api().as(TestIssuer.SHARED.token(role, Category.DEALER));
    }
}
