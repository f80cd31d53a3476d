package dev.fovea.platform.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpServer;
import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.account.AccountChanged;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.testing.Api.Answer;
import dev.fovea.testing.TestIssuer;
import dev.fovea.testplatform.PlatformServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What RFC 8725 warns of, tried on the real chain of filters: every forged or foreign token is a session that ended. */
class TokenAttacksIT extends PlatformServer {

    private static final TestIssuer ISSUER = TestIssuer.SHARED;
    private static final UserId MALLORY = TestIssuer.newUser();
    private static final RSAKey OTHER_KEY = newKey();
    private static final AtomicInteger CALLS_TO_ATTACKER = new AtomicInteger();
    private static HttpServer attacker;
    private static String attackersUrl = "";

    @BeforeAll
    static void listen() throws IOException {
        attacker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        attacker.createContext("/", exchange -> {
            CALLS_TO_ATTACKER.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        attacker.start();
        attackersUrl = "http://127.0.0.1:" + attacker.getAddress().getPort() + "/jwks.json";
    }

    @AfterAll
    static void stopListening() {
        attacker.stop(0);
    }

    @Test
    void aGoodTokenPassesSoThatTheRestMeansSomething() {
        Answer answer = call(ISSUER.sign(good().build()));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.text("userId")).isEqualTo(MALLORY.toString());
    }

    static Stream<Arguments> forged() throws JOSEException {
        JWTClaimsSet claims = good().build();
        String whole = ISSUER.sign(claims);
        String[] parts = whole.split("\\.");
        byte[] publicKey = ISSUER.key().toRSAPublicKey().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(publicKey)
                + "\n-----END PUBLIC KEY-----\n";
        return Stream.of(
                Arguments.of("no signature at all, alg none", unsigned("none", claims)),
                Arguments.of("alg None", unsigned("None", claims)),
                Arguments.of("alg NONE", unsigned("NONE", claims)),
                Arguments.of("alg nOnE", unsigned("nOnE", claims)),
                Arguments.of("alg empty", unsigned("", claims)),
                Arguments.of("signature cut off", parts[0] + "." + parts[1] + "."),
                Arguments.of("signature and its dot cut off", parts[0] + "." + parts[1]),
                Arguments.of("one bit of the signature changed", parts[0] + "." + parts[1] + "." + flipped(parts[2])),
                Arguments.of(
                        "claims changed under the signature",
                        parts[0] + "."
                                + Base64URL.encode(good().claim("role", "ADMIN")
                                        .subject(TestIssuer.newUser().toString())
                                        .build()
                                        .toString())
                                + "." + parts[2]),
                Arguments.of("HS256 with the public key's DER", hs256(publicKey, claims)),
                Arguments.of("HS256 with the public key's PEM", hs256(pem.getBytes(StandardCharsets.US_ASCII), claims)),
                Arguments.of(
                        "HS256 with the modulus",
                        hs256(ISSUER.key().getModulus().decode(), claims)),
                Arguments.of(
                        "ES256 with a signature of zeros",
                        raw("{\"alg\":\"ES256\",\"kid\":\"test-key\",\"typ\":\"at+jwt\"}", claims, new byte[64])),
                Arguments.of(
                        "RS256 with a signature of zeros",
                        raw("{\"alg\":\"RS256\",\"kid\":\"test-key\",\"typ\":\"at+jwt\"}", claims, new byte[256])),
                Arguments.of(
                        "RS512 by the right key",
                        TestIssuer.sign(header(JWSAlgorithm.RS512).build(), claims, ISSUER.key())),
                Arguments.of(
                        "PS256 by the right key",
                        TestIssuer.sign(header(JWSAlgorithm.PS256).build(), claims, ISSUER.key())),
                Arguments.of(
                        "another key under our key's id",
                        TestIssuer.sign(ISSUER.header().build(), claims, OTHER_KEY)),
                Arguments.of(
                        "another key, brought along as jwk",
                        TestIssuer.sign(
                                ISSUER.header().jwk(OTHER_KEY.toPublicJWK()).build(), claims, OTHER_KEY)),
                Arguments.of(
                        "two algs in one header",
                        raw("{\"alg\":\"none\",\"alg\":\"RS256\",\"typ\":\"at+jwt\"}", claims, new byte[0])),
                Arguments.of(
                        "an extension that must be understood",
                        TestIssuer.sign(
                                ISSUER.header()
                                        .criticalParams(Set.of("https://fovea.test/understand-me"))
                                        .customParam("https://fovea.test/understand-me", true)
                                        .build(),
                                claims,
                                ISSUER.key())),
                Arguments.of(
                        "base64-encoded payload switched off (RFC 7797)",
                        raw(
                                "{\"alg\":\"RS256\",\"kid\":\"test-key\",\"typ\":\"at+jwt\",\"b64\":false,\"crit\":[\"b64\"]}",
                                claims,
                                new byte[256])),
                Arguments.of("an encrypted token's five parts", whole + ".AAAA.AAAA"),
                Arguments.of("not a token", "nonsense"),
                Arguments.of("dots", ".."),
                Arguments.of("no JSON inside", "eA.eA.eA"));
    }

    static Stream<Arguments> foreign() {
        Date past = Date.from(Instant.now().minusSeconds(60));
        Date future = Date.from(Instant.now().plusSeconds(60));
        return Stream.of(
                Arguments.of("expired", ISSUER.sign(good().expirationTime(past).build())),
                Arguments.of(
                        "without an expiry",
                        ISSUER.sign(good().expirationTime(null).build())),
                Arguments.of(
                        "not valid yet",
                        ISSUER.sign(good().notBeforeTime(future).build())),
                Arguments.of(
                        "issued in the future",
                        ISSUER.sign(good().issueTime(future).build())),
                Arguments.of("never issued", ISSUER.sign(good().issueTime(null).build())),
                Arguments.of(
                        "another issuer",
                        ISSUER.sign(good().issuer("http://elsewhere.test").build())),
                Arguments.of(
                        "an issuer that only looks alike",
                        ISSUER.sign(good().issuer(ISSUER.name() + "/").build())),
                Arguments.of("no issuer", ISSUER.sign(good().issuer(null).build())),
                Arguments.of(
                        "another audience",
                        ISSUER.sign(good().audience("fovea-events").build())),
                Arguments.of(
                        "no audience",
                        ISSUER.sign(good().audience((String) null).build())),
                Arguments.of("a plain JWT", typed(JOSEObjectType.JWT)),
                Arguments.of("a refresh token", typed(new JOSEObjectType("refresh+jwt"))),
                Arguments.of("a media token", typed(new JOSEObjectType("media+jwt"))),
                Arguments.of("a view token", typed(new JOSEObjectType("view+jwt"))),
                Arguments.of("an identity token", typed(new JOSEObjectType("id+jwt"))),
                Arguments.of("no kind of token", typed(null)),
                Arguments.of("no subject", ISSUER.sign(good().subject(null).build())),
                Arguments.of(
                        "a subject that is no id",
                        ISSUER.sign(good().subject("admin").build())),
                Arguments.of(
                        "an unknown role",
                        ISSUER.sign(good().claim("role", "ROOT").build())),
                Arguments.of("no role", ISSUER.sign(good().claim("role", null).build())),
                Arguments.of(
                        "two roles",
                        ISSUER.sign(
                                good().claim("role", List.of("USER", "ADMIN")).build())),
                Arguments.of(
                        "no category",
                        ISSUER.sign(good().claim("category", null).build())),
                Arguments.of(
                        "no account version",
                        ISSUER.sign(good().claim("ver", null).build())),
                Arguments.of(
                        "a version in words",
                        ISSUER.sign(good().claim("ver", "99").build())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"forged", "foreign"})
    void isRefused(String what, String token) {
        Answer answer = call(token);
        assertThat(answer.status()).as(answer.body()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("session-ended");
        assertThat(answer.header("WWW-Authenticate")).hasValue("Bearer");
    }

    @Test
    void nobodyIsAskedForKeysThatATokenPointsTo() throws Exception {
        for (JWSHeader header : List.of(
                ISSUER.header().jwkURL(new URI(attackersUrl)).build(),
                ISSUER.header().x509CertURL(new URI(attackersUrl)).build(),
                ISSUER.header().keyID(attackersUrl).build())) {
            assertThat(call(TestIssuer.sign(header, good().build(), OTHER_KEY)).status())
                    .isIn(401, 503);
        }
        assertThat(CALLS_TO_ATTACKER).hasValue(0);
    }

    @Test
    void madeUpKeyIdsDoNotMakeUsAskForKeysAgainAndAgain() {
        call(ISSUER.sign(good().build()));
        int before = ISSUER.timesAskedForKeys();
        for (int i = 0; i < 50; i++) {
            JWSHeader header =
                    ISSUER.header().keyID("../../key-" + i + "' or '1'='1").build();
            assertThat(call(TestIssuer.sign(header, good().build(), OTHER_KEY)).status())
                    .isIn(401, 503);
        }
        assertThat(ISSUER.timesAskedForKeys() - before).isLessThan(10);
        assertThat(call(ISSUER.sign(good().build())).status()).isEqualTo(200);
    }

    @Test
    void aTokenFarTooLongIsRefusedBeforeItIsRead() {
        String token = ISSUER.sign(good().claim("ballast", "x".repeat(20_000)).build());
        assertThat(call(token).status()).isIn(400, 401, 431);
    }

    @Test
    void whileAnIssuersKeysAreOutOfReachItsCallersAreAskedToComeBack() {
        Answer answer = call(ISSUER.sign(good().issuer(UNREACHABLE_ISSUER).build()));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("access-state-stale");
        assertThat(answer.header("Retry-After")).isPresent();
    }

    @Test
    void aTokenOfAnEarlierVersionIsRefusedAndALaterOneBelieved() {
        UserId user = TestIssuer.newUser();
        topics().publish(Topics.ACCOUNTS, user.toString(), account(user, true, 5));
        await().until(() -> call(version(user, 4)).status() == 401);
        assertThat(call(version(user, 4)).code()).isEqualTo("session-ended");
        assertThat(call(version(user, 5)).status()).isEqualTo(200);
        assertThat(call(version(user, 6)).status()).isEqualTo(200);
    }

    @Test
    void aDisabledAccountsTokensAreRefused() {
        UserId user = TestIssuer.newUser();
        assertThat(call(version(user, 1)).status()).isEqualTo(200);
        topics().publish(Topics.ACCOUNTS, user.toString(), account(user, false, 2));
        await().until(() -> call(version(user, 1)).status() == 401);
        assertThat(call(version(user, 2)).status()).isEqualTo(401);
    }

    @Test
    void anInitialPasswordOpensNothingButSignIn() {
        String token = ISSUER.sign(good().claim("pwc", true).build());
        assertThat(call(token).code()).isEqualTo("password-change-required");
        assertThat(call(ISSUER.sign(good().claim("pwc", null).build())).code()).isEqualTo("password-change-required");
    }

    @Test
    void anUnreadableAccountRecordIsPassedOver() {
        UserId user = TestIssuer.newUser();
        topics().publishBytes(Topics.ACCOUNTS, user.toString(), "{".getBytes(StandardCharsets.UTF_8));
        topics().publish(Topics.ACCOUNTS, user.toString(), account(user, true, 2));
        await().until(() -> call(version(user, 1)).status() == 401);
    }

    private Answer call(String token) {
        return api().as(token).get("/api/v1/test/viewer");
    }

    private static JWTClaimsSet.Builder good() {
        return ISSUER.claims(MALLORY, Role.USER, Category.DEALER);
    }

    private static String version(UserId user, long version) {
        return ISSUER.sign(ISSUER.claims(user, Role.USER, Category.DEALER)
                .claim("ver", version)
                .build());
    }

    private static AccountChanged account(UserId user, boolean enabled, long version) {
        return new AccountChanged(
                user, "m@fovea.test", "M", Role.USER, Category.DEALER, enabled, version, Instant.EPOCH);
    }

    private static JWSHeader.Builder header(JWSAlgorithm algorithm) {
        return new JWSHeader.Builder(algorithm).keyID(ISSUER.key().getKeyID()).type(new JOSEObjectType("at+jwt"));
    }

    private static String typed(@Nullable JOSEObjectType type) {
        return TestIssuer.sign(ISSUER.header().type(type).build(), good().build(), ISSUER.key());
    }

    private static String unsigned(String algorithm, JWTClaimsSet claims) {
        return raw("{\"alg\":\"" + algorithm + "\",\"kid\":\"test-key\",\"typ\":\"at+jwt\"}", claims, new byte[0]);
    }

    private static String raw(String header, JWTClaimsSet claims, byte[] signature) {
        return Base64URL.encode(header) + "." + Base64URL.encode(claims.toString()) + "." + Base64URL.encode(signature);
    }

    private static String hs256(byte[] secret, JWTClaimsSet claims) throws JOSEException {
        var token = new JWSObject(header(JWSAlgorithm.HS256).build(), new Payload(claims.toString()));
        token.sign(new MACSigner(secret));
        return token.serialize();
    }

    private static String flipped(String signature) {
        byte[] bytes = new Base64URL(signature).decode();
        bytes[10] ^= 1;
        return Base64URL.encode(bytes).toString();
    }

    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyID("other").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
