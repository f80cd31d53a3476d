package dev.fovea.analytics.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.ViewId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViewersCsvTest {

    private static final UserId ID = UserId.parse("0199a000-0000-7000-8000-000000000001");
    private static final ViewId VIEW = ViewId.parse("0199a000-0000-7000-8000-000000000002");

    @Test
    void writesALineAViewer() {
        var viewer = new Viewer(
                ID,
                "Ada, \"Countess\"",
                Category.DEALER,
                2,
                9_000,
                8_000,
                0.8,
                Instant.parse("2026-01-02T03:04:05Z"),
                VIEW);

        assertThat(ViewersCsv.lines(List.of(viewer)))
                .isEqualTo("0199a000-0000-7000-8000-000000000001,\"Ada, \"\"Countess\"\"\",DEALER,2,9000,8000,0.8,"
                        + "2026-01-02T03:04:05Z\r\n");
    }

    @Test
    void leavesBlankWhatIsNotKnown() {
        var viewer = new Viewer(ID, null, null, 1, 0, 0, null, Instant.EPOCH, VIEW);

        assertThat(ViewersCsv.lines(List.of(viewer))).endsWith(",,,1,0,0,,1970-01-01T00:00:00Z\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"})
    void neverLetsANameBecomeAFormula(String name) {
        assertThat(ViewersCsv.cell(name)).matches("(?s)\"?'.*");
    }

    @ParameterizedTest
    @CsvSource({"Ada,Ada", "A=B,A=B", "'',''"})
    void leavesPlainTextAlone(String name, String cell) {
        assertThat(ViewersCsv.cell(name)).isEqualTo(cell);
    }
}
