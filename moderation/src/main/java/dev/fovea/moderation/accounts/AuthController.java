package dev.fovea.moderation.accounts;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.UserId;
import dev.fovea.moderation.accounts.Sessions.RefreshToken;
import dev.fovea.moderation.accounts.SignIn.SignedIn;
import dev.fovea.platform.access.AccessProperties;
import dev.fovea.platform.access.AccessProperties.Issuer;
import dev.fovea.platform.access.Caller;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Sign-in for people; the refresh token travels in a cookie that no script can read and no other site can send. */
@RestController
@RequestMapping("/api/v1/auth")
class AuthController {

    static final String COOKIE = "fovea_refresh";
    private static final String COOKIE_PATH = "/api/v1/auth";

    private final SignIn signIn;
    private final Accounts accounts;
    private final AccessProperties access;
    private final Clock clock;

    AuthController(SignIn signIn, Accounts accounts, AccessProperties access, Clock clock) {
        this.signIn = signIn;
        this.accounts = accounts;
        this.access = access;
        this.clock = clock;
    }

    @PostMapping("/login")
    ResponseEntity<Tokens> login(@RequestBody @Valid Login login, HttpServletRequest request) {
        return tokens(signIn.signIn(login.email(), login.password(), Origin.of(request)), request);
    }

    @PostMapping("/refresh")
    ResponseEntity<Tokens> refresh(
            @CookieValue(name = COOKIE, required = false) @Nullable String refreshToken, HttpServletRequest request) {
        return tokens(signIn.refresh(refreshToken, request.getRemoteAddr()), request);
    }

    @PostMapping("/logout")
    ResponseEntity<Void> logout(
            @CookieValue(name = COOKIE, required = false) @Nullable String refreshToken,
            @Parameter(hidden = true) @Nullable Caller caller,
            HttpServletRequest request) {
        signIn.signOut(caller == null ? null : caller.userId(), refreshToken);
        return ResponseEntity.noContent()
                .header(
                        HttpHeaders.SET_COOKIE,
                        cookie("", Duration.ZERO, request).toString())
                .build();
    }

    @PostMapping("/password")
    ResponseEntity<Void> changePassword(
            Caller caller, @RequestBody @Valid PasswordChange change, HttpServletRequest request) {
        RefreshToken fresh = signIn.changePassword(
                caller.userId(), change.currentPassword(), change.newPassword(), Origin.of(request));
        return ResponseEntity.noContent()
                .header(HttpHeaders.SET_COOKIE, cookie(fresh, request).toString())
                .build();
    }

    /** As the account is now; of a caller of another issuer, as the token says. */
    @GetMapping("/me")
    Me me(Caller caller) {
        return accounts.find(caller.userId())
                .map(Me::of)
                .orElseGet(() -> new Me(
                        caller.userId(),
                        caller.email(),
                        caller.displayName(),
                        caller.role(),
                        caller.category(),
                        false));
    }

    @GetMapping("/configuration")
    Configuration configuration() {
        return new Configuration(
                true,
                access.issuers().stream()
                        .filter(i -> !i.own())
                        .map(OtherIssuer::of)
                        .toList(),
                access.enforceCategories());
    }

    private ResponseEntity<Tokens> tokens(SignedIn signedIn, HttpServletRequest request) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .header(
                        HttpHeaders.SET_COOKIE,
                        cookie(signedIn.refreshToken(), request).toString())
                .body(new Tokens(
                        signedIn.accessToken().value(),
                        signedIn.accessToken().life().toSeconds(),
                        signedIn.mustChangePassword()));
    }

    private ResponseCookie cookie(RefreshToken token, HttpServletRequest request) {
        return cookie(token.value(), Duration.between(clock.instant(), token.expiresAt()), request);
    }

    private static ResponseCookie cookie(String value, Duration life, HttpServletRequest request) {
        return ResponseCookie.from(COOKIE, value)
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite("Strict")
                .path(COOKIE_PATH)
                .maxAge(life)
                .build();
    }

    record Login(
            @NotNull @Size(max = 254) String email,
            @NotNull @Size(max = PasswordRules.LENGTH_MAX) String password) {

        @Override
        public String toString() {
            return "Login[" + email + "]";
        }
    }

    record PasswordChange(
            @NotNull @Size(max = PasswordRules.LENGTH_MAX) String currentPassword,
            @NotNull @Size(max = PasswordRules.LENGTH_MAX) String newPassword) {

        @Override
        public String toString() {
            return "PasswordChange";
        }
    }

    /** @param expiresIn seconds */
    record Tokens(String accessToken, long expiresIn, boolean mustChangePassword) {}

    record Me(UserId id, String email, String displayName, Role role, Category category, boolean mustChangePassword) {

        static Me of(Account account) {
            return new Me(
                    account.id(),
                    account.email().value(),
                    account.displayName().value(),
                    account.role(),
                    account.category(),
                    account.mustChangePassword());
        }
    }

    record Configuration(boolean passwordSignIn, List<OtherIssuer> issuers, boolean enforceCategories) {}

    record OtherIssuer(String name, String issuer, @Nullable String clientId) {

        static OtherIssuer of(Issuer issuer) {
            return new OtherIssuer(
                    issuer.name().isEmpty() ? issuer.issuer() : issuer.name(), issuer.issuer(), issuer.clientId());
        }
    }
}
