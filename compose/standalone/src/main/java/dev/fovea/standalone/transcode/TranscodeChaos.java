package dev.fovea.standalone.transcode;

import dev.fovea.standalone.Measurement;
import dev.fovea.standalone.StartFailure;
import dev.fovea.standalone.chaos.ChaosArguments;
import dev.fovea.standalone.chaos.Report;
import dev.fovea.transcode.fault.Faults.Mutant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.util.FileSystemUtils;

/**
 * {@code ./fovea chaos transcode}: jobs run while workers, encoders, Postgres and Kafka are killed; what comes out must
 * be what an undisturbed run gives.
 */
public final class TranscodeChaos implements Measurement {

    @Override
    public Kind kind() {
        return Kind.CHAOS;
    }

    @Override
    public String name() {
        return "transcode";
    }

    @Override
    public boolean run(List<String> words) throws Exception {
        ChaosArguments arguments = ChaosArguments.parse(words);
        Optional<Mutant> mutant = arguments.mutant().map(TranscodeChaos::mutant);
        Path home = arguments.data().isPresent()
                ? Files.createDirectories(arguments.data().get())
                : Files.createTempDirectory("fovea-chaos-");
        var settings = new TranscodeTrial.Settings(
                arguments.seed(),
                arguments.kills(),
                arguments.full() ? TranscodeTrial.Size.FULL : TranscodeTrial.Size.SMALL,
                mutant,
                TranscodeTrial.LEASE_DEFAULT,
                List.of(TranscodeKills.Target.values()));
        Report report = TranscodeTrial.run(settings, home);
        report.writeTo(arguments.json());
        System.out.println(report.ok() ? "ok" : "NOT OK; the same again: --seed " + report.seed());
        if (arguments.data().isEmpty()) {
            FileSystemUtils.deleteRecursively(home);
        }
        return report.ok();
    }

    private static Mutant mutant(String name) {
        return Mutant.named(name)
                .orElseThrow(() -> new StartFailure("there is no mutant '%s'; there are: %s"
                        .formatted(
                                name,
                                Arrays.stream(Mutant.values())
                                        .map(Mutant::commandName)
                                        .collect(Collectors.joining(", ")))));
    }
}
