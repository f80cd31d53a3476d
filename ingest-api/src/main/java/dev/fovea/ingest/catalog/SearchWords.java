package dev.fovea.ingest.catalog;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The words by which videos are found: runs of letters and digits, in small letters, without accents. No stemming and no
 * stop words, for the library is of many languages; a word of the query finds every word that begins with it.
 */
final class SearchWords {

    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern ACCENT = Pattern.compile("\\p{M}+");
    private static final int WORD_CHARS_MAX = 64;
    /** A tsvector holds at most a megabyte; nobody says more different words in a film. */
    private static final int WORDS_MAX = 10_000;

    private static final int QUERY_WORDS_MAX = 8;

    private SearchWords() {}

    static String[] of(String... texts) {
        return Arrays.stream(texts)
                .flatMap(SearchWords::words)
                .distinct()
                .limit(WORDS_MAX)
                .toArray(String[]::new);
    }

    /** A {@code tsquery} for what has all these words; empty when there are none. */
    static String query(String text) {
        List<String> words = words(text).distinct().limit(QUERY_WORDS_MAX).toList();
        // Letters and digits only, so there is nothing to be quoted.
        return words.stream().map(word -> "'" + word + "':*").collect(Collectors.joining(" & "));
    }

    private static Stream<String> words(String text) {
        String plain =
                ACCENT.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
        return BETWEEN.splitAsStream(plain.toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .map(word -> word.length() > WORD_CHARS_MAX ? word.substring(0, WORD_CHARS_MAX) : word);
    }
}
