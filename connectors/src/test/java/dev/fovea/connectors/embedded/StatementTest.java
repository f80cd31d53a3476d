package dev.fovea.connectors.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.fovea.connectors.embedded.Statement.InlineData;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTest {

    @ParameterizedTest
    @MethodSource
    void findsTheFirstWordBehindCommentsAndBrackets(String text, String word) {
        assertThat(Statement.of(text).firstWord()).isEqualTo(word);
    }

    static Stream<Arguments> findsTheFirstWordBehindCommentsAndBrackets() {
        return Stream.of(
                arguments("select 1", "SELECT"),
                arguments("  /* insert */ -- insert\n SELECT 1", "SELECT"),
                arguments("((SELECT 1) UNION ALL (SELECT 2))", "SELECT"),
                arguments("# note\nSHOW TABLES", "SHOW"),
                arguments("'select'", ""));
    }

    @ParameterizedTest
    @MethodSource
    void cutsAnInsertWhereItsDataBegin(String sql, String format) {
        String text = sql + "\u0001DATA FORMAT Null";

        InlineData data = Statement.of(text).inlineData().orElseThrow();

        assertThat(data.format()).isEqualTo(format);
        assertThat(text.substring(data.dataStart())).isEqualTo("\u0001DATA FORMAT Null");
        assertThat(text.substring(0, data.sqlEnd()))
                .doesNotContainIgnoringCase(format.equals("TSV") ? "TSV" : " " + format);
    }

    static Stream<Arguments> cutsAnInsertWhereItsDataBegin() {
        return Stream.of(
                arguments("INSERT INTO t FORMAT JSONEachRow\n", "JSONEachRow"),
                arguments("insert into t (a, `format`) settings async_insert=0 format RowBinary \r\n", "RowBinary"),
                arguments("INSERT INTO t (format, values) FORMAT CSV ", "CSV"),
                arguments("INSERT INTO t VALUES", "Values"),
                arguments("INSERT INTO t FORMAT values ", "Values"),
                arguments("INSERT INTO FUNCTION file('x FORMAT y', 'CSV') FORMAT TSV ", "TSV"),
                arguments("INSERT INTO \"a FORMAT b\" /* FORMAT c */ FORMAT TSV ", "TSV"));
    }

    @Test
    void keepsALineBreakThatBelongsToTheData() {
        String text = "INSERT INTO t FORMAT RowBinary\n\nx";

        assertThat(text.substring(Statement.of(text).inlineData().orElseThrow().dataStart()))
                .isEqualTo("\nx");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO t SELECT 1 FORMAT CSV",
                "INSERT INTO t WITH 1 AS a SELECT a",
                "SELECT 'INSERT INTO t FORMAT CSV'",
                "INSERT INTO t (SELECT 1)",
            })
    void findsNoDataWhereThereAreNone(String text) {
        assertThat(Statement.of(text).inlineData()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    void findsTheFormatOfAResult(String text, String format) {
        assertThat(Statement.of(text).outputFormat()).contains(format);
    }

    static Stream<Arguments> findsTheFormatOfAResult() {
        return Stream.of(
                arguments("SELECT 1 FORMAT JSON", "JSON"),
                arguments("SELECT 1 format JSON SETTINGS max_threads=1", "JSON"),
                arguments("SELECT 1 FORMAT JSON ;\n -- end", "JSON"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT format('{}', 1)",
                "SELECT 1 AS format",
                "SELECT format FROM t",
                "SELECT ' FORMAT JSON'",
                "SELECT 1 -- FORMAT JSON",
                "SELECT $a$ FORMAT JSON $a$",
            })
    void takesNoOtherWordForAFormat(String text) {
        assertThat(Statement.of(text).outputFormat()).isEmpty();
    }

    @Test
    void tellsOneStatementFromSeveral() {
        assertThat(Statement.of("SELECT ';' ; ").isOneStatement()).isTrue();
        assertThat(Statement.of("SELECT 1; DROP TABLE t").isOneStatement()).isFalse();
    }

    @Test
    void seesCallsHoweverTheyAreWritten() {
        assertThat(Statement.of("SELECT * FROM FILE ('x'), `url` /* ( */ ('y'), 'z'('w'), count()")
                        .calls())
                .containsExactlyInAnyOrder("file", "url", "count");
        assertThat(Statement.of("SELECT * FROM `\\x66ile`('x')").callsEscapedName())
                .isTrue();
    }

    @Test
    void seesFilesOfTheClient() {
        assertThat(Statement.of("SELECT 1 INTO\n OUTFILE '/tmp/x'").touchesFilesOfTheClient())
                .isTrue();
        assertThat(Statement.of("INSERT INTO t FROM INFILE 'x' FORMAT CSV").touchesFilesOfTheClient())
                .isTrue();
        assertThat(Statement.of("SELECT 'INTO OUTFILE'").touchesFilesOfTheClient())
                .isFalse();
    }
}
