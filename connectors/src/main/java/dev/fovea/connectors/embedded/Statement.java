package dev.fovea.connectors.embedded;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the protocol must know of a statement without parsing SQL: its first word, where the data of an INSERT begins,
 * the FORMAT it asks for, which functions it calls.
 *
 * <p>Works on text in which each character is one byte (ISO 8859-1), so positions are positions in the request; all
 * words that matter are ASCII.
 */
final class Statement {
    private final String text;
    private final List<Token> tokens;

    private Statement(String text, List<Token> tokens) {
        this.text = text;
        this.tokens = tokens;
    }

    static Statement of(String text) {
        return new Statement(text, new Lexer(text).tokens());
    }

    /**
     * An INSERT whose data follow in the request.
     *
     * @param sqlEnd where the FORMAT or VALUES clause begins, which the engine takes apart from the statement
     * @param dataStart of the first byte of the data
     */
    record InlineData(int sqlEnd, int dataStart, String format) {}

    /** The first word in capitals, behind opening brackets; empty when there is none. */
    String firstWord() {
        return tokens.stream()
                .dropWhile(token -> token.isSymbol('('))
                .findFirst()
                .filter(token -> token.kind == Kind.WORD)
                .map(token -> token.text.toUpperCase(Locale.ROOT))
                .orElse("");
    }

    Optional<InlineData> inlineData() {
        if (!firstWord().equals("INSERT")) {
            return Optional.empty();
        }
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.depth > 0) {
                continue;
            }
            if (token.isWord("SELECT") || token.isWord("WITH")) {
                return Optional.empty();
            }
            if (token.isWord("VALUES")) {
                return Optional.of(new InlineData(token.start, token.end, "Values"));
            }
            if (token.isWord("FORMAT") && i + 1 < tokens.size() && tokens.get(i + 1).kind == Kind.WORD) {
                Token format = tokens.get(i + 1);
                String name = format.isWord("VALUES") ? "Values" : format.text;
                return Optional.of(new InlineData(token.start, afterLineBreak(format.end), name));
            }
        }
        return Optional.empty();
    }

    /** Data begin behind blanks and one line break, so that data which themselves begin with a line break survive. */
    private int afterLineBreak(int position) {
        int i = position;
        while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t' || text.charAt(i) == '\f')) {
            i++;
        }
        if (i < text.length() && text.charAt(i) == '\r') {
            i++;
        }
        if (i < text.length() && text.charAt(i) == '\n') {
            i++;
        }
        return i;
    }

    /** The FORMAT that ends the statement, before SETTINGS at most. */
    Optional<String> outputFormat() {
        for (int i = tokens.size() - 2; i >= 0; i--) {
            if (tokens.get(i).depth == 0 && tokens.get(i).isWord("FORMAT") && tokens.get(i + 1).kind == Kind.WORD) {
                boolean last = i + 2 == tokens.size()
                        || tokens.get(i + 2).isSymbol(';')
                        || tokens.get(i + 2).isWord("SETTINGS");
                return last ? Optional.of(tokens.get(i + 1).text) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    boolean isOneStatement() {
        return tokens.stream().dropWhile(token -> !token.isSymbol(';')).allMatch(token -> token.isSymbol(';'));
    }

    /** INTO OUTFILE and FROM INFILE are the work of a command-line client; the engine would do them in our place. */
    boolean touchesFilesOfTheClient() {
        for (int i = 0; i + 1 < tokens.size(); i++) {
            Token next = tokens.get(i + 1);
            if ((tokens.get(i).isWord("INTO") && next.isWord("OUTFILE"))
                    || (tokens.get(i).isWord("FROM") && next.isWord("INFILE"))) {
                return true;
            }
        }
        return false;
    }

    /** Names of all functions called, in small letters. */
    Set<String> calls() {
        var names = new HashSet<String>();
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (tokens.get(i + 1).isSymbol('(')
                    && (tokens.get(i).kind == Kind.WORD || tokens.get(i).kind == Kind.QUOTED_NAME)) {
                names.add(tokens.get(i).text.toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    /** Whether a quoted name with an escape in it is called: nobody needs it but to hide a name. */
    boolean callsEscapedName() {
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (tokens.get(i + 1).isSymbol('(')
                    && tokens.get(i).kind == Kind.QUOTED_NAME
                    && tokens.get(i).text.indexOf('\\') >= 0) {
                return true;
            }
        }
        return false;
    }

    private enum Kind {
        WORD,
        QUOTED_NAME,
        STRING,
        SYMBOL
    }

    /** @param depth of round brackets around it */
    private record Token(Kind kind, String text, int start, int end, int depth) {
        boolean isWord(String word) {
            return kind == Kind.WORD && text.equalsIgnoreCase(word);
        }

        boolean isSymbol(char symbol) {
            return kind == Kind.SYMBOL && text.charAt(0) == symbol;
        }
    }

    /** Follows ClickHouse's lexer in what hides text from it: quotes, heredocs, comments. */
    private static final class Lexer {
        private final String text;
        private final List<Token> tokens = new ArrayList<>();
        private int position;
        private int depth;

        Lexer(String text) {
            this.text = text;
        }

        List<Token> tokens() {
            while (position < text.length()) {
                char c = text.charAt(position);
                if (startsComment(c)) {
                    skipPast("\n");
                } else if (text.startsWith("/*", position)) {
                    skipPast("*/");
                } else if (c == '\'') {
                    quoted(Kind.STRING, c);
                } else if (c == '`' || c == '"') {
                    quoted(Kind.QUOTED_NAME, c);
                } else if (c == '$' && heredocTag() != null) {
                    heredoc();
                } else if (isWordPart(c)) {
                    word();
                } else if (c > ' ' && c < 0x80) {
                    symbol(c);
                } else {
                    position++;
                }
            }
            return tokens;
        }

        private boolean startsComment(char c) {
            return (c == '-' && text.startsWith("--", position))
                    || (c == '#' && (text.startsWith("# ", position) || text.startsWith("#!", position)));
        }

        private void skipPast(String end) {
            int found = text.indexOf(end, position);
            position = found < 0 ? text.length() : found + end.length();
        }

        private void quoted(Kind kind, char quote) {
            int start = position++;
            while (position < text.length() && text.charAt(position) != quote) {
                position += text.charAt(position) == '\\' ? 2 : 1;
            }
            position = Math.min(position + 1, text.length());
            int contentEnd = Math.max(start + 1, position - 1);
            tokens.add(new Token(kind, text.substring(start + 1, contentEnd), start, position, depth));
        }

        private @Nullable String heredocTag() {
            int i = position + 1;
            while (i < text.length() && isWordPart(text.charAt(i))) {
                i++;
            }
            return i < text.length() && text.charAt(i) == '$' ? text.substring(position, i + 1) : null;
        }

        private void heredoc() {
            int start = position;
            String tag = Objects.requireNonNull(heredocTag());
            position += tag.length();
            skipPast(tag);
            tokens.add(new Token(Kind.STRING, "", start, position, depth));
        }

        private void word() {
            int start = position;
            while (position < text.length() && isWordPart(text.charAt(position))) {
                position++;
            }
            tokens.add(new Token(Kind.WORD, text.substring(start, position), start, position, depth));
        }

        private void symbol(char c) {
            if (c == ')') {
                depth = Math.max(0, depth - 1);
            }
            tokens.add(new Token(Kind.SYMBOL, String.valueOf(c), position, position + 1, depth));
            if (c == '(') {
                depth++;
            }
            position++;
        }

        private static boolean isWordPart(char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        }
    }
}
