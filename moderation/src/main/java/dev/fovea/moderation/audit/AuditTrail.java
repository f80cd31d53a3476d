package dev.fovea.moderation.audit;

import dev.fovea.contracts.id.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The chain. A row appears if and only if the transaction that did the thing commits; writers wait for each other from
 * the append to their commit, so append last.
 */
@Repository
public class AuditTrail {

    private static final int VERIFY_BATCH = 1_000;
    private static final TypeReference<TreeMap<String, String>> DETAIL = new TypeReference<>() {};

    private final JdbcClient database;
    private final JsonMapper json;
    private final Clock clock;

    AuditTrail(JdbcClient database, JsonMapper json, Clock clock) {
        this.database = database;
        this.json = json;
        this.clock = clock;
    }

    /** @throws org.springframework.transaction.IllegalTransactionStateException outside a transaction */
    @Transactional(propagation = Propagation.MANDATORY)
    public void append(AuditFact fact) {
        Head head = database.sql("select sequence, hash from moderation.audit_head for update")
                .query((row, _) -> new Head(row.getLong(1), row.getString(2)))
                .single();
        AuditRow row = AuditRow.after(head.sequence(), head.hash(), fact, clock.instant());
        database.sql("""
                        insert into moderation.audit (sequence, at, actor_id, actor_name, action, subject_type,
                            subject_id, detail, previous_hash, hash)
                        values (?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), ?, ?)""")
                .param(row.sequence())
                .param(Timestamp.from(row.at()))
                .param(row.actorId() == null ? null : row.actorId().value())
                .param(row.actorName())
                .param(row.action())
                .param(row.subjectType())
                .param(row.subjectId())
                .param(json.writeValueAsString(row.detail()))
                .param(row.previousHash())
                .param(row.hash())
                .update();
        database.sql("update moderation.audit_head set sequence = ?, hash = ?")
                .params(row.sequence(), row.hash())
                .update();
    }

    /** For what happened without changing anything, a refused sign-in. */
    @Transactional
    public void appendAlone(AuditFact fact) {
        append(fact);
    }

    /** Newest first, below {@code before}. */
    List<AuditRow> list(
            @Nullable String actor,
            @Nullable AuditAction action,
            @Nullable String subject,
            @Nullable Long before,
            int limit) {
        return database.sql("""
                        select * from moderation.audit
                        where (cast(:actor as text) is null
                               or cast(actor_id as text) = lower(:actor)
                               or position(lower(:actor) in lower(actor_name)) > 0)
                          and (cast(:action as text) is null or action = :action)
                          and (cast(:subject as text) is null or subject_id = :subject)
                          and (cast(:before as bigint) is null or sequence < :before)
                        order by sequence desc limit :limit""")
                .param("actor", actor)
                .param("action", action == null ? null : action.name())
                .param("subject", subject)
                .param("before", before)
                .param("limit", limit)
                .query(this::read)
                .list();
    }

    /** Reads the whole chain, as of one moment. */
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public Verification verify() {
        long sequence = 0;
        String hash = AuditRow.HASH_BEFORE_FIRST;
        while (true) {
            List<AuditRow> rows = database.sql(
                            "select * from moderation.audit where sequence > ? order by sequence limit ?")
                    .params(sequence, VERIFY_BATCH)
                    .query(this::read)
                    .list();
            for (AuditRow row : rows) {
                if (!row.follows(sequence, hash)) {
                    return Verification.broken(count(), sequence + 1);
                }
                sequence = row.sequence();
                hash = row.hash();
            }
            if (rows.isEmpty()) {
                break;
            }
        }
        Head head = database.sql("select sequence, hash from moderation.audit_head")
                .query((row, _) -> new Head(row.getLong(1), row.getString(2)))
                .single();
        boolean whole = head.sequence() == sequence && head.hash().equals(hash);
        return whole ? Verification.whole(sequence) : Verification.broken(sequence, sequence + 1);
    }

    private long count() {
        return database.sql("select count(*) from moderation.audit")
                .query(Long.class)
                .single();
    }

    private AuditRow read(ResultSet row, int number) throws SQLException {
        UUID actor = row.getObject("actor_id", UUID.class);
        SortedMap<String, String> detail = json.readValue(row.getString("detail"), DETAIL);
        return new AuditRow(
                row.getLong("sequence"),
                row.getTimestamp("at").toInstant(),
                actor == null ? null : new UserId(actor),
                row.getString("actor_name"),
                row.getString("action"),
                row.getString("subject_type"),
                row.getString("subject_id"),
                detail,
                row.getString("previous_hash"),
                row.getString("hash"));
    }

    private record Head(long sequence, String hash) {}

    /**
     * @param entries rows there are
     * @param brokenAt the first sequence that is changed, missing or out of place
     */
    public record Verification(
            long entries, boolean valid, @Nullable Long brokenAt) {

        static Verification whole(long entries) {
            return new Verification(entries, true, null);
        }

        static Verification broken(long entries, long at) {
            return new Verification(entries, false, at);
        }
    }
}
