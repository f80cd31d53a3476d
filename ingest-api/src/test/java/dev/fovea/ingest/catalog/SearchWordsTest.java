package dev.fovea.ingest.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SearchWordsTest {

    @Test
    void wordsAreRunsOfLettersAndDigitsWithoutCaseAndAccents() {
        assertThat(SearchWords.of("Ärger_mit Œuvres (2nd) — 安全", "ÄRGER"))
                .containsExactly("arger", "mit", "œuvres", "2nd", "安全");
        assertThat(SearchWords.of(" - ", "")).isEmpty();
        assertThat(SearchWords.of("x".repeat(300))).containsExactly("x".repeat(64));
    }

    @Test
    void aQueryHoldsNothingThatAQueryCouldMean() {
        assertThat(SearchWords.query("Blade' & !:* | \\ <-> blades")).isEqualTo("'blade':* & 'blades':*");
        assertThat(SearchWords.query(" %_' ")).isEmpty();
        assertThat(SearchWords.query("a b c d e f g h i j")).doesNotContain("'i'");
    }
}
