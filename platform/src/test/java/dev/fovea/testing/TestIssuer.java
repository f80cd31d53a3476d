package dev.fovea.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.UserId;
import dev.fovea.platform.id.Uuid7;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.test.context.DynamicPropertyRegistry;

/**
 * An issuer of access tokens like Fovea's own: an RSA key, its JWKS on a port of this machine, and tokens for whoever a
 * test needs. One a test process, so that contexts can be shared: {@link #trustIn} in a {@code @DynamicPropertySource}.
 */
public final class TestIssuer {

    public static final TestIssuer SHARED = new TestIssuer("http://issuer.test");

    private static final String KEY_ID = "test-key";

    private final String name;
    private final RSAKey key;
    private final HttpServer server;
    private final AtomicInteger timesAskedForKeys = new AtomicInteger();

    public TestIssuer(String name) {
        this.name = name;
        try {
            this.key = new RSAKeyGenerator(2048)
                    .keyID(KEY_ID)
                    .algorithm(JWSAlgorithm.RS256)
                    .generate();
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] jwks = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
        server.createContext("/jwks.json", exchange -> {
            timesAskedForKeys.incrementAndGet();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, jwks.length);
            exchange.getResponseBody().write(jwks);
            exchange.close();
        });
        server.start();
    }

    /** Makes a context believe this issuer, as the {@code index}th of its list. */
    public void trustIn(DynamicPropertyRegistry properties, int index) {
        String prefix = "fovea.access.issuers[" + index + "].";
        properties.add(prefix + "issuer", () -> name);
        properties.add(prefix + "jwks-uri", this::jwksUri);
        properties.add(prefix + "own", () -> true);
    }

    public String name() {
        return name;
    }

    public String jwksUri() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json";
    }

    public int timesAskedForKeys() {
        return timesAskedForKeys.get();
    }

    /** With the private half: for tests that forge. */
    public RSAKey key() {
        return key;
    }

    /** For a person nobody has heard of yet. */
    public String token(Role role, Category category) {
        return token(newUser(), role, category);
    }

    public String token(UserId user, Role role, Category category) {
        return sign(claims(user, role, category).build());
    }

    /** Everything that a good token says; change what the test is about. */
    public JWTClaimsSet.Builder claims(UserId user, Role role, Category category) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(name)
                .audience("fovea")
                .subject(user.toString())
                .claim("role", role.name())
                .claim("category", category.name())
                .claim(
                        "name",
                        "Test " + role.name().charAt(0)
                                + role.name().substring(1).toLowerCase(Locale.ROOT))
                .claim("email", user + "@fovea.test")
                .claim("ver", 1L)
                .claim("pwc", false)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(900)));
    }

    public String sign(JWTClaimsSet claims) {
        return sign(header().build(), claims, key);
    }

    public JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(KEY_ID).type(new JOSEObjectType("at+jwt"));
    }

    public static String sign(JWSHeader header, JWTClaimsSet claims, RSAKey key) {
        try {
            var token = new SignedJWT(header, claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public static UserId newUser() {
        return new UserId(Uuid7.next());
    }
}
