package dev.fovea.transcode.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.transcode.TestFfmpeg;
import dev.fovea.transcode.TranscodeContext;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

/** What is easy to encode may be coarse, what is hard may not, and asking again gives the same answer. */
class PerTitleIT extends TranscodeContext {

    private final Reader reader = new Reader();

    @Autowired
    private PerTitle perTitle;

    @TempDir
    Path folder;

    private Plan refined(String name, String pictures) throws Exception {
        // A colon, a comma and a quote: the folder's name stands within a graph of filters.
        Path home = Files.createDirectories(folder.resolve(name + ":a,b'c[d]"));
        Path file = home.resolve("film.mkv");
        TestFfmpeg.ffmpeg("-f", "lavfi", "-i", pictures, "-c:v", "ffv1", "-pix_fmt", "yuv420p", file.toString());
        Reader.Film film = reader.open(file);
        var run = new Run(Uuid7.next(), new VideoId(Uuid7.next()), 1, 1, 0, 0, home.resolve("scratch"));
        Plan plan = perTitle.refine(run, film.plan(), film.index(), file);
        assertThat(perTitle.refine(run, film.plan(), film.index(), file)).isEqualTo(plan);
        return plan;
    }

    @Test
    void looksAtEachFilm() throws Exception {
        Plan blank = refined("blank", "color=gray:s=426x240:r=25:d=8");
        assertThat(blank.crf(blank.renditions().getFirst())).isEqualTo(PerTitle.CRF_MAX);
        Plan noise = refined("noise", "testsrc2=s=426x240:r=24000/1001:d=8,noise=alls=40:allf=t");
        assertThat(noise.crf(noise.renditions().getFirst())).isEqualTo(Plan.CRF);
        Plan slides = refined("slides", "smptebars=s=426x240:r=25:d=8");
        assertThat(slides.crf(slides.renditions().getFirst())).isStrictlyBetween(Plan.CRF, PerTitle.CRF_MAX);
    }
}
