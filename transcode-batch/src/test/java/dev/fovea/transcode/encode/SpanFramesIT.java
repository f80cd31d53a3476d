package dev.fovea.transcode.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kokorin.jaffree.ffmpeg.UrlOutput;
import dev.fovea.transcode.Corpus;
import dev.fovea.transcode.Corpus.Specimen;
import dev.fovea.transcode.encode.Reader.Film;
import dev.fovea.transcode.span.Span;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The frames that spans read one by one are those of the whole film, bit by bit and at the same times. */
@Execution(ExecutionMode.CONCURRENT)
class SpanFramesIT {

    private static final int SPANS = 3;

    private final Reader reader = new Reader();

    static List<Specimen> films() {
        return Corpus.films();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("films")
    void areThoseOfTheWholeFilm(Specimen specimen, @TempDir Path folder) throws Exception {
        Film film = reader.open(specimen.in(folder));
        List<String> whole = frames(film, film.whole());
        assertThat(whole).hasSize((int) film.plan().frames());

        // Cut anywhere: where a span of the product starts is one of these places.
        var random = new Random(specimen.file().hashCode());
        var apart = new ArrayList<String>();
        for (int i = 0; i < SPANS; i++) {
            long left = whole.size() - apart.size();
            long length = i == SPANS - 1 ? left : Math.max(1, left / (SPANS - i) + random.nextLong(-4, 5));
            Unit unit = Unit.of(film.plan(), film.index(), new Span(i, apart.size(), length, 0, 1));
            apart.addAll(frames(film, unit));
            assertThat(apart)
                    .as("from frame %d on, sought at %s", unit.firstFrame(), unit.seek())
                    .isEqualTo(whole.subList(0, (int) (unit.firstFrame() + unit.frames())));
        }
        assertThat(apart).isEqualTo(whole);
    }

    /** Time and hash of each frame. */
    private List<String> frames(Film film, Unit unit) throws Exception {
        Path hashes = film.file().resolveSibling("frames.txt");
        reader.read(film, unit, UrlOutput.toPath(hashes).setFormat("framemd5"));
        return Files.readAllLines(hashes).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(",\\s*"))
                .map(fields -> fields[2] + " " + fields[5])
                .toList();
    }
}
