package dev.fovea.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.TranscodeEvent.Ready;
import dev.fovea.testing.Api;
import dev.fovea.testing.TestIssuer;
import dev.fovea.testing.TestS3;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/**
 * Workers on two machines, as far as one machine can be two: each in a network namespace of its own, over S3, with a
 * work directory of its own. They share a film; one is cut off in the middle of a span, and the other goes on.
 */
class WorkersIT extends TranscodeContext {

    private static final Duration WITHIN = Duration.ofMinutes(4);
    private static final TestS3 S3 = TestS3.start();

    @TempDir
    Path home;

    @Autowired
    EmbeddedKafkaBroker broker;

    @Autowired
    JdbcClient rows;

    @Value("${spring.datasource.url}")
    String database;

    private final List<Machine> machines = new ArrayList<>();

    /** This process serves the calls and encodes nothing. */
    @DynamicPropertySource
    static void apart(DynamicPropertyRegistry properties) {
        properties.add("fovea.transcode.enabled", () -> false);
        properties.add("fovea.transcode.lease", () -> "8s");
        S3.use(properties);
    }

    @BeforeEach
    void needsNamespaces() throws Exception {
        String name = "fovea-" + ProcessHandle.current().pid();
        Process made = new ProcessBuilder("sh", "-c", "ip netns add %s && ip netns del %s".formatted(name, name))
                .redirectErrorStream(true)
                .start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(
                made.waitFor() == 0,
                () ->
                        "NOT TESTED: workers on two machines, one of them cut off. It needs root, iproute2 and the right to"
                                + " make network namespaces: " + said);
    }

    @AfterEach
    void switchOff() throws Exception {
        for (Machine machine : machines) {
            machine.end();
        }
    }

    @Test
    void aWorkerThatIsCutOffLosesWhatItEncodesToTheOther() throws Exception {
        letThemIn();
        switchOn(1);
        switchOn(2);
        await().atMost(WITHIN).until(() -> workers("ACTIVE").size() == 2);
        VideoId video = upload(TestFfmpeg.clip(home, "film.mp4", Duration.ofSeconds(150), "640x360", "24"));
        await().atMost(WITHIN).until(() -> stateOf(video).equals("RUNNING"));
        String owner = ownerOf(video);
        Machine first = machineOf(owner);
        Machine second = machines.get(first == machines.getFirst() ? 1 : 0);
        await().atMost(WITHIN).until(() -> accepted(video).size() == 2);
        await().atMost(WITHIN).until(() -> othersEncode(video, owner));

        second.cutOff();
        await().atMost(WITHIN).until(() -> workers("SILENT").size() == 1);
        assertThat(sessionsOf(first)).isPositive();
        await().atMost(WITHIN).until(() -> sessionsOf(second) == 0);
        await().atMost(WITHIN).until(() -> stateOf(video).equals("COMPLETED"));
        assertThat(outcomeOf(video)).isInstanceOf(Ready.class);
        assertThat(rows.sql("""
                                select count(*) from transcode.attempt lost
                                where outcome = 'LOST' and worker <> :owner and exists (
                                    select from transcode.attempt done where done.job_id = lost.job_id
                                        and done.index = lost.index and done.outcome = 'ACCEPTED' and done.worker = :owner)
                                """).param("owner", owner).query(Integer.class).single())
                .isPositive();
        assertThat(rows.sql("select count(*) from transcode.unit where state <> 'ACCEPTED'")
                        .query(Integer.class)
                        .single())
                .isZero();
        await().atMost(WITHIN).until(() -> openSteps() == 0);

        // Back on the net it is one of them again; asked to end, each finishes and signs off.
        second.reconnect();
        await().atMost(WITHIN).until(() -> workers("ACTIVE").size() == 2);
        String other = workers("ACTIVE").stream()
                .filter(name -> !name.equals(owner))
                .findFirst()
                .orElseThrow();
        assertThat(api().post("/api/v1/workers/" + other + "/draining").status())
                .isEqualTo(202);
        await().atMost(WITHIN).until(() -> workers("DRAINING").contains(other));
        assertThat(api().send("DELETE", "/api/v1/workers/" + other + "/draining", null)
                        .status())
                .isEqualTo(204);
        assertThat(api().post("/api/v1/workers/nobody/draining").code()).isEqualTo("worker-not-found");
        first.process.destroy();
        assertThat(first.process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        await().atMost(WITHIN).until(() -> !workers("ACTIVE").contains(owner));
    }

    private void switchOn(int number) throws Exception {
        machines.add(new Machine(number));
    }

    /** That it is idle does not keep one, nor that nothing could tell the database of its end. */
    private int sessionsOf(Machine machine) {
        return rows.sql("select count(*) from pg_stat_activity where client_addr = cast(? as inet)")
                .param(machine.address)
                .query(Integer.class)
                .single();
    }

    /** The database of the tests is used to callers from this machine only. */
    private void letThemIn() {
        String file = rows.sql("show hba_file").query(String.class).single();
        rows.sql("copy (select 'host all all 10.0.0.0/8 trust') to program 'cat >> \"%s\"'".formatted(file))
                .update();
        rows.sql("select pg_reload_conf()").query(Boolean.class).single();
    }

    private Machine machineOf(String worker) throws IOException {
        return machines.get(
                Files.readString(home.resolve("work-1/worker-0")).strip().equals(worker) ? 0 : 1);
    }

    private String ownerOf(VideoId video) {
        return rows.sql("select owner from transcode.job where video_id = ?")
                .param(video.value())
                .query(String.class)
                .single();
    }

    private Set<String> workers(String state) {
        JsonNode items = api().get("/api/v1/workers").json().path("items");
        return items.valueStream()
                .filter(worker -> worker.path("state").asString().equals(state))
                .map(worker -> worker.path("name").asString())
                .collect(Collectors.toSet());
    }

    /** The workers whose units of this video were accepted. */
    private Set<String> accepted(VideoId video) {
        return Set.copyOf(rows.sql("""
                        select distinct a.worker from transcode.attempt a join transcode.job j on j.id = a.job_id
                        where video_id = ? and outcome = 'ACCEPTED'
                        """).param(video.value()).query(String.class).list());
    }

    private boolean othersEncode(VideoId video, String owner) {
        return rows.sql("""
                        select exists (select from transcode.unit u join transcode.job j on j.id = u.job_id
                            where video_id = ? and u.state = 'CLAIMED' and u.worker <> ? and u.frames_done > 0)
                        """)
                .param(video.value())
                .param(owner)
                .query(Boolean.class)
                .single();
    }

    private int openSteps() {
        return rows.sql("select count(*) from transcode.batch_step_execution where status in ('STARTING', 'STARTED')")
                .query(Integer.class)
                .single();
    }

    private String stateOf(VideoId video) {
        return rows.sql("select state from transcode.job where video_id = ?")
                .param(video.value())
                .query(String.class)
                .optional()
                .orElse("");
    }

    private Api api() {
        return Api.at(port).as(TestIssuer.SHARED.token(Role.ADMIN, Category.EMPLOYEE));
    }

    /** A worker in a network namespace whose way to this machine's loopback is one cable. */
    private final class Machine {

        private final String name;
        private final String cable;
        private final String address;
        private final Process process;

        Machine(int number) throws Exception {
            long id = ProcessHandle.current().pid() % 100_000;
            this.name = "fovea-%d-%d".formatted(id, number);
            this.cable = "fv%d%d".formatted(id, number);
            String net = "10.%d.%d".formatted(64 + id % 64, number);
            this.address = net + ".2";
            sh("ip netns add " + name);
            sh("ip link add %s type veth peer name net0 netns %s".formatted(cable, name));
            sh("ip addr add %s.1/30 dev %s".formatted(net, cable));
            sh("ip link set %s up".formatted(cable));
            // What the worker calls 127.0.0.1 is at the other end: its own loopback stays down.
            sh("echo 1 > /proc/sys/net/ipv4/conf/%s/route_localnet".formatted(cable));
            inside("ip addr add %s/30 dev net0".formatted(address));
            inside("ip link set net0 up");
            inside("echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet");
            inside("ip route add 127.0.0.0/8 via %s.1 dev net0 src %s".formatted(net, address));
            this.process = start(number);
        }

        private Process start(int number) throws IOException {
            var command = new ArrayList<>(List.of("ip", "netns", "exec", name));
            command.addAll(List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-XX:TieredStopAtLevel=1",
                    "-Djava.net.preferIPv4Stack=true",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    TranscodeMain.class.getName(),
                    "--server.port=0",
                    "--spring.datasource.url=" + database.replace("localhost", "127.0.0.1"),
                    "--spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
                    "--fovea.media.store=s3",
                    "--fovea.media.s3.endpoint=" + S3.endpoint(),
                    "--fovea.media.s3.bucket=" + TestS3.BUCKET,
                    "--fovea.media.s3.access-key=" + TestS3.ACCESS_KEY,
                    "--fovea.media.s3.secret-key=" + TestS3.SECRET_KEY,
                    "--fovea.transcode.work-directory=" + home.resolve("work-" + number),
                    "--fovea.transcode.slots=1",
                    "--fovea.transcode.lease=8s",
                    "--fovea.transcode.recover-every=200ms"));
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(
                            Path.of("target", "worker-%d.log".formatted(number)).toFile()))
                    .start();
        }

        void cutOff() throws Exception {
            sh("ip link set %s down".formatted(cable));
        }

        void reconnect() throws Exception {
            sh("ip link set %s up".formatted(cable));
        }

        void end() throws Exception {
            process.destroyForcibly().waitFor();
            sh("ip netns del " + name); // the cable goes with it
        }

        private void inside(String command) throws Exception {
            sh("ip netns exec %s sh -c '%s'".formatted(name, command));
        }

        private static void sh(String command) throws Exception {
            Process run = new ProcessBuilder("sh", "-c", command)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(run.waitFor()).as(() -> command + ": " + said).isZero();
        }
    }
}
