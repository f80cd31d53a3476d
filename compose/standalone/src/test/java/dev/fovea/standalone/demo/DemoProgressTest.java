package dev.fovea.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoProgressTest {

    @TempDir
    Path folder;

    @Test
    void goesOnWhereItWas() throws Exception {
        var film = DemoPlan.FILMS.getFirst();
        var progress = DemoProgress.in(folder);
        assertThat(progress.hasPeople()).isFalse();
        progress.peopleExist();
        progress.cameIn(film, "0190a5e4-0000-7000-8000-000000000000");
        progress.watchedOnceMore(film);

        var later = DemoProgress.in(folder);
        assertThat(later.hasPeople()).isTrue();
        assertThat(later.videoOf(film)).contains("0190a5e4-0000-7000-8000-000000000000");
        assertThat(later.viewsOf(film)).isEqualTo(1);
        assertThat(later.isDecided(film)).isFalse();
        assertThat(later.isComplete()).isFalse();
    }

    @Test
    void isCompleteWhenAllIsDecidedAndWatched() throws Exception {
        var progress = DemoProgress.in(folder);
        progress.peopleExist();
        for (var film : DemoPlan.FILMS) {
            progress.decided(film);
        }
        assertThat(progress.isComplete()).isFalse();
        for (var film : DemoPlan.FILMS) {
            for (int view = 0; view < film.views(); view++) {
                progress.watchedOnceMore(film);
            }
        }
        assertThat(DemoProgress.in(folder).isComplete()).isTrue();
    }

    @Test
    void everyFilmHasAnUploaderAndItsViewers() {
        assertThat(DemoPlan.FILMS)
                .allSatisfy(film -> assertThat(DemoPlan.people()).contains(film.uploader()));
        assertThat(DemoPlan.people()).extracting(DemoPlan.Person::email).doesNotHaveDuplicates();
        assertThat(DemoPlan.FILMS).extracting(DemoPlan.Film::title).doesNotHaveDuplicates();
    }
}
