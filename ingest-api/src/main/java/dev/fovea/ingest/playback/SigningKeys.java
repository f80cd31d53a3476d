package dev.fovea.ingest.playback;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** One random key for each kind of token, shared by every process of this module through the database. */
@Component
class SigningKeys {

    private static final int SECRET_BYTES = 32;

    private final JdbcClient database;
    private final Clock clock;

    SigningKeys(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** However many ask first at the same time, all get the same key. */
    SigningKey of(String kind) {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        database.sql("""
                        insert into ingest.signing_key (kind, key_id, secret, created_at) values (?, ?, ?, ?) \
                        on conflict (kind) do nothing""")
                .param(kind)
                .param(UUID.randomUUID().toString().substring(0, 8))
                .param(secret)
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        return database.sql("select key_id, secret from ingest.signing_key where kind = ?")
                .param(kind)
                .query((row, _) -> new SigningKey(row.getString(1), row.getBytes(2)))
                .single();
    }

    record SigningKey(String id, byte[] secret) {}
}
