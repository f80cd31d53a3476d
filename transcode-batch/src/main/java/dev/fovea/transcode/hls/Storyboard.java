package dev.fovea.transcode.hls;

import com.github.kokorin.jaffree.ffmpeg.UrlInput;
import com.github.kokorin.jaffree.ffmpeg.UrlOutput;
import dev.fovea.transcode.TranscodeFailure;
import dev.fovea.transcode.encode.Deposit;
import dev.fovea.transcode.encode.FfmpegFailures;
import dev.fovea.transcode.encode.Run;
import dev.fovea.transcode.encode.StoredObject;
import dev.fovea.transcode.ffmpeg.Ffmpeg;
import dev.fovea.transcode.ffmpeg.FfmpegFailed;
import dev.fovea.transcode.ffmpeg.FfmpegRun;
import dev.fovea.transcode.hls.KeyFrames.KeyFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Small pictures along the film for the seek bar, as sprites with a WebVTT that says which belongs where; and a poster. */
@Component
class Storyboard {

    private static final int COLUMNS = 6;
    private static final int ROWS = 5;
    private static final int LONG_SIDE = 160;
    /** More would not be told apart on a seek bar. */
    private static final int PICTURES_MAX = 300;

    private static final int POSTER_CANDIDATES = 12;
    private static final long POSTER_PIXELS_MAX = 1_280L * 720;
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private final Ffmpeg ffmpeg;

    Storyboard(Ffmpeg ffmpeg) {
        this.ffmpeg = ffmpeg;
    }

    /** @param index the WebVTT */
    record Sprites(StoredObject index, List<StoredObject> sheets) {}

    Sprites sprites(Film film, Run run, Deposit deposit, Path folder)
            throws IOException, TranscodeFailure, InterruptedException {
        FilmTrack track = film.smallest();
        List<KeyFrame> all = KeyFrames.of(track);
        int step = (all.size() + PICTURES_MAX - 1) / PICTURES_MAX;
        List<KeyFrame> shown = everyNth(all, step);
        Path stream = folder.resolve("keys.h264");
        KeyFrames.write(track, shown, deposit, stream);
        boolean portrait = track.track().height() > track.track().width();
        int width = portrait ? scaled(track.track().width(), track.track().height()) : LONG_SIDE;
        int height = portrait
                ? LONG_SIDE
                : scaled(track.track().height(), track.track().width());
        run(
                run,
                "storyboard",
                stream,
                folder.resolve("sheet-%03d.jpg"),
                String.format(Locale.ROOT, "scale=%d:%d,tile=%dx%d", width, height, COLUMNS, ROWS));

        var sheets = new ArrayList<StoredObject>();
        for (int number = 0; number * COLUMNS * ROWS < shown.size(); number++) {
            Path sheet = folder.resolve(String.format(Locale.ROOT, "sheet-%03d.jpg", number + 1));
            sheets.add(deposit.put(
                    String.format(Locale.ROOT, "storyboard/sheet_%03d", number), "jpg", Files.readAllBytes(sheet)));
        }
        String index = webVtt(track, all, step, sheets, width, height);
        return new Sprites(deposit.put("storyboard/index", "vtt", index.getBytes(StandardCharsets.UTF_8)), sheets);
    }

    /** The most telling of some pictures along the film: not a black first frame. */
    StoredObject poster(Film film, Run run, Deposit deposit, Path folder)
            throws IOException, TranscodeFailure, InterruptedException {
        FilmTrack track = film.pictures().stream()
                .filter(picture ->
                        (long) picture.track().width() * picture.track().height() <= POSTER_PIXELS_MAX)
                .reduce((_, larger) -> larger)
                .orElse(film.smallest());
        List<KeyFrame> all = KeyFrames.of(track);
        List<KeyFrame> candidates = everyNth(all, Math.max(1, all.size() / POSTER_CANDIDATES));
        Path stream = folder.resolve("poster.h264");
        KeyFrames.write(track, candidates, deposit, stream);
        Path poster = folder.resolve("poster-%d.jpg");
        run(run, "poster", stream, poster, "thumbnail=n=" + candidates.size());
        return deposit.put("poster", "jpg", Files.readAllBytes(folder.resolve("poster-1.jpg")));
    }

    private void run(Run run, String what, Path input, Path output, String filter)
            throws TranscodeFailure, InterruptedException {
        // The input is our own encoder's work, so the limits for strangers' files do not apply to it.
        FfmpegRun child = ffmpeg.start(
                what,
                _ -> {},
                command -> command.addInput(
                                UrlInput.fromPath(input).setFormat("h264").addArguments("-threads", "1"))
                        .addOutput(UrlOutput.toPath(output)
                                .addArguments("-vf", filter)
                                .addArguments("-fps_mode", "passthrough")
                                .addArguments("-q:v", "4")
                                .addArguments("-threads", "1")
                                .addArguments("-flags", "+bitexact")
                                .addArguments("-fflags", "+bitexact")));
        try (var _ = run.child(child::cancel)) {
            child.await(TIMEOUT);
        } catch (FfmpegFailed e) {
            throw FfmpegFailures.of(e, "making the " + what);
        }
    }

    private static String webVtt(
            FilmTrack track, List<KeyFrame> all, int step, List<StoredObject> sheets, int width, int height) {
        var vtt = new StringBuilder("WEBVTT\n");
        for (int i = 0; i < all.size(); i += step) {
            int shown = i / step;
            long from = all.get(i).fragment().time();
            long to = all.get(Math.min(all.size(), i + step) - 1).fragment().end();
            int place = shown % (COLUMNS * ROWS);
            String sheet = sheets.get(shown / (COLUMNS * ROWS)).name();
            vtt.append('\n')
                    .append(clock(track.seconds(from)))
                    .append(" --> ")
                    .append(clock(track.seconds(to)))
                    .append('\n')
                    .append(String.format(
                            Locale.ROOT,
                            "%s#xywh=%d,%d,%d,%d\n",
                            sheet.substring(sheet.indexOf('/') + 1),
                            place % COLUMNS * width,
                            place / COLUMNS * height,
                            width,
                            height));
        }
        return vtt.toString();
    }

    private static String clock(double seconds) {
        long millis = Math.round(seconds * 1_000);
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d.%03d",
                millis / 3_600_000,
                millis / 60_000 % 60,
                millis / 1_000 % 60,
                millis % 1_000);
    }

    private static int scaled(int shortSide, int longSide) {
        return Math.max(2, (int) (2 * Math.round((double) LONG_SIDE * shortSide / longSide / 2)));
    }

    private static <T> List<T> everyNth(List<T> all, int step) {
        var some = new ArrayList<T>();
        for (int i = 0; i < all.size(); i += step) {
            some.add(all.get(i));
        }
        return some;
    }
}
