package dev.fovea.moderation.accounts;

import dev.fovea.platform.id.Uuid7;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The keys of our issuer, kept in the database so that every process signs with the same: the first start makes one. */
@Repository
class SigningKeys implements SmartInitializingSingleton {

    private static final int KEY_BITS = 2048;
    private static final long KEYS_LOCK = 0x0f07ea_4e75L;

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final Clock clock;

    SigningKeys(JdbcClient database, PlatformTransactionManager transactions, Clock clock) {
        this.database = database;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** Newest first; there is always one. */
    List<SigningKey> all() {
        return database.sql(
                        "select id, private_key, public_key from moderation.signing_key order by created_at desc, id desc")
                .query(SigningKeys::read)
                .list();
    }

    @Override
    public void afterSingletonsInstantiated() {
        makeOneIfThereIsNone();
    }

    /** However many processes start at once, one key is made. */
    void makeOneIfThereIsNone() {
        transaction.executeWithoutResult(_ -> {
            database.sql("select pg_advisory_xact_lock(?)")
                    .param(KEYS_LOCK)
                    .query((_, _) -> true)
                    .list();
            if (all().isEmpty()) {
                insert(generate());
            }
        });
    }

    private void insert(KeyPair pair) {
        database.sql("insert into moderation.signing_key (id, private_key, public_key, created_at) values (?, ?, ?, ?)")
                .params(
                        Uuid7.next().toString(),
                        pair.getPrivate().getEncoded(),
                        pair.getPublic().getEncoded(),
                        Timestamp.from(clock.instant()))
                .update();
    }

    private static KeyPair generate() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has RSA", e);
        }
    }

    private static SigningKey read(ResultSet row, int number) throws SQLException {
        try {
            var factory = KeyFactory.getInstance("RSA");
            return new SigningKey(
                    row.getString("id"),
                    (RSAPrivateKey) factory.generatePrivate(new PKCS8EncodedKeySpec(row.getBytes("private_key"))),
                    (RSAPublicKey) factory.generatePublic(new X509EncodedKeySpec(row.getBytes("public_key"))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the signing key in the database is not readable", e);
        }
    }

    /** @param id the {@code kid} */
    record SigningKey(String id, RSAPrivateKey privateKey, RSAPublicKey publicKey) {

        @Override
        public String toString() {
            return "SigningKey[" + id + "]";
        }
    }
}
