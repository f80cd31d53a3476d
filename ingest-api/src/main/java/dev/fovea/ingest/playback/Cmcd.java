package dev.fovea.ingest.playback;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a player tells of itself with a media request: Common Media Client Data, version 1 (CTA-5004), pairs of key and value
 * in headers or in the query argument CMCD. A pair that is not as the standard has it does not spoil its neighbours.
 *
 * @param values by key, strings without their quotes, flags as empty text; keys that version 1 does not know are left out
 * @param malformed pairs that break the standard's rules
 */
record Cmcd(Map<String, String> values, int malformed) {

    private static final int CHARS_MAX = 4_000;
    private static final String VERSION = "v";

    /** {@code key}, {@code key=value}, {@code key="value"} or, in later versions, {@code key=(list)}, up to a comma or the end. */
    private static final Pattern PAIR = Pattern.compile(
            "\\s*([A-Za-z0-9._-]{1,64})(?:=(\"(?:[^\"\\\\]++|\\\\[\"\\\\])*+\"|\\([^()]*+\\)|[^,\"()\\s]++))?\\s*(?:,|$)");

    private static final Predicate<String> WHOLE = matches("[0-9]{1,15}");
    private static final Predicate<String> FLAG = String::isEmpty;
    private static final Predicate<String> ID = matches("\".{1,64}\"");
    private static final Predicate<String> TEXT = matches("\".*\"");

    /** The keys of version 1 and what their values look like. */
    private static final Map<String, Predicate<String>> KEYS = Map.ofEntries(
            Map.entry("bl", WHOLE),
            Map.entry("br", WHOLE),
            Map.entry("bs", FLAG),
            Map.entry("cid", ID),
            Map.entry("d", WHOLE),
            Map.entry("dl", WHOLE),
            Map.entry("mtp", WHOLE),
            Map.entry("nor", TEXT),
            Map.entry("nrr", TEXT),
            Map.entry("ot", Set.of("m", "a", "v", "av", "i", "c", "tt", "k", "o")::contains),
            Map.entry("pr", matches("[0-9]{1,4}(\\.[0-9]{1,3})?")),
            Map.entry("rtp", WHOLE),
            Map.entry("sf", Set.of("d", "h", "s", "o")::contains),
            Map.entry("sid", ID),
            Map.entry("st", Set.of("v", "l")::contains),
            Map.entry("su", FLAG),
            Map.entry("tb", WHOLE),
            Map.entry(VERSION, WHOLE));

    private static Predicate<String> matches(String pattern) {
        return Pattern.compile(pattern, Pattern.DOTALL).asMatchPredicate();
    }

    /** @param payloads of the four headers, or of the query argument as it is when decoded */
    static Cmcd of(List<String> payloads) {
        var values = new HashMap<String, String>();
        int malformed = 0;
        for (String payload : payloads) {
            Matcher pair = PAIR.matcher(payload);
            int at = 0;
            while (at < payload.length() && payload.length() <= CHARS_MAX) {
                if (!pair.region(at, payload.length()).lookingAt()) {
                    break; // where the next pair would begin is not known
                }
                if (!keep(pair.group(1), pair.group(2), values)) {
                    malformed++;
                }
                at = pair.end();
            }
            if (at < payload.length()) {
                malformed++;
            }
        }
        // Later versions give the same keys other forms.
        return values.getOrDefault(VERSION, "1").equals("1")
                ? new Cmcd(Map.copyOf(values), malformed)
                : new Cmcd(Map.of(), 0);
    }

    /** @return false when the value is none that the key may have */
    private static boolean keep(String key, @Nullable String given, Map<String, String> values) {
        Predicate<String> form = KEYS.get(key);
        if (form == null) {
            return true;
        }
        String value = given == null ? "" : given;
        if (!form.test(value)) {
            return false;
        }
        values.put(key, value.startsWith("\"") ? value.substring(1, value.length() - 1) : value);
        return true;
    }

    /** Whether the flag is set: {@code bs} after the buffer ran dry, {@code su} while playback starts. */
    boolean has(String flag) {
        return values.containsKey(flag);
    }

    /** Of {@code bl} (milliseconds in the buffer) or {@code mtp} (kbit/s that it measured), for example. */
    OptionalLong number(String key) {
        String value = values.get(key);
        return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
    }
}
