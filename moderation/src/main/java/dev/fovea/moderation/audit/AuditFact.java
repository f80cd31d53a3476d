package dev.fovea.moderation.audit;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.id.UserId;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, before it has a place in the chain.
 *
 * @param actorId who did it; null when nobody was signed in
 * @param detail what else is worth knowing, one line a value; longer and stranger text is cut and cleaned here, since
 *     part of it was typed by people who are not to be trusted
 */
public record AuditFact(
        AuditAction action,
        @Nullable UserId actorId,
        @Nullable String actorName,
        String subjectType,
        String subjectId,
        SortedMap<String, String> detail) {

    private static final int TEXT_LENGTH_MAX = 500;
    private static final int DETAILS_MAX = 20;

    public AuditFact {
        require(detail.size() <= DETAILS_MAX, "an audit row has at most " + DETAILS_MAX + " details");
        actorName = actorName == null ? null : oneLine(actorName);
        subjectId = oneLine(subjectId);
        detail = detail.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> oneLine(e.getValue()), (a, _) -> a, TreeMap::new));
    }

    public static AuditFact of(AuditAction action, String subjectType, String subjectId) {
        return new AuditFact(action, null, null, subjectType, subjectId, new TreeMap<>());
    }

    public AuditFact by(UserId actor, String name) {
        return new AuditFact(action, actor, name, subjectType, subjectId, detail);
    }

    public AuditFact with(String name, String value) {
        var more = new TreeMap<>(detail);
        more.put(name, value);
        return new AuditFact(action, actorId, actorName, subjectType, subjectId, more);
    }

    /** No line breaks, control, direction or half characters: neither a log nor a terminal can be led astray. */
    private static String oneLine(String text) {
        var line = new StringBuilder();
        text.codePoints().limit(TEXT_LENGTH_MAX).map(AuditFact::visible).forEach(line::appendCodePoint);
        return line.toString();
    }

    private static int visible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
            case Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> 0xFFFD;
            default -> codePoint;
        };
    }
}
