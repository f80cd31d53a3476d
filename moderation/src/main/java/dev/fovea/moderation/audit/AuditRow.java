package dev.fovea.moderation.audit;

import dev.fovea.contracts.id.UserId;
import dev.fovea.platform.hash.Sha256;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A fact at its place in the chain.
 *
 * @param at in microseconds, as the database keeps it
 * @param previousHash the hash of the row before; 64 zeros before the first
 * @param hash lower-case hex SHA-256 over this row's canonical JSON (RFC 8785: members sorted, no white space, absent
 *     ones left out, UTF-8) with every member but {@code hash}
 */
record AuditRow(
        long sequence,
        Instant at,
        @Nullable UserId actorId,
        @Nullable String actorName,
        @Schema(implementation = AuditAction.class) String action,
        String subjectType,
        String subjectId,
        SortedMap<String, String> detail,
        String previousHash,
        String hash) {

    static final String HASH_BEFORE_FIRST = "0".repeat(64);

    /** Text and whole numbers only, so sorted members are all that canonical JSON asks for. */
    private static final JsonMapper CANONICAL = JsonMapper.shared();

    static AuditRow after(long sequence, String previousHash, AuditFact fact, Instant at) {
        var row = new AuditRow(
                sequence + 1,
                at.truncatedTo(ChronoUnit.MICROS),
                fact.actorId(),
                fact.actorName(),
                fact.action().name(),
                fact.subjectType(),
                fact.subjectId(),
                fact.detail(),
                previousHash,
                "");
        return row.withHash(row.expectedHash());
    }

    private AuditRow withHash(String value) {
        return new AuditRow(
                sequence, at, actorId, actorName, action, subjectType, subjectId, detail, previousHash, value);
    }

    /** Whether this row is what it was, right behind a row with that sequence and hash. */
    boolean follows(long previousSequence, String hashOfPrevious) {
        return sequence == previousSequence + 1 && previousHash.equals(hashOfPrevious) && hash.equals(expectedHash());
    }

    private String expectedHash() {
        var members = new TreeMap<String, Object>();
        members.put("sequence", sequence);
        members.put("at", at.toString());
        if (actorId != null) {
            members.put("actorId", actorId.toString());
        }
        if (actorName != null) {
            members.put("actorName", actorName);
        }
        members.put("action", action);
        members.put("subjectType", subjectType);
        members.put("subjectId", subjectId);
        members.put("detail", new TreeMap<>(detail));
        members.put("previousHash", previousHash);
        return Sha256.hexOf(CANONICAL.writeValueAsString(members));
    }
}
