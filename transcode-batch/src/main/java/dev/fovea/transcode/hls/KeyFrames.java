package dev.fovea.transcode.hls;

import dev.fovea.transcode.encode.Deposit;
import dev.fovea.transcode.encode.TrackPart.StoredSegment;
import dev.fovea.transcode.mp4.AvcSample;
import dev.fovea.transcode.mp4.Fragment;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The key frames of a rendition, which are pictures by themselves: reading only them costs a fraction of the film. */
final class KeyFrames {

    private KeyFrames() {}

    /** Where a key frame lies and what it stands for. */
    record KeyFrame(StoredSegment segment, Fragment fragment) {}

    static List<KeyFrame> of(FilmTrack track) {
        var frames = new ArrayList<KeyFrame>();
        for (StoredSegment segment : track.segments()) {
            segment.fragments().forEach(fragment -> frames.add(new KeyFrame(segment, fragment)));
        }
        return frames;
    }

    /** Writes these pictures as a byte stream that FFmpeg reads. */
    static void write(FilmTrack track, List<KeyFrame> frames, Deposit deposit, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            for (KeyFrame frame : frames) {
                Fragment fragment = frame.fragment();
                byte[] sample = deposit.read(
                        frame.segment().object(),
                        fragment.offset() + (long) fragment.firstSampleOffset(),
                        fragment.firstSampleBytes());
                out.write(AvcSample.toByteStream(sample, track.track().parameterSets()));
            }
        }
    }
}
