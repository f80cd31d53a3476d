package dev.fovea.moderation.accounts;

import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.moderation.accounts.AccessTokenIssuer.AccessToken;
import dev.fovea.moderation.accounts.Sessions.RefreshToken;
import dev.fovea.moderation.accounts.Sessions.Renewal;
import dev.fovea.moderation.audit.AuditAction;
import dev.fovea.moderation.audit.AuditFact;
import dev.fovea.moderation.audit.AuditTrail;
import dev.fovea.platform.problem.ClientProblem;
import dev.fovea.platform.problem.RetriableProblem;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Signing in and staying signed in. Passwords are hashed outside of transactions: waiting holds no connection. */
@Service
class SignIn {

    private final Accounts accounts;
    private final Sessions sessions;
    private final PasswordHashing hashing;
    private final SignInThrottle throttle;
    private final AccessTokenIssuer tokens;
    private final AuditTrail audit;
    private final TransactionTemplate transaction;
    private final Clock clock;

    SignIn(
            Accounts accounts,
            Sessions sessions,
            PasswordHashing hashing,
            SignInThrottle throttle,
            AccessTokenIssuer tokens,
            AuditTrail audit,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.hashing = hashing;
        this.throttle = throttle;
        this.tokens = tokens;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /**
     * @throws WrongCredentials for an unknown email, a wrong password and a disabled account alike, after the same work
     */
    SignedIn signIn(String email, String password, Origin origin) {
        Optional<EmailAddress> known = EmailAddress.find(email);
        String subject = known.map(EmailAddress::value).orElse(email);
        Optional<Account> account = known.flatMap(accounts::find);
        verify(account, subject, password, origin.address());
        Optional<SignedIn> signedIn = account.flatMap(a -> open(a, origin));
        account.filter(a -> hashing.isOutdated(a.passwordHash())).ifPresent(a -> rehash(a, password));
        // Changed or disabled while the password was hashed: what was verified is not true any more.
        return signedIn.orElseThrow(WrongCredentials::new);
    }

    /** What has signed in stays so: it is only the hash that stays as it was. */
    private void rehash(Account account, String password) {
        try {
            accounts.rehash(account.id(), account.passwordHash(), hashing.hash(password));
        } catch (RetriableProblem _) {
            // Too many people sign in at this moment: the next time does it.
        }
    }

    private void verify(Optional<Account> account, String subject, String password, String address) {
        int failures = throttle.begin(subject, address);
        boolean right;
        try {
            right = account.isPresent()
                    ? hashing.matches(password, account.get().passwordHash())
                    : hashing.matchesNobody(password);
        } catch (RetriableProblem busy) {
            throttle.takeBack(subject);
            throw busy;
        }
        if (!right || !account.get().enabled()) {
            throttle.failed(address);
            recordFailure(account, subject, address, failures);
            throw new WrongCredentials();
        }
        throttle.succeeded(subject);
    }

    private void recordFailure(Optional<Account> account, String subject, String address, int failures) {
        AuditAction action = failures == SignInThrottle.FAILURES_OF_ACCOUNT
                ? AuditAction.SIGN_IN_THROTTLED
                : AuditAction.SIGN_IN_FAILED;
        String id = account.map(a -> a.id().toString()).orElse("unknown");
        // What is no address may be a password in the wrong field.
        String email = EmailAddress.find(subject).map(EmailAddress::value).orElse("not an address");
        audit.appendAlone(AuditFact.of(action, "user", id).with("email", email).with("address", address));
    }

    private Optional<SignedIn> open(Account verified, Origin origin) {
        return Optional.ofNullable(transaction.execute(_ -> {
            Account account = accounts.lock(verified.id()).orElseThrow();
            if (!account.enabled() || !account.passwordHash().equals(verified.passwordHash())) {
                return null;
            }
            Instant now = clock.instant();
            accounts.recordSignIn(account.id(), now);
            RefreshToken refresh = sessions.open(account, origin);
            audit.append(
                    AuditFact.of(AuditAction.SIGNED_IN, "user", account.id().toString())
                            .by(account.id(), account.displayName().value())
                            .with("address", origin.address()));
            return SignedIn.of(account, tokens.issue(account), refresh);
        }));
    }

    /** @throws SessionEnded when there is nothing to go on from; a token used twice ends its session first */
    SignedIn refresh(@Nullable String refreshToken, String address) {
        if (refreshToken == null) {
            throw new SessionEnded();
        }
        SignedIn signedIn = transaction.execute(_ -> switch (sessions.renew(refreshToken)) {
            case Renewal.Renewed renewed -> goOn(renewed);
            case Renewal.Reused reused -> {
                audit.append(AuditFact.of(
                                AuditAction.SESSION_REUSED,
                                "user",
                                reused.account().toString())
                        .with("address", address));
                yield null;
            }
            case Renewal.Ended _ -> null;
        });
        if (signedIn == null) {
            throw new SessionEnded();
        }
        return signedIn;
    }

    private @Nullable SignedIn goOn(Renewal.Renewed renewed) {
        Account account = accounts.find(renewed.account()).orElseThrow();
        boolean stands = account.enabled() && account.version() == renewed.accountVersion();
        return stands ? SignedIn.of(account, tokens.issue(account), renewed.token()) : null;
    }

    /** Ends every session of whoever the access token or the cookie names; without either there is nothing to end. */
    void signOut(@Nullable UserId bearer, @Nullable String refreshToken) {
        transaction.executeWithoutResult(_ -> {
            Optional<UserId> cookie = refreshToken == null ? Optional.empty() : sessions.close(refreshToken);
            Optional.ofNullable(bearer).or(() -> cookie).flatMap(accounts::lock).ifPresent(account -> {
                accounts.save(account.withSessionsEnded(clock.instant()));
                audit.append(AuditFact.of(
                                AuditAction.SIGNED_OUT, "user", account.id().toString())
                        .by(account.id(), account.displayName().value()));
            });
        });
    }

    /**
     * Ends every session of the account, and opens one for who changed the password.
     *
     * @throws WrongCredentials when the current password is not it; counted like a failed sign-in
     */
    RefreshToken changePassword(UserId user, String current, String chosen, Origin origin) {
        Account account = accounts.find(user)
                .orElseThrow(() ->
                        new ClientProblem(ProblemType.FORBIDDEN, "this account's password is kept by another issuer"));
        verify(Optional.of(account), account.email().value(), current, origin.address());
        PasswordRules.requireGoodChoice(chosen, account.email());
        if (chosen.equals(current)) {
            throw new PasswordRules.WeakPassword("the new password is the old one");
        }
        String hash = hashing.hash(chosen);
        RefreshToken fresh = transaction.execute(_ -> {
            Account locked = accounts.lock(user).orElseThrow();
            if (!locked.enabled() || !locked.passwordHash().equals(account.passwordHash())) {
                return null;
            }
            Account changed = locked.withPassword(hash, false, clock.instant());
            accounts.save(changed);
            RefreshToken opened = sessions.open(changed, origin);
            audit.append(AuditFact.of(AuditAction.PASSWORD_CHANGED, "user", user.toString())
                    .by(user, changed.displayName().value()));
            return opened;
        });
        if (fresh == null) {
            throw new WrongCredentials();
        }
        return fresh;
    }

    record SignedIn(AccessToken accessToken, RefreshToken refreshToken, boolean mustChangePassword) {

        static SignedIn of(Account account, AccessToken access, RefreshToken refresh) {
            return new SignedIn(access, refresh, account.mustChangePassword());
        }
    }

    static final class WrongCredentials extends ClientProblem {
        WrongCredentials() {
            super(ProblemType.WRONG_CREDENTIALS, "the email or the password is wrong");
        }
    }

    static final class SessionEnded extends ClientProblem {
        SessionEnded() {
            super(ProblemType.SESSION_ENDED, "the session has ended: sign in again");
        }
    }
}
