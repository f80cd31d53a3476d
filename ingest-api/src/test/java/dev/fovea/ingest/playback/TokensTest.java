package dev.fovea.ingest.playback;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.ingest.playback.SigningKeys.SigningKey;
import dev.fovea.testing.TestClock;
import dev.fovea.testing.TestIssuer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Only the diagonal passes: each kind of token is good for its own place, and nothing else is good anywhere. */
class TokensTest {

    private final TestClock clock = new TestClock();
    private final SigningKey mediaKey =
            new SigningKey("m", "media-key-media-key-media-key-32".getBytes(StandardCharsets.UTF_8));
    private final SigningKey viewKey =
            new SigningKey("v", "view-key-view-key-view-key-32-by".getBytes(StandardCharsets.UTF_8));
    private final TokenKind media = new TokenKind("media", mediaKey, clock);
    private final TokenKind view = new TokenKind("view", viewKey, clock);

    private Instant soon() {
        return clock.instant().plus(Duration.ofHours(1));
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder().subject("somebody");
    }

    @Test
    void onlyItsOwnKindTakesAToken() {
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("media", media.sign(claims(), soon()));
        tokens.put("view", view.sign(claims(), soon()));
        tokens.put("access", TestIssuer.SHARED.token(Role.ADMIN, Category.DEALER));
        var passed = new HashMap<String, String>();
        tokens.forEach((kind, token) -> {
            media.verified(token).ifPresent(_ -> passed.put(kind, "media"));
            view.verified(token).ifPresent(_ -> passed.put(kind, "view"));
        });
        assertThat(passed).isEqualTo(Map.of("media", "media", "view", "view"));
    }

    @Test
    void theKeyAloneIsNotEnough() throws JOSEException {
        for (Map.Entry<String, JWSHeader> forged : Map.of(
                        "another type",
                        new JWSHeader.Builder(JWSAlgorithm.HS256)
                                .type(new JOSEObjectType("view+jwt"))
                                .keyID("m")
                                .build(),
                        "no type",
                        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("m").build(),
                        "another key's name",
                        new JWSHeader.Builder(JWSAlgorithm.HS256)
                                .type(new JOSEObjectType("media+jwt"))
                                .keyID("v")
                                .build())
                .entrySet()) {
            var token = new SignedJWT(
                    forged.getValue(),
                    claims().audience("fovea-media")
                            .expirationTime(Date.from(soon()))
                            .build());
            token.sign(new MACSigner(mediaKey.secret()));
            assertThat(media.verified(token.serialize())).as(forged.getKey()).isEmpty();
        }
    }

    @Test
    void audienceAndExpiryMustBeThere() throws JOSEException {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(new JOSEObjectType("media+jwt"))
                .keyID("m")
                .build();
        for (JWTClaimsSet.Builder forged : new JWTClaimsSet.Builder[] {
            claims().expirationTime(Date.from(soon())),
            claims().audience("fovea-view").expirationTime(Date.from(soon())),
            claims().audience("fovea-media")
        }) {
            var token = new SignedJWT(header, forged.build());
            token.sign(new MACSigner(mediaKey.secret()));
            assertThat(media.verified(token.serialize())).isEmpty();
        }
    }

    @Test
    void anUnsignedOrChangedTokenIsNone() {
        String good = media.sign(claims(), soon());
        String[] parts = good.split("\\.");
        String otherClaims = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                        .replace("somebody", "someone1")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(media.verified(good)).isPresent();
        assertThat(media.verified(parts[0] + "." + otherClaims + "." + parts[2]))
                .isEmpty();
        assertThat(media.verified(parts[0] + "." + parts[1] + ".")).isEmpty();
        assertThat(media.verified(new PlainJWT(claims().audience("fovea-media")
                                .expirationTime(Date.from(soon()))
                                .build())
                        .serialize()))
                .isEmpty();
        assertThat(media.verified("")).isEmpty();
        assertThat(media.verified("a.b.c")).isEmpty();
        assertThat(media.verified(good + "x".repeat(5_000))).isEmpty();
    }

    @Test
    void endsAtItsExpiry() {
        String token = media.sign(claims(), soon());
        clock.advance(Duration.ofMinutes(59));
        assertThat(media.verified(token)).isPresent();
        clock.advance(Duration.ofMinutes(1));
        assertThat(media.verified(token)).isEmpty();
    }

    @Test
    void remembersSoManyAndVerifiesTheOthersAgain() {
        List<String> tokens = Stream.generate(
                        () -> media.sign(claims().jwtID(UUID.randomUUID().toString()), soon()))
                .limit(TokenKind.REMEMBERED_MAX + 500L)
                .toList();
        assertThat(tokens).allSatisfy(token -> assertThat(media.verified(token)).isPresent());
        assertThat(media.remembered()).isBetween(1L, (long) TokenKind.REMEMBERED_MAX);
        assertThat(tokens).allSatisfy(token -> assertThat(media.verified(token)).isPresent());
    }

    @Test
    void remembersNoneThatIsNotOurs() {
        assertThat(media.verified(view.sign(claims(), soon()))).isEmpty();
        assertThat(media.verified("a.b.c")).isEmpty();
        assertThat(media.remembered()).isZero();
    }
}
