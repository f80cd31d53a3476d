package dev.fovea.standalone.transcode;

import dev.fovea.platform.process.ChildCommand;
import dev.fovea.standalone.Readiness;
import dev.fovea.standalone.chaos.KillableProcess;
import dev.fovea.standalone.chaos.Processes;
import dev.fovea.transcode.TranscodeMain;
import dev.fovea.transcode.fault.Faults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A transcode worker in a process of its own, that can be killed and comes back, here or elsewhere. */
final class TranscodeWorker {

    private static final int HEAP_MB = 384;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final House house;
    private final String name;
    private final Work work;
    private final Optional<Faults.Mutant> mutant;
    private final List<String> more;
    private final Path faults;
    private final int port;
    private final KillableProcess process;
    private int life;
    private int machine = 1;

    /**
     * @param slots encoders at once
     * @param jobsMax jobs at once
     * @param shortLived whether its JVM need not learn to be fast
     * @param core the only one that it and all that it starts may use; empty for every core
     */
    record Work(int slots, int jobsMax, Duration lease, boolean shortLived, Optional<Integer> core) {

        Work(int slots, int jobsMax, Duration lease, boolean shortLived) {
            this(slots, jobsMax, lease, shortLived, Optional.empty());
        }
    }

    TranscodeWorker(House house, String name, Work work, Optional<Faults.Mutant> mutant) throws IOException {
        this(house, name, work, mutant, List.of());
    }

    /** @param more of its properties, as its command line takes them */
    TranscodeWorker(House house, String name, Work work, Optional<Faults.Mutant> mutant, List<String> more)
            throws IOException {
        this.house = house;
        this.name = name;
        this.work = work;
        this.mutant = mutant;
        this.more = more;
        this.faults = house.folder("faults/" + name);
        Files.writeString(faults.resolve(Faults.MARK), "");
        this.port = house.port();
        this.process = house.process(
                name, this::nextLife, () -> Readiness.answersOk("http://127.0.0.1:%d/actuator/health".formatted(port)));
    }

    private ChildCommand nextLife() {
        life++;
        Map<String, String> environment = new HashMap<>();
        environment.put(Faults.FOLDER, faults.toString());
        mutant.ifPresent(defect -> environment.put(Faults.MUTANT, defect.commandName()));
        try {
            var words = new ArrayList<>(List.of(
                    "--server.port=0",
                    "--management.server.port=" + port,
                    "--spring.datasource.url=" + house.jdbcUrl(session()),
                    "--spring.datasource.username=" + house.databaseUser(),
                    "--spring.datasource.password=" + house.databasePassword(),
                    "--spring.kafka.bootstrap-servers=" + house.kafkaAddress(),
                    "--fovea.media.directory=" + house.folder("media"),
                    "--fovea.transcode.work-directory=" + machine(),
                    "--fovea.transcode.slots=" + work.slots(),
                    "--fovea.transcode.jobs-max=" + work.jobsMax(),
                    "--fovea.transcode.lease=" + work.lease().toMillis() + "ms",
                    "--fovea.transcode.pass-through=false")); // every rendition is to be encoded
            words.addAll(more);
            ChildCommand jvm = house.jvm(
                    name,
                    HEAP_MB,
                    work.shortLived() ? KillableProcess.shortLived(environment) : environment,
                    TranscodeMain.class,
                    words);
            // What it starts inherits the core.
            return work.core()
                    .map(core -> jvm.behind(List.of("taskset", "--cpu-list", Integer.toString(core))))
                    .orElse(jvm);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of its metrics as it is now; empty while it has no value. */
    OptionalDouble metric(String metric) throws IOException, InterruptedException {
        URI metrics = URI.create("http://127.0.0.1:%d/actuator/prometheus?includedNames=%s".formatted(port, metric));
        return HTTP.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .filter(Double::isFinite)
                .findFirst();
    }

    KillableProcess process() {
        return process;
    }

    /** As the database knows this life. */
    String session() {
        return name + "-" + life;
    }

    /** As it calls itself, once it has begun. */
    String registeredName() throws IOException {
        return Files.readString(machine().resolve("worker-0")).strip();
    }

    /** What is local to it: another one after its machine was lost. */
    Path machine() {
        return house.root().resolve("machines").resolve(name + "-" + machine);
    }

    void loseMachine() {
        machine++;
    }

    /** At the point it dies by itself. */
    void dieAt(Faults.Point point) throws IOException {
        Files.writeString(faults.resolve(point.name()), "");
    }

    /** It did not get there. */
    void liveOn(Faults.Point point) throws IOException {
        Files.deleteIfExists(faults.resolve(point.name()));
    }

    /** Its FFmpeg processes that encode, without the wrappers around them. */
    List<ProcessHandle> encoders() {
        return children().stream()
                .filter(child -> Processes.commandOf(child).contains("libx264"))
                .filter(child -> child.children().findAny().isEmpty())
                .toList();
    }

    List<ProcessHandle> children() {
        return ProcessHandle.of(process.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .toList();
    }
}
