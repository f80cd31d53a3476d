package dev.fovea.moderation.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.moderation.ModerationServer;
import dev.fovea.testing.Api;
import dev.fovea.testing.Api.Answer;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import tools.jackson.databind.JsonNode;

/** Sign-in as a browser lives it, through the real chain of filters. */
class SignInIT extends ModerationServer {

    private static final Duration SOON = Duration.ofSeconds(1);
    /** For what is to come soon: a machine that stands still for a moment does not do so each time. */
    private static final int TRIES = 3;

    @Test
    void aTokenSaysWhatEveryServiceNeeds() throws ParseException {
        Person person = newPerson(Role.EDITOR);
        Answer signedIn = signIn(person.email(), person.password());
        assertThat(signedIn.status()).isEqualTo(200);
        assertThat(signedIn.json().path("expiresIn").asInt()).isEqualTo(900);
        assertThat(signedIn.json().path("mustChangePassword").asBoolean(true)).isFalse();
        SignedJWT token = SignedJWT.parse(signedIn.text("accessToken"));
        assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
        JWTClaimsSet claims = token.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo("http://fovea.test");
        assertThat(claims.getAudience()).containsExactly("fovea");
        assertThat(claims.getSubject()).isEqualTo(person.id());
        assertThat(claims.getStringClaim("role")).isEqualTo("EDITOR");
        assertThat(claims.getStringClaim("category")).isEqualTo("DEALER");
        assertThat(claims.getStringClaim("email")).isEqualTo(person.email());
        assertThat(claims.getStringClaim("name")).isEqualTo("Some EDITOR");
        assertThat(claims.getLongClaim("ver")).isEqualTo(1);
        assertThat(claims.getBooleanClaim("pwc")).isFalse();
        assertThat(claims.getJWTID()).isNotBlank();
        assertThat(claims.getExpirationTime().getTime() - claims.getIssueTime().getTime())
                .isEqualTo(900_000);
        assertThat(publishedKey(api().get("/.well-known/jwks.json")).path("kid").asString())
                .isEqualTo(token.getHeader().getKeyID());
    }

    @Test
    void thePublishedKeysHoldNothingPrivate() {
        Answer jwks = api().get("/.well-known/jwks.json");
        assertThat(jwks.status()).isEqualTo(200);
        assertThat(publishedKey(jwks).propertyNames()).containsExactlyInAnyOrder("kty", "use", "alg", "kid", "n", "e");
    }

    @Test
    void theRefreshCookieIsOutOfReachForScriptsAndOtherSites() {
        Answer signedIn = signIn(ADMIN_EMAIL, ADMIN_PASSWORD);
        assertThat(signedIn.header("Set-Cookie").orElseThrow())
                .startsWith("fovea_refresh=")
                .contains("; HttpOnly")
                .contains("; SameSite=Strict")
                .contains("; Path=/api/v1/auth")
                .doesNotContain("Secure"); // this test speaks plain HTTP
        assertThat(signedIn.header("Cache-Control")).hasValue("no-store");
    }

    @Test
    void theEmailIsTakenInAnyCase() {
        assertThat(signIn(" ROOT@Fovea.test ", ADMIN_PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void aHashOfWeakerNumbersIsMadeAnewWhereItsPasswordIsKnown() {
        Person person = newPerson(Role.USER);
        String weaker = new Argon2PasswordEncoder(16, 32, 1, 4_096, 1).encode(person.password());
        database.sql("update moderation.account set password_hash = ? where email = ?")
                .params(weaker, person.email())
                .update();

        assertThat(signIn(person.email(), "not the password").status()).isEqualTo(401);
        assertThat(hashOf(person)).isEqualTo(weaker);
        assertThat(signIn(person.email(), person.password()).status()).isEqualTo(200);
        String stronger = hashOf(person);
        assertThat(stronger).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");

        assertThat(signIn(person.email(), person.password()).status()).isEqualTo(200);
        assertThat(hashOf(person)).isEqualTo(stronger);
    }

    private String hashOf(Person person) {
        return database.sql("select password_hash from moderation.account where email = ?")
                .param(person.email())
                .query(String.class)
                .single();
    }

    @Test
    void aWrongPasswordAndAnUnknownEmailAreToldApartByNothing() {
        Person person = newPerson(Role.USER);
        Answer wrong = signIn(person.email(), "not the password");
        Answer unknown = signIn("nobody-" + person.email(), "not the password");
        Answer noAddress = signIn("no address", "not the password");
        assertThat(List.of(wrong.status(), unknown.status(), noAddress.status()))
                .containsOnly(401);
        assertThat(wrong.code()).isEqualTo("wrong-credentials");
        assertThat(withoutTrace(unknown)).isEqualTo(withoutTrace(wrong));
        assertThat(withoutTrace(noAddress)).isEqualTo(withoutTrace(wrong));
    }

    /** The one member that differs in every answer. */
    private static String withoutTrace(Answer answer) {
        return answer.body().replaceFirst("\"traceId\":\"[0-9a-f]+\"", "");
    }

    @Test
    void aFewWrongPasswordsMakeTheNextOneWait() {
        Person person = newPerson(Role.USER);
        for (int i = 0; i < SignInThrottle.FAILURES_OF_ACCOUNT; i++) {
            assertThat(signIn(person.email(), "wrong").status()).isEqualTo(401);
        }
        // Should the second that it has to wait be over, the next failure doubles it.
        await().until(() -> signIn(person.email(), "wrong").status() == 429);
        Answer refused = signIn(person.email(), person.password());
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.code()).isEqualTo("too-many-requests");
        assertThat(refused.header("Retry-After").map(Integer::parseInt).orElseThrow())
                .isBetween(1, 2);
        await().untilAsserted(() ->
                assertThat(signIn(person.email(), person.password()).status()).isEqualTo(200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "\"x\"", "nonsense", "{\"email\":1,\"password\":{}}"})
    void aBodyThatIsNoSignInIsAProblemAndNothingMore(String body) {
        Answer answer = api().send("POST", "/api/v1/auth/login", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isIn("malformed-json", "invalid-request");
    }

    @Test
    void missingFieldsAreNamed() {
        Answer answer = api().post("/api/v1/auth/login", Map.of("email", "a@b.c"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid-request");
        assertThat(answer.json().path("errors").path(0).path("field").asString())
                .isEqualTo("password");
    }

    @Test
    void refreshingGivesANewTokenAndANewCookie() {
        Answer first = signIn(ADMIN_EMAIL, ADMIN_PASSWORD);
        Answer second = refresh(first);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.cookie(AuthController.COOKIE)).isNotEqualTo(first.cookie(AuthController.COOKIE));
        assertThat(api().as(second.text("accessToken")).get("/api/v1/auth/me").text("email"))
                .isEqualTo(ADMIN_EMAIL);
        assertThat(refresh(second).status()).isEqualTo(200);
    }

    @Test
    void aRefreshTokenThatComesBackEndsItsSessionAndNoOther() {
        Person person = newPerson(Role.USER);
        Answer first = signIn(person.email(), person.password());
        Answer otherBrowser = signIn(person.email(), person.password());
        Answer second = refresh(first);
        Answer third = refresh(second);
        assertThat(third.status()).isEqualTo(200);
        Answer replayed = refresh(first);
        assertThat(replayed.status()).isEqualTo(401);
        assertThat(replayed.code()).isEqualTo("session-ended");
        assertThat(refresh(third).code()).isEqualTo("session-ended");
        assertThat(refresh(otherBrowser).status()).isEqualTo(200);
        assertThat(auditActionsOf(person)).contains("SESSION_REUSED");
    }

    @Test
    void anAnswerThatWasLostCanBeAskedForAgain() {
        Answer first = signIn(ADMIN_EMAIL, ADMIN_PASSWORD);
        Answer lost = refresh(first);
        Answer again = refresh(first);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.cookie(AuthController.COOKIE)).isEqualTo(lost.cookie(AuthController.COOKIE));
        assertThat(refresh(again).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "%00", "' or 1=1"})
    void whatIsNoRefreshTokenOfOursIsAnEndedSession(String token) {
        Answer answer =
                api().with("Cookie", AuthController.COOKIE + "=" + token).post("/api/v1/auth/refresh");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("session-ended");
    }

    @Test
    void signingOutEndsEverySessionOfThePersonWithinASecond() {
        assertThat(quickest(this::signOutOfEverySession)).isLessThan(SOON);
    }

    private Duration signOutOfEverySession() {
        Person person = newPerson(Role.USER);
        Answer here = signIn(person.email(), person.password());
        Answer there = signIn(person.email(), person.password());
        Api elsewhere = api().as(there.text("accessToken"));
        assertThat(elsewhere.get("/api/v1/auth/me").status()).isEqualTo(200);
        Answer out = withCookieOf(here).post("/api/v1/auth/logout");
        assertThat(out.status()).isEqualTo(204);
        assertThat(out.header("Set-Cookie").orElseThrow())
                .startsWith("fovea_refresh=;")
                .contains("Max-Age=0");
        Duration ended = awaitTheEndOf(elsewhere);
        assertThat(refresh(there).code()).isEqualTo("session-ended");
        assertThat(refresh(here).code()).isEqualTo("session-ended");
        return ended;
    }

    @Test
    void signingOutByTheTokenAloneEndsTheSessionsToo() {
        Person person = newPerson(Role.USER);
        Answer signedIn = signIn(person.email(), person.password());
        assertThat(api().as(signedIn.text("accessToken"))
                        .post("/api/v1/auth/logout")
                        .status())
                .isEqualTo(204);
        assertThat(refresh(signedIn).code()).isEqualTo("session-ended");
    }

    @Test
    void theCookieOfAnEndedSessionEndsNoOther() {
        assertThat(api().post("/api/v1/auth/logout").status()).isEqualTo(204);
        Person person = newPerson(Role.USER);
        Answer first = signIn(person.email(), person.password());
        assertThat(withCookieOf(first).post("/api/v1/auth/logout").status()).isEqualTo(204);
        Answer second = signIn(person.email(), person.password());
        assertThat(withCookieOf(first).post("/api/v1/auth/logout").status()).isEqualTo(204);
        assertThat(refresh(second).status()).isEqualTo(200);
    }

    @Test
    void anotherRoleEndsTheOldTokenWithinASecond() {
        assertThat(quickest(this::changeRole)).isLessThan(SOON);
    }

    private Duration changeRole() {
        Person person = newPerson(Role.USER);
        Answer signedIn = signIn(person.email(), person.password());
        Api old = api().as(signedIn.text("accessToken"));
        assertThat(old.get("/api/v1/auth/me").status()).isEqualTo(200);
        admin().patch("/api/v1/users/" + person.id(), Map.of("role", "EDITOR"));
        Duration ended = awaitTheEndOf(old);
        assertThat(refresh(signedIn).code()).isEqualTo("session-ended");
        Answer anew = signIn(person.email(), person.password());
        assertThat(api().as(anew.text("accessToken"))
                        .get("/api/v1/moderation/queue")
                        .status())
                .isEqualTo(200);
        return ended;
    }

    @Test
    void aDisabledPersonIsOutAndStaysOut() {
        Person person = newPerson(Role.USER);
        Answer signedIn = signIn(person.email(), person.password());
        Api old = api().as(signedIn.text("accessToken"));
        admin().patch("/api/v1/users/" + person.id(), Map.of("enabled", false));
        awaitTheEndOf(old);
        assertThat(refresh(signedIn).code()).isEqualTo("session-ended");
        assertThat(signIn(person.email(), person.password()).code()).isEqualTo("wrong-credentials");
        admin().patch("/api/v1/users/" + person.id(), Map.of("enabled", true));
        assertThat(signIn(person.email(), person.password()).status()).isEqualTo(200);
        assertThat(old.get("/api/v1/auth/me").code()).isEqualTo("session-ended");
    }

    @Test
    void aPasswordThatFoveaMadeIsChangedBeforeAnythingElse() {
        Person person = newPerson(Role.EDITOR);
        String initial =
                admin().post("/api/v1/users/" + person.id() + "/password-reset").text("initialPassword");
        assertThat(signIn(person.email(), person.password()).code()).isEqualTo("wrong-credentials");
        Answer signedIn = signIn(person.email(), initial);
        assertThat(signedIn.json().path("mustChangePassword").asBoolean()).isTrue();
        Api caller = api().as(signedIn.text("accessToken"));
        assertThat(caller.get("/api/v1/moderation/queue").code()).isEqualTo("password-change-required");
        assertThat(caller.get("/api/v1/auth/me")
                        .json()
                        .path("mustChangePassword")
                        .asBoolean())
                .isTrue();

        Answer changed = change(caller, initial, "blue kettle by the sea");
        assertThat(changed.status()).isEqualTo(204);
        awaitTheEndOf(caller);
        assertThat(refresh(signedIn).code()).isEqualTo("session-ended");
        Answer goesOn = refresh(changed);
        assertThat(goesOn.json().path("mustChangePassword").asBoolean(true)).isFalse();
        assertThat(api().as(goesOn.text("accessToken"))
                        .get("/api/v1/moderation/queue")
                        .status())
                .isEqualTo(200);
        assertThat(signIn(person.email(), "blue kettle by the sea").status()).isEqualTo(200);
    }

    @Test
    void aPasswordIsChangedOnlyByWhoKnowsItAndToAGoodOne() {
        Person person = newPerson(Role.USER);
        Api caller = api().as(signIn(person.email(), person.password()).text("accessToken"));
        assertThat(change(caller, "a guess", "blue kettle by the sea").code()).isEqualTo("wrong-credentials");
        assertThat(change(caller, person.password(), "short").code()).isEqualTo("weak-password");
        assertThat(change(caller, person.password(), "password12345").status()).isEqualTo(422);
        assertThat(change(caller, person.password(), person.password()).code()).isEqualTo("weak-password");
        assertThat(caller.get("/api/v1/auth/me").status()).isEqualTo(200);
    }

    @Test
    void theConfigurationTellsHowToSignIn() {
        Answer configuration = api().get("/api/v1/auth/configuration");
        assertThat(configuration.status()).isEqualTo(200);
        assertThat(configuration.json().path("passwordSignIn").asBoolean()).isTrue();
        assertThat(configuration.json().path("enforceCategories").asBoolean()).isTrue();
        assertThat(configuration.json().path("issuers").isEmpty()).isTrue();
    }

    @Test
    void everySignInIsOnRecordAndNoPasswordIs() {
        Person person = newPerson(Role.USER);
        signIn(person.email(), "a wrong guess of mine");
        signIn("typed my password here", "a wrong guess of mine");
        signIn(person.email(), person.password());
        assertThat(auditActionsOf(person)).containsExactly("SIGNED_IN", "SIGN_IN_FAILED", "USER_CREATED");
        String everything = String.join(
                "\n",
                database.sql("select a::text from moderation.audit a")
                        .query(String.class)
                        .list());
        assertThat(everything)
                .doesNotContain("a wrong guess of mine")
                .doesNotContain("typed my password here")
                .doesNotContain(person.password());
    }

    @Test
    void changesOfAnAccountAreTold() {
        Person person = newPerson(Role.USER);
        admin().patch("/api/v1/users/" + person.id(), Map.of("role", "ADMIN", "displayName", "Grown Up"));
        await().untilAsserted(() -> assertThat(topics().read(Topics.ACCOUNTS, person.id()))
                .extracting(a -> a.role() + " " + a.displayName() + " " + a.version())
                .containsExactly("USER Some USER 1", "ADMIN Grown Up 2"));
    }

    private static JsonNode publishedKey(Answer jwks) {
        return jwks.json().path("keys").path(0);
    }

    private static Duration quickest(Supplier<Duration> work) {
        Duration quickest = work.get();
        for (int i = 1; i < TRIES && quickest.compareTo(SOON) >= 0; i++) {
            Duration next = work.get();
            quickest = next.compareTo(quickest) < 0 ? next : quickest;
        }
        return quickest;
    }

    /** @return how long it took */
    private static Duration awaitTheEndOf(Api session) {
        long since = System.nanoTime();
        await().pollInterval(Duration.ofMillis(20))
                .untilAsserted(
                        () -> assertThat(session.get("/api/v1/auth/me").code()).isEqualTo("session-ended"));
        return Duration.ofNanos(System.nanoTime() - since);
    }

    private static Answer change(Api caller, String current, String chosen) {
        return caller.post("/api/v1/auth/password", Map.of("currentPassword", current, "newPassword", chosen));
    }

    private Answer refresh(Answer earlier) {
        return withCookieOf(earlier).post("/api/v1/auth/refresh");
    }

    private Api withCookieOf(Answer answer) {
        return api().with(
                        "Cookie",
                        AuthController.COOKIE + "="
                                + answer.cookie(AuthController.COOKIE).orElseThrow());
    }

    private List<String> auditActionsOf(Person person) {
        return admin().get("/api/v1/audit?subject=" + person.id())
                .json()
                .path("items")
                .valueStream()
                .map(row -> row.path("action").asString())
                .toList();
    }
}
