package dev.fovea.moderation.accounts;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.UserId;
import dev.fovea.moderation.accounts.UserAdministration.Change;
import dev.fovea.moderation.accounts.UserAdministration.Created;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.edit.Revision;
import dev.fovea.platform.page.Cursor;
import dev.fovea.platform.page.Page;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Accounts, for admins. */
@RestController
@RequestMapping("/api/v1/users")
class UsersController {

    private final UserAdministration administration;
    private final Accounts accounts;
    private final Sessions sessions;

    UsersController(UserAdministration administration, Accounts accounts, Sessions sessions) {
        this.administration = administration;
        this.accounts = accounts;
        this.sessions = sessions;
    }

    @GetMapping
    Page<User> list(
            @RequestParam(required = false) @Size(max = 200) @Nullable String q,
            @RequestParam(required = false) @Nullable Role role,
            @RequestParam(required = false) @Nullable Category category,
            @RequestParam(defaultValue = Page.LIMIT_DEFAULT) @Min(1) @Max(Page.LIMIT_MAX) int limit,
            @RequestParam(required = false) @Nullable Cursor cursor) {
        String after = cursor == null ? null : cursor.textAt(0);
        return Page.of(
                        accounts.list(q, role, category, after, limit + 1),
                        limit,
                        a -> Cursor.of(a.email().value()))
                .map(User::of);
    }

    @PostMapping
    ResponseEntity<User> create(Caller admin, @RequestBody @Valid NewUser user) {
        Created created = administration.create(
                admin, user.email(), user.displayName(), user.role(), user.category(), user.password());
        Account account = created.account();
        return ResponseEntity.created(URI.create("/api/v1/users/" + account.id()))
                .eTag(Revision.tagOf(account.revision()))
                .cacheControl(CacheControl.noStore())
                .body(User.of(account, created.initialPassword()));
    }

    @GetMapping("/{id}")
    ResponseEntity<User> get(@PathVariable UserId id) {
        return answer(administration.find(id));
    }

    @PatchMapping("/{id}")
    ResponseEntity<User> change(
            Caller admin,
            @PathVariable UserId id,
            @RequestBody @Valid UserChange change,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        return answer(administration.change(
                admin,
                id,
                new Change(change.displayName(), change.role(), change.category(), change.enabled()),
                Revision.optional(ifMatch)));
    }

    @PostMapping("/{id}/password-reset")
    ResponseEntity<PasswordReset> resetPassword(Caller admin, @PathVariable UserId id) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new PasswordReset(administration.resetPassword(admin, id)));
    }

    @GetMapping("/{id}/sessions")
    UserSessions sessions(@PathVariable UserId id) {
        return new UserSessions(sessions.open(administration.find(id).id()));
    }

    @ApiResponse(responseCode = "204")
    @DeleteMapping("/{id}/sessions")
    ResponseEntity<Void> endSessions(Caller admin, @PathVariable UserId id) {
        administration.endSessions(admin, id);
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<User> answer(Account account) {
        return ResponseEntity.ok().eTag(Revision.tagOf(account.revision())).body(User.of(account));
    }

    /** @param initialPassword only in the one answer that makes it */
    record User(
            UserId id,
            String email,
            String displayName,
            Role role,
            Category category,
            boolean enabled,
            boolean mustChangePassword,
            Instant createdAt,
            @Nullable Instant lastSignInAt,
            @Nullable String initialPassword) {

        static User of(Account account) {
            return of(account, null);
        }

        static User of(Account account, @Nullable String initialPassword) {
            return new User(
                    account.id(),
                    account.email().value(),
                    account.displayName().value(),
                    account.role(),
                    account.category(),
                    account.enabled(),
                    account.mustChangePassword(),
                    account.createdAt(),
                    account.lastSignInAt(),
                    initialPassword);
        }
    }

    record NewUser(
            @NotNull EmailAddress email,
            @NotNull DisplayName displayName,
            @NotNull Role role,
            @NotNull Category category,
            @Nullable @Size(max = PasswordRules.LENGTH_MAX) String password) {

        @Override
        public String toString() {
            return "NewUser[" + email + "]";
        }
    }

    record UserChange(
            @Nullable DisplayName displayName,
            @Nullable Role role,
            @Nullable Category category,
            @Nullable Boolean enabled) {}

    record PasswordReset(String initialPassword) {}

    /** @param items those that are open, last opened first */
    record UserSessions(List<Sessions.OpenSession> items) {}
}
