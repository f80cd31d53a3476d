package dev.fovea.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class TranscodePropertiesTest {

    private static TranscodeProperties bound(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("fovea.transcode", TranscodeProperties.class);
    }

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        TranscodeProperties defaults = bound(Map.of());
        assertThat(defaults.enabled()).isTrue();
        assertThat(defaults.slotsMax()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(defaults.jobsMax()).isEqualTo(8);
        assertThat(defaults.workDirectory()).isEqualTo(Path.of("data/transcode"));
        assertThat(defaults.scratchMax()).isEqualTo(DataSize.ofGigabytes(64));
        assertThat(defaults.lease()).isEqualTo(Duration.ofSeconds(15));
        assertThat(defaults.recoverEvery()).isEqualTo(Duration.ofSeconds(2));
        assertThat(defaults.drainWithin()).isZero();
        assertThat(defaults.triesMax()).isEqualTo(3);
        assertThat(defaults.lossesMax()).isEqualTo(10);
        assertThat(defaults.retryAfter()).isEqualTo(Duration.ofSeconds(2));
        assertThat(defaults.sourceDurationMax()).isEqualTo(Duration.ofHours(12));
        assertThat(defaults.passThrough()).isTrue();
        assertThat(defaults.av1()).isFalse();
        assertThat(defaults.decodeResults()).isFalse();
        assertThat(defaults.unitTimeout()).isEqualTo(Duration.ofHours(2));
        assertThat(defaults.probeTimeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(defaults.perTitle()).isEqualTo(new TranscodeProperties.PerTitle(false, 38, Duration.ofMinutes(5)));
        assertThat(defaults.ffmpeg().cache())
                .isEqualTo(Path.of(System.getProperty("user.home"), ".cache", "fovea", "ffmpeg"));
        assertThat(defaults.ffmpeg().installed()).isNull();
        assertThat(defaults.ffmpeg().memoryMax()).isEqualTo(DataSize.ofGigabytes(8));
        assertThat(defaults.ffmpeg().cpuTimeMax()).isEqualTo(Duration.ofHours(6));
        assertThat(defaults.ffmpeg().fileSizeMax()).isEqualTo(DataSize.ofGigabytes(256));
        assertThat(defaults.ffmpeg().niceness()).isEqualTo(10);
    }

    @Test
    void everyPropertyIsReadByItsName() {
        var values = new HashMap<String, String>();
        values.put("fovea.transcode.enabled", "false");
        values.put("fovea.transcode.slots", "3");
        values.put("fovea.transcode.jobs-max", "4");
        values.put("fovea.transcode.work-directory", "/w");
        values.put("fovea.transcode.scratch-max", "5");
        values.put("fovea.transcode.lease", "6s");
        values.put("fovea.transcode.recover-every", "7s");
        values.put("fovea.transcode.drain-within", "17s");
        values.put("fovea.transcode.tries-max", "8");
        values.put("fovea.transcode.losses-max", "18");
        values.put("fovea.transcode.retry-after", "9s");
        values.put("fovea.transcode.source-duration-max", "10h");
        values.put("fovea.transcode.pass-through", "false");
        values.put("fovea.transcode.av1", "true");
        values.put("fovea.transcode.decode-results", "false");
        values.put("fovea.transcode.unit-timeout", "11m");
        values.put("fovea.transcode.probe-timeout", "12m");
        values.put("fovea.transcode.per-title.enabled", "true");
        values.put("fovea.transcode.per-title.quality", "41.5");
        values.put("fovea.transcode.per-title.duration-min", "17m");
        values.put("fovea.transcode.ffmpeg.directory", "/f");
        values.put("fovea.transcode.ffmpeg.installed", "/usr/bin");
        values.put("fovea.transcode.ffmpeg.memory-max", "13");
        values.put("fovea.transcode.ffmpeg.cpu-time-max", "14m");
        values.put("fovea.transcode.ffmpeg.file-size-max", "15");
        values.put("fovea.transcode.ffmpeg.niceness", "16");
        assertThat(bound(values))
                .isEqualTo(new TranscodeProperties(
                        false,
                        3,
                        4,
                        Path.of("/w"),
                        DataSize.ofGigabytes(5),
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(17),
                        8,
                        18,
                        Duration.ofSeconds(9),
                        Duration.ofHours(10),
                        false,
                        true,
                        false,
                        Duration.ofMinutes(11),
                        Duration.ofMinutes(12),
                        new TranscodeProperties.PerTitle(true, 41.5, Duration.ofMinutes(17)),
                        new TranscodeProperties.Ffmpeg(
                                Path.of("/f"),
                                Path.of("/usr/bin"),
                                DataSize.ofGigabytes(13),
                                Duration.ofMinutes(14),
                                DataSize.ofGigabytes(15),
                                16)));
    }
}
