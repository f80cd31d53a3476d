package dev.fovea.transcode.job;

import dev.fovea.transcode.TranscodeProperties;
import dev.fovea.transcode.encode.EncoderSlots;
import dev.fovea.transcode.encode.Json;
import dev.fovea.transcode.encode.Worker;
import dev.fovea.transcode.ffmpeg.Ffmpeg;
import dev.fovea.transcode.ffmpeg.FfmpegBuild;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The processes that encode, ours among them: who they are, whether they live, and whether they are to take more. */
@Component
class Workers {

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final JdbcClient database;
    private final Worker self;
    private final EncoderSlots slots;
    private final Ffmpeg ffmpeg;
    private final double leaseSeconds;

    Workers(JdbcClient database, Worker self, EncoderSlots slots, Ffmpeg ffmpeg, TranscodeProperties properties) {
        this.database = database;
        this.self = self;
        this.slots = slots;
        this.ffmpeg = ffmpeg;
        this.leaseSeconds = properties.lease().toMillis() / 1_000.0;
    }

    enum State {
        ACTIVE,
        /** Finishes what it has and takes nothing more. */
        DRAINING,
        /** Has said nothing for a lease. */
        SILENT
    }

    /** @param units that it encodes now */
    record Row(
            String name,
            String host,
            State state,
            int slots,
            int jobs,
            int units,
            FfmpegBuild build,
            Instant startedAt,
            Instant beatAt) {}

    /** Also makes an end of those that went without a word long ago. */
    @Transactional
    public void register() {
        database.sql("delete from transcode.worker where beat_at < now() - interval '1 day'")
                .update();
        database.sql("""
                        insert into transcode.worker (name, host, slots, build, started_at, beat_at)
                        values (?, ?, ?, cast(? as jsonb), now(), now())
                        on conflict (name) do update set host = excluded.host, slots = excluded.slots, build = excluded.build,
                            draining = false, started_at = now(), beat_at = now()
                        """)
                .param(self.name())
                .param(Worker.host())
                .param(slots.slots())
                .param(Json.write(ffmpeg.build()))
                .update();
    }

    /** We live. @return whether we are to take nothing more; empty when we were taken for gone */
    @Transactional
    public Optional<Boolean> beat() {
        return database.sql("update transcode.worker set beat_at = now() where name = ? returning draining")
                .param(self.name())
                .query(Boolean.class)
                .optional();
    }

    /** A courtesy, which a database that does not answer makes nobody wait for: who is silent is soon taken for gone. */
    void leave(Duration atMost) {
        Thread leaving = Thread.ofVirtual().name("worker-leaves").start(() -> {
            try {
                database.sql("delete from transcode.worker where name = ?")
                        .param(self.name())
                        .update();
            } catch (DataAccessException e) {
                LOG.warn("This worker could not sign off: {}", e.toString());
            }
        });
        try {
            leaving.join(atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether there is such a worker */
    @Transactional
    public boolean drain(String name, boolean draining) {
        return database.sql("update transcode.worker set draining = ? where name = ?")
                        .param(draining)
                        .param(name)
                        .update()
                == 1;
    }

    List<Row> all() {
        return database.sql("""
                        select name, host, slots, build, started_at, beat_at,
                            case when beat_at < now() - make_interval(secs => ?) then 'SILENT'
                                when draining then 'DRAINING' else 'ACTIVE' end as state,
                            (select count(*) from transcode.job where owner = name) as jobs,
                            (select count(*) from transcode.unit u where u.worker = w.name and u.state = 'CLAIMED') as units
                        from transcode.worker w order by name
                        """)
                .param(leaseSeconds)
                .query((row, _) -> new Row(
                        row.getString("name"),
                        row.getString("host"),
                        State.valueOf(row.getString("state")),
                        row.getInt("slots"),
                        row.getInt("jobs"),
                        row.getInt("units"),
                        Json.read(row.getString("build"), FfmpegBuild.class),
                        row.getObject("started_at", OffsetDateTime.class).toInstant(),
                        row.getObject("beat_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** Those beside us that live, and whose encodes fit to ours. */
    List<Row> peers() {
        return all().stream()
                .filter(worker -> worker.state() != State.SILENT
                        && !worker.name().equals(self.name())
                        && worker.build().equals(ffmpeg.build()))
                .toList();
    }
}
