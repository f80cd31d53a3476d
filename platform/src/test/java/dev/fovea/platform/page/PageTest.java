package dev.fovea.platform.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.contracts.InvalidValue;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {

    @Test
    void theLastPageHasNoNext() {
        assertThat(Page.of(List.of(1, 2), 2, Cursor::of)).isEqualTo(new Page<>(List.of(1, 2), null));
    }

    @Test
    void theItemTooManyIsNotShownAndTheCursorIsOfTheLastShown() {
        Page<Integer> page = Page.of(List.of(1, 2, 3), 2, Cursor::of);
        assertThat(page.items()).containsExactly(1, 2);
        assertThat(page.next()).isEqualTo(Cursor.of(2).toString());
    }

    @Test
    void aCursorReadsBackWhatWasPutIn() {
        Instant at = Instant.parse("2026-01-02T03:04:05.678901Z");
        UUID id = UUID.randomUUID();
        Cursor cursor = Cursor.parse(Cursor.of(at, id, 7L, "Größe & mehr").toString());
        assertThat(cursor.instantAt(0)).isEqualTo(at);
        assertThat(cursor.uuidAt(1)).isEqualTo(id);
        assertThat(cursor.longAt(2)).isEqualTo(7);
        assertThat(cursor.textAt(3)).isEqualTo("Größe & mehr");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!!!", "eA", "%00", "eHh4"})
    void whatIsNoCursorOfTheListIsAnInvalidValue(String text) {
        assertThatThrownBy(() -> Cursor.parse(text).longAt(0)).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> Cursor.parse(text).instantAt(0)).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> Cursor.parse(text).uuidAt(3)).isInstanceOf(InvalidValue.class);
    }
}
