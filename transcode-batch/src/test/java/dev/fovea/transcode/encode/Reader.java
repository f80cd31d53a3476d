package dev.fovea.transcode.encode;

import com.github.kokorin.jaffree.ffmpeg.UrlOutput;
import dev.fovea.transcode.TestFfmpeg;
import dev.fovea.transcode.ffmpeg.Ffmpeg;
import dev.fovea.transcode.ladder.Ladder;
import dev.fovea.transcode.probe.Source;
import dev.fovea.transcode.probe.SourceProbe;
import dev.fovea.transcode.span.PacketIndex;
import java.nio.file.Path;
import java.time.Duration;

/** Reads a film as encoders do, but writes the smallest rendition's pictures as they come out of the filters. */
final class Reader {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Ffmpeg ffmpeg = new Ffmpeg(TestFfmpeg.installation());
    private final SourceProbe probe = new SourceProbe(ffmpeg, TestFfmpeg.DEFAULTS);

    /** @param file what encoders read: the upload or its copy */
    record Film(Plan plan, PacketIndex index, Path file) {

        Unit whole() {
            return new Unit(0, Unit.Kind.VIDEO, 0, plan.frames(), 0, 9, null);
        }
    }

    Film open(Path upload) throws Exception {
        Path file = upload;
        if (probe.look(upload).needsRemux()) {
            file = upload.resolveSibling("copy.mkv");
            Path copy = file;
            ffmpeg.start("remux", _ -> {}, command -> SourceProbe.remux(command, upload, copy))
                    .await(TIMEOUT);
        }
        SourceProbe.Probed probed = probe.probe(file);
        Source source = probed.source();
        var plan = new Plan(
                source,
                new SourceFile("unused", "unused", 1),
                Ladder.forSource(source.width(), source.height()).subList(0, 1),
                source.frames(),
                ffmpeg.build(),
                null,
                null,
                null);
        return new Film(plan, probed.index(), file);
    }

    void read(Film film, Unit unit, UrlOutput output) throws Exception {
        ffmpeg.start("read", _ -> {}, command -> {
                    EncodeCommand.readFrom(command, film.plan(), unit, film.file());
                    command.addOutput(output.addMap("v0").addArguments("-frames:v", Long.toString(unit.frames())));
                })
                .await(TIMEOUT);
    }
}
