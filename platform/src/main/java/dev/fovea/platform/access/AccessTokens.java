package dev.fovea.platform.access;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.account.AccountChanged;
import dev.fovea.contracts.id.UserId;
import dev.fovea.platform.access.AccessProperties.Issuer;
import java.net.MalformedURLException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.JwtIssuerAuthenticationManagerResolver;
import org.springframework.stereotype.Component;

/**
 * Verifies access tokens: a listed issuer, RS256 by its published keys (RFC 8725: the algorithm is ours to choose, keys
 * in headers are not looked at), audience, times, and that the account's live state has not moved on.
 */
@Component
class AccessTokens {

    private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);
    private static final Duration KEYS_KEPT = Duration.ofMinutes(5);
    private static final Duration KEYS_KEPT_IN_OUTAGE = Duration.ofHours(1);
    private static final Duration KEYS_ASKED_EVERY = Duration.ofSeconds(5);
    private static final int KEYS_TIMEOUT_MS = 3_000;
    private static final int KEYS_BYTES_MAX = 100_000;
    private static final OAuth2Error ENDED = new OAuth2Error("invalid_token", "the session has ended", null);

    private final Map<String, AuthenticationManager> managers = new ConcurrentHashMap<>();
    private final AccountStates accounts;

    AccessTokens(AccessProperties properties, AccountStates accounts) {
        this.accounts = accounts;
        for (Issuer issuer : properties.issuers()) {
            managers.put(issuer.issuer(), managerOf(issuer));
        }
    }

    JwtIssuerAuthenticationManagerResolver resolver() {
        return new JwtIssuerAuthenticationManagerResolver(this::managerOf);
    }

    private AuthenticationManager managerOf(String issuer) {
        AuthenticationManager manager = managers.get(issuer);
        if (manager == null) {
            throw new InvalidBearerTokenException("the token's issuer is not trusted");
        }
        return manager;
    }

    private AuthenticationManager managerOf(Issuer issuer) {
        var decoder = new NimbusJwtDecoder(processorOf(issuer));
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(List.of(
                new JwtTimestampValidator(CLOCK_SKEW),
                new JwtIssuerValidator(issuer.issuer()),
                audience(issuer.audience()),
                times(),
                issuer.own() ? this::ownSessionStands : token -> externalSessionStands(issuer, token))));
        var provider = new JwtAuthenticationProvider(decoder);
        provider.setJwtAuthenticationConverter(token -> authenticationOf(issuer, token));
        var manager = new ProviderManager(provider);
        return authentication -> {
            try {
                return manager.authenticate(authentication);
            } catch (AuthenticationServiceException e) {
                throw new IssuerUnavailable(e);
            }
        };
    }

    /** Only RS256, only the issuer's published keys, only this kind of token; what it claims is validated after. */
    private static DefaultJWTProcessor<SecurityContext> processorOf(Issuer issuer) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keysOf(issuer)));
        processor.setJWSTypeVerifier(
                issuer.own()
                        ? new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt"))
                        : new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWTClaimsSetVerifier((_, _) -> {});
        return processor;
    }

    /** Fetched when first needed and kept; tokens with made-up key ids do not make us ask more often. */
    private static JWKSource<SecurityContext> keysOf(Issuer issuer) {
        try {
            var retriever = new DefaultResourceRetriever(KEYS_TIMEOUT_MS, KEYS_TIMEOUT_MS, KEYS_BYTES_MAX);
            return JWKSourceBuilder.create(issuer.jwksUri().toURL(), retriever)
                    .cache(KEYS_KEPT.toMillis(), 2L * KEYS_TIMEOUT_MS)
                    .rateLimited(KEYS_ASKED_EVERY.toMillis())
                    .outageTolerant(KEYS_KEPT_IN_OUTAGE.toMillis())
                    .retrying(true)
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(issuer.jwksUri() + " is no URL to fetch keys from", e);
        }
    }

    private static OAuth2TokenValidator<Jwt> audience(String audience) {
        return token -> token.getAudience() != null && token.getAudience().contains(audience)
                ? OAuth2TokenValidatorResult.success()
                : refused("the token is for another audience");
    }

    private static OAuth2TokenValidator<Jwt> times() {
        return token -> {
            Instant issuedAt = token.getIssuedAt();
            if (token.getExpiresAt() == null) {
                return refused("the token has no expiry");
            }
            return issuedAt == null || issuedAt.isAfter(Instant.now().plus(CLOCK_SKEW))
                    ? refused("the token was not issued yet")
                    : OAuth2TokenValidatorResult.success();
        };
    }

    private static OAuth2TokenValidatorResult refused(String why) {
        return OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token", why, null));
    }

    private OAuth2TokenValidatorResult ownSessionStands(Jwt token) {
        try {
            Caller caller = own(token).getPrincipal();
            return accounts.stands(caller.userId(), caller.accountVersion())
                    ? OAuth2TokenValidatorResult.success()
                    : OAuth2TokenValidatorResult.failure(ENDED);
        } catch (IllegalArgumentException e) {
            return refused("the token does not say who the caller is");
        }
    }

    private OAuth2TokenValidatorResult externalSessionStands(Issuer issuer, Jwt token) {
        Optional<AccountChanged> seen = accounts.find(externalUser(issuer, claim(token, "sub")));
        Instant issuedAt = token.getIssuedAt();
        boolean stands = seen.isEmpty()
                || (seen.get().enabled()
                        && issuedAt != null
                        && !issuedAt.isBefore(seen.get().sessionsValidFrom()));
        return stands ? OAuth2TokenValidatorResult.success() : OAuth2TokenValidatorResult.failure(ENDED);
    }

    private static CallerAuthentication authenticationOf(Issuer issuer, Jwt token) {
        return issuer.own() ? own(token) : external(issuer, token);
    }

    /** @throws IllegalArgumentException when a claim is missing or of another form */
    private static CallerAuthentication own(Jwt token) {
        if (!(token.getClaims().get("ver") instanceof Long version)) {
            throw new IllegalArgumentException("the token has no account version");
        }
        var caller = new Caller(
                UserId.parse(claim(token, "sub")),
                claim(token, "email"),
                claim(token, "name"),
                Role.valueOf(claim(token, "role")),
                Category.valueOf(claim(token, "category")),
                version);
        // Missing or strange: as if it were set, so that leaving it out gains nothing.
        boolean passwordChangeRequired = !Boolean.FALSE.equals(token.getClaims().get("pwc"));
        return new CallerAuthentication(caller, passwordChangeRequired, token);
    }

    private static CallerAuthentication external(Issuer issuer, Jwt token) {
        Role role = issuer.roles().get(claim(token, issuer.roleClaim()));
        Category category = issuer.categories().get(claim(token, issuer.categoryClaim()));
        if (role == null || category == null) {
            throw new UnmappedClaims(issuer.issuer());
        }
        String email = claim(token, "email");
        String name = claim(token, "name");
        var caller = new Caller(
                externalUser(issuer, claim(token, "sub")), email, name.isEmpty() ? email : name, role, category, 1);
        return new CallerAuthentication(caller, false, token);
    }

    private static String claim(Jwt token, String name) {
        @Nullable String value = token.getClaimAsString(name);
        return value == null ? "" : value;
    }

    /** An external subject is no UUID of ours; the same one always maps to the same id. */
    private static UserId externalUser(Issuer issuer, String subject) {
        return new UserId(UUID.nameUUIDFromBytes((issuer.issuer() + "\n" + subject).getBytes(StandardCharsets.UTF_8)));
    }

    private static final class UnmappedClaims extends AuthenticationException {
        UnmappedClaims(String issuer) {
            super("the token of " + issuer + " carries no role or category that is mapped");
        }
    }

    /** Whether the token is good cannot be told now: the issuer's keys are not to be had. */
    static final class IssuerUnavailable extends AuthenticationException {
        IssuerUnavailable(AuthenticationException cause) {
            super("the issuer's keys cannot be read", cause);
        }
    }
}
