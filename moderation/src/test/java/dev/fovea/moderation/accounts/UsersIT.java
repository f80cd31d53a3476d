package dev.fovea.moderation.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fovea.contracts.access.Role;
import dev.fovea.moderation.ModerationServer;
import dev.fovea.testing.Api;
import dev.fovea.testing.Api.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What admins do to accounts. */
class UsersIT extends ModerationServer {

    @Test
    void aPasswordThatFoveaMakesIsShownOnceAndMustBeChanged() {
        Api admin = admin();
        Answer created = admin.post("/api/v1/users", newUser());
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).hasValue("/api/v1/users/" + created.text("id"));
        assertThat(created.header("Cache-Control")).hasValue("no-store");
        assertThat(created.text("initialPassword")).matches("([a-z2-9]{5}-){3}[a-z2-9]{5}");
        assertThat(created.json().path("mustChangePassword").asBoolean()).isTrue();
        Answer seen = admin.get("/api/v1/users/" + created.text("id"));
        assertThat(seen.body()).doesNotContain("initialPassword").contains("\"mustChangePassword\":true");
        assertThat(signIn(created.text("email"), created.text("initialPassword"))
                        .json()
                        .path("mustChangePassword")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aPasswordThatAnAdminGivesIsValidAsItIs() {
        Map<String, Object> user = newUser();
        user.put("password", "given by the admin");
        Answer created = admin().post("/api/v1/users", user);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().has("initialPassword")).isFalse();
        assertThat(created.json().path("mustChangePassword").asBoolean(true)).isFalse();
        assertThat(signIn(created.text("email"), "given by the admin").status()).isEqualTo(200);
    }

    @Test
    void anEmailHasOneAccountInAnyCase() {
        Map<String, Object> user = newUser();
        Api admin = admin();
        assertThat(admin.post("/api/v1/users", user).status()).isEqualTo(201);
        user.computeIfPresent("email", (_, email) -> email.toString().toUpperCase(Locale.ROOT));
        Answer again = admin.post("/api/v1/users", user);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.code()).isEqualTo("email-taken");
    }

    @ParameterizedTest
    @CsvSource({
        "email, not an address",
        "email, a@b@c",
        "email, =cmd@fovea.test",
        "displayName, ''",
        "displayName, =HYPERLINK(1)",
        "role, ROOT",
        "category, EVERYONE",
        "password, short",
        "password, password123",
        "password, aaaaaaaaaaaa"
    })
    void whatIsNotAcceptableIsSaid(String field, String value) {
        Map<String, Object> user = newUser();
        user.put(field, value);
        Answer answer = admin().post("/api/v1/users", user);
        assertThat(answer.status()).isIn(400, 422);
        assertThat(answer.code()).isIn("invalid-request", "malformed-json", "weak-password");
    }

    @ParameterizedTest
    @ValueSource(strings = {"email", "displayName", "role", "category"})
    void whatIsMissingIsNamed(String field) {
        Map<String, Object> user = newUser();
        user.remove(field);
        Answer answer = admin().post("/api/v1/users", user);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("errors").path(0).path("field").asString())
                .isEqualTo(field);
    }

    @Test
    void aChangeIsMadeOfWhatTheAdminSaw() {
        Person person = newPerson(Role.USER);
        Api admin = admin();
        String tag = admin.get(path(person)).header("ETag").orElseThrow();
        Answer changed = admin.with("If-Match", tag).patch(path(person), Map.of("category", "VENDOR"));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.text("category")).isEqualTo("VENDOR");
        Answer tooLate = admin.with("If-Match", tag).patch(path(person), Map.of("category", "INTERN"));
        assertThat(tooLate.status()).isEqualTo(412);
        assertThat(tooLate.code()).isEqualTo("precondition-failed");
        assertThat(admin.with("If-Match", "\"x\"")
                        .patch(path(person), Map.of("category", "INTERN"))
                        .status())
                .isEqualTo(412);
        assertThat(admin.get(path(person)).text("category")).isEqualTo("VENDOR");
        assertThat(admin.patch(path(person), Map.of("category", "INTERN")).status())
                .isEqualTo(200);
    }

    @Test
    void aNewNameAloneEndsNoSession() {
        Person person = newPerson(Role.USER);
        String token = signIn(person.email(), person.password()).text("accessToken");
        Api admin = admin();
        admin.patch(path(person), Map.of("displayName", "New Name"));
        admin.patch(path(person), Map.of());
        assertThat(versionOf(person)).isEqualTo(1);
        assertThat(api().as(token).get("/api/v1/auth/me").text("displayName")).isEqualTo("New Name");
    }

    @Test
    void theLastAdminStaysAdmin() {
        Api admin = admin();
        String id = admin.get("/api/v1/auth/me").text("id");
        List<String> others = admin.get("/api/v1/users?role=ADMIN")
                .json()
                .path("items")
                .valueStream()
                .map(u -> u.path("id").asString())
                .filter(other -> !other.equals(id))
                .toList();
        others.forEach(other -> admin.patch("/api/v1/users/" + other, Map.of("enabled", false)));
        for (Map<String, Object> change :
                List.<Map<String, Object>>of(Map.of("role", "EDITOR"), Map.of("enabled", false))) {
            Answer refused = admin.patch("/api/v1/users/" + id, change);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.code()).isEqualTo("last-admin");
        }
        assertThat(admin.get("/api/v1/auth/me").status()).isEqualTo(200);
    }

    @Test
    void whoIsUnknownIsNotFound() {
        Api admin = admin();
        String path = "/api/v1/users/" + UUID.randomUUID();
        assertThat(admin.get(path).code()).isEqualTo("user-not-found");
        assertThat(admin.patch(path, Map.of("role", "USER")).code()).isEqualTo("user-not-found");
        assertThat(admin.post(path + "/password-reset").code()).isEqualTo("user-not-found");
        assertThat(admin.get("/api/v1/users/1-1-1-1-1").code()).isEqualTo("invalid-request");
    }

    @Test
    void whoIsSignedInIsListedAndEveryTokenOfThemEnded() {
        Person person = newPerson(Role.USER);
        String sessions = "/api/v1/users/" + person.id() + "/sessions";
        Api admin = admin();
        assertThat(admin.get(sessions).json().path("items").isEmpty()).isTrue();
        Answer first = api().with("User-Agent", "Harbour Browser <b>1</b>")
                .post("/api/v1/auth/login", Map.of("email", person.email(), "password", person.password()));
        signIn(person.email(), person.password());
        JsonNode open = admin.get(sessions).json().path("items");
        assertThat(open.size()).isEqualTo(2);
        assertThat(open.get(1).path("userAgent").asString()).isEqualTo("Harbour Browser <b>1</b>");
        assertThat(open.get(1).path("address").asString()).isNotEmpty();

        Api signedIn = api().as(first.text("accessToken"));
        assertThat(signedIn.get("/api/v1/auth/me").status()).isEqualTo(200);
        assertThat(admin.send("DELETE", sessions, null).status()).isEqualTo(204);
        assertThat(admin.get(sessions).json().path("items").isEmpty()).isTrue();
        await().untilAsserted(
                        () -> assertThat(signedIn.get("/api/v1/auth/me").code()).isEqualTo("session-ended"));
        assertThat(admin.get("/api/v1/audit?action=SESSIONS_ENDED&subject=" + person.id())
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(1);
        assertThat(signIn(person.email(), person.password()).status()).isEqualTo(200);
    }

    @Test
    void theListIsSearchedFilteredAndPaged() {
        String mark = UUID.randomUUID().toString();
        Api admin = admin();
        for (int i = 0; i < 5; i++) {
            Map<String, Object> user = newUser();
            user.put("email", i + "." + mark + "@people.test");
            user.put("displayName", "Person " + i + " of " + mark);
            user.put("role", i == 3 ? "EDITOR" : "USER");
            user.put("category", i % 2 == 0 ? "VENDOR" : "INTERN");
            assertThat(admin.post("/api/v1/users", user).status()).isEqualTo(201);
        }
        String found = "/api/v1/users?q=" + mark.toUpperCase(Locale.ROOT);
        assertThat(emails(admin.get(found))).hasSize(5).isSorted();
        assertThat(emails(admin.get(found + "&role=EDITOR"))).hasSize(1);
        assertThat(emails(admin.get(found + "&category=VENDOR"))).hasSize(3);
        assertThat(emails(admin.get("/api/v1/users?q=Person%202%20of%20" + mark)))
                .hasSize(1);
        assertThat(emails(admin.get("/api/v1/users?q=%25" + mark))).isEmpty();

        Answer first = admin.get(found + "&limit=2");
        Answer second = admin.get(found + "&limit=2&cursor=" + first.text("next"));
        Answer third = admin.get(found + "&limit=2&cursor=" + second.text("next"));
        assertThat(Stream.of(first, second, third).flatMap(page -> emails(page).stream()))
                .containsExactlyElementsOf(emails(admin.get(found)));
        assertThat(third.json().has("next")).isFalse();
        assertThat(admin.get(found + "&cursor=!!").code()).isEqualTo("invalid-request");
        assertThat(admin.get(found + "&limit=201").code()).isEqualTo("invalid-request");
    }

    @Test
    void everyChangeIsOnRecordWithWhatItWasBefore() {
        Person person = newPerson(Role.USER);
        Api admin = admin();
        admin.patch(path(person), Map.of("role", "EDITOR", "enabled", false));
        var row = admin.get("/api/v1/audit?action=USER_CHANGED&subject=" + person.id())
                .json()
                .path("items")
                .path(0);
        assertThat(row.path("actorName").asString()).isEqualTo("Administrator");
        assertThat(row.path("detail").path("role.before").asString()).isEqualTo("USER");
        assertThat(row.path("detail").path("role").asString()).isEqualTo("EDITOR");
        assertThat(row.path("detail").path("enabled").asString()).isEqualTo("false");
        assertThat(row.path("detail").has("category")).isFalse();
    }

    private long versionOf(Person person) {
        return database.sql("select version from moderation.account where id = ?")
                .param(UUID.fromString(person.id()))
                .query(Long.class)
                .single();
    }

    private static String path(Person person) {
        return "/api/v1/users/" + person.id();
    }

    private static List<String> emails(Answer page) {
        return page.json()
                .path("items")
                .valueStream()
                .map(u -> u.path("email").asString())
                .toList();
    }

    private static Map<String, Object> newUser() {
        return new HashMap<>(Map.of(
                "email", UUID.randomUUID() + "@people.test",
                "displayName", "Some Body",
                "role", "USER",
                "category", "DEALER"));
    }
}
