package dev.fovea.transcode.ffmpeg;

import dev.fovea.platform.hash.Sha256;
import java.util.List;
import java.util.TreeSet;

/**
 * What decides the bytes of an encode: the program, how it was built, and the instructions its CPU offers. Two workers
 * of one build give the same bytes for the same unit.
 *
 * @param version as {@code ffmpeg -version} tells it
 * @param configurationHash of the line that tells how it was configured
 * @param cpuFeatures those that codecs choose their code by, sorted
 */
public record FfmpegBuild(String version, String configurationHash, String cpuFeatures) {

    private static final List<String> CPU_FEATURES_THAT_MATTER = List.of(
            "ssse3",
            "sse4_1",
            "sse4_2",
            "avx",
            "fma",
            "bmi1",
            "bmi2",
            "avx2",
            "avx512f",
            "avx512bw",
            "avx512vl",
            "avx512_vbmi",
            "avx512_vnni");
    private static final int HASH_DIGITS = 12;

    /** @param output of {@code ffmpeg -version} */
    static FfmpegBuild of(List<String> output, List<String> cpuFlags) {
        String first = output.stream()
                .filter(line -> line.startsWith("ffmpeg version "))
                .findFirst()
                .orElse("ffmpeg version unknown");
        String configuration = output.stream()
                .filter(line -> line.startsWith("configuration:") || line.startsWith("lib"))
                .reduce("", (a, b) -> a + b + "\n");
        var features = new TreeSet<>(cpuFlags);
        features.retainAll(CPU_FEATURES_THAT_MATTER);
        return new FfmpegBuild(first.split(" ")[2], hashOf(configuration), String.join("+", features));
    }

    /** One word for logs and rows. */
    public String id() {
        return version + "/" + configurationHash + "/" + hashOf(cpuFeatures);
    }

    private static String hashOf(String text) {
        return Sha256.hexOf(text).substring(0, HASH_DIGITS);
    }
}
