package dev.fovea.transcode;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DataSizeUnit;
import org.springframework.util.unit.DataSize;
import org.springframework.util.unit.DataUnit;
import org.springframework.validation.annotation.Validated;

/**
 * @param enabled whether this process takes jobs; one that does not still serves {@code /jobs}
 * @param slots encoder processes at once over all jobs, each uses a core; 0 means as many as there are cores
 * @param jobsMax jobs in progress at once; they share the slots
 * @param workDirectory scratch space and this worker's identity; one for each machine, not shared over a network
 * @param scratchMax what the copies of sources in the scratch space may take together
 * @param lease how long a silent worker is believed to live
 * @param recoverEvery how often leases are looked after
 * @param drainWithin how long a process that is asked to end may finish the units that it encodes; 0 means that they are
 *     dropped, and encoded again by the next
 * @param triesMax of one unit, and of one job, before a failure is final
 * @param lossesMax of workers in a row, without an acceptance in between, before a unit or a job is blamed for them
 * @param retryAfter the first wait before a retry; doubles each time
 * @param sourceDurationMax a longer film is refused
 * @param passThrough whether a source's own pictures are the largest rendition where they can be
 * @param av1 whether every rendition is also there in AV1, beside H.264
 * @param decodeResults whether every picture of a unit is decoded before the unit is accepted
 * @param unitTimeout for one unit's encode; a stuck encoder is killed and the unit tried again
 * @param probeTimeout for one look at a source
 */
@Validated
@ConfigurationProperties("fovea.transcode")
public record TranscodeProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("0") @Min(0) @Max(256) int slots,
        @DefaultValue("8") @Min(1) @Max(256) int jobsMax,
        @DefaultValue("data/transcode") Path workDirectory,

        @DefaultValue("64") @DataSizeUnit(DataUnit.GIGABYTES)
        DataSize scratchMax,

        @DefaultValue("15s") Duration lease,
        @DefaultValue("2s") Duration recoverEvery,
        @DefaultValue("0s") Duration drainWithin,
        @DefaultValue("3") @Min(1) @Max(10) int triesMax,
        @DefaultValue("10") @Min(1) @Max(1000) int lossesMax,
        @DefaultValue("2s") Duration retryAfter,
        @DefaultValue("12h") Duration sourceDurationMax,
        @DefaultValue("true") boolean passThrough,
        @DefaultValue("false") boolean av1,
        @DefaultValue("false") boolean decodeResults,
        @DefaultValue("2h") Duration unitTimeout,
        @DefaultValue("10m") Duration probeTimeout,
        @DefaultValue @Valid PerTitle perTitle,
        @DefaultValue @Valid Ffmpeg ffmpeg) {

    /** Slots as they are meant: never none. */
    public int slotsMax() {
        return slots > 0 ? slots : Runtime.getRuntime().availableProcessors();
    }

    /**
     * @param enabled whether samples of a film decide how coarse its renditions may be
     * @param quality that is enough, as XPSNR of the brightness in dB; what lies above it is saved
     * @param durationMin shorter films are not looked at: it would cost more than it saves
     */
    public record PerTitle(
            @DefaultValue("false") boolean enabled,

            @DefaultValue("38") @DecimalMin("20") @DecimalMax("60")
            double quality,

            @DefaultValue("5m") Duration durationMin) {}

    /**
     * @param directory where the FFmpeg of the class path is unpacked, below its version
     * @param installed a directory with an ffmpeg and an ffprobe to use instead
     * @param memoryMax address space of one process
     * @param cpuTimeMax CPU time of one process
     * @param fileSizeMax the largest file that one process may write
     * @param niceness of its processes, 0 to 19; half of it for those of a short job beside long ones
     */
    public record Ffmpeg(
            @Nullable Path directory,
            @Nullable Path installed,

            @DefaultValue("8") @DataSizeUnit(DataUnit.GIGABYTES)
            DataSize memoryMax,

            @DefaultValue("6h") Duration cpuTimeMax,

            @DefaultValue("256") @DataSizeUnit(DataUnit.GIGABYTES)
            DataSize fileSizeMax,

            @DefaultValue("10") @Min(0) @Max(19) int niceness) {

        /** Where to unpack to: {@code ~/.cache/fovea/ffmpeg} unless it is said. */
        public Path cache() {
            return Optional.ofNullable(directory)
                    .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "fovea", "ffmpeg"));
        }
    }
}
