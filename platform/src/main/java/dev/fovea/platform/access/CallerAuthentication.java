package dev.fovea.platform.access;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.jwt.Jwt;

/** A verified caller, as Spring Security carries it. */
final class CallerAuthentication extends AbstractAuthenticationToken {

    private final transient Caller caller;
    private final boolean passwordChangeRequired;
    private final transient Jwt token;

    CallerAuthentication(Caller caller, boolean passwordChangeRequired, Jwt token) {
        super(AuthorityUtils.createAuthorityList("ROLE_" + caller.role().name()));
        this.caller = caller;
        this.passwordChangeRequired = passwordChangeRequired;
        this.token = token;
        setAuthenticated(true);
    }

    boolean passwordChangeRequired() {
        return passwordChangeRequired;
    }

    @Override
    public Caller getPrincipal() {
        return caller;
    }

    @Override
    public Object getCredentials() {
        return token;
    }

    @Override
    public String getName() {
        return caller.userId().toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CallerAuthentication that && caller.equals(that.caller) && token.equals(that.token);
    }

    @Override
    public int hashCode() {
        return caller.hashCode();
    }
}
