package dev.fovea.transcode.job;

import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.transcode.encode.Units;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What people ask of a job; its owner hears of it by its heartbeat, or whoever claims it next. */
@Component
class JobRequests {

    private final JdbcClient database;
    private final Units units;

    JobRequests(JdbcClient database, Units units) {
        this.database = database;
        this.units = units;
    }

    /** @return whether it was at work or waiting */
    @Transactional
    public boolean stop(UUID id) {
        return database.sql("""
                                update transcode.job
                                set state = case state when 'RUNNING' then 'STOPPING' else 'STOPPED' end, moved_at = now(),
                                    ended_at = case state when 'RUNNING' then null else now() end
                                where id = ? and state in ('RUNNING', 'QUEUED')
                                """).param(id).update() == 1;
    }

    /** The units at work are finished, and then it is stopped. @return whether it was at work or waiting */
    @Transactional
    public boolean pause(UUID id) {
        return database.sql("""
                                update transcode.job
                                set pausing = state = 'RUNNING', moved_at = now(),
                                    state = case state when 'RUNNING' then state else 'STOPPED' end,
                                    ended_at = case state when 'RUNNING' then null else now() end
                                where id = ? and state in ('RUNNING', 'QUEUED')
                                """).param(id).update() == 1;
    }

    /** @return whether there is such a job and its work is not done */
    @Transactional
    public boolean prioritize(UUID id, int priority) {
        return database.sql("update transcode.job set priority = ? where id = ? and state <> 'COMPLETED'")
                        .param(priority)
                        .param(id)
                        .update()
                == 1;
    }

    /** All that failed for this kind of reason get another attempt. @return how many */
    @Transactional
    public int restartFailed(FailureKind kind) {
        List<UUID> failed = database.sql("""
                        select id from transcode.job
                        where state = 'FAILED' and failure ->> 'kind' = ? and owner is null and removed_at is null
                        order by created_at for update skip locked
                        """)
                .param(kind.name())
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
        failed.forEach(this::restart);
        return failed.size();
    }

    /** A new attempt when the last one failed, else the same one goes on. @return whether it was at rest */
    @Transactional
    public boolean restart(UUID id) {
        boolean restarted = database.sql("""
                                update transcode.job
                                set state = 'QUEUED', attempt = attempt + case state when 'FAILED' then 1 else 0 end,
                                    packaged = case state when 'FAILED' then null else packaged end, refused = null, tries = 0, losses = 0, retry_at = null, failure = null, ended_at = null,
                                    pausing = false, moved_at = now()
                                where id = ? and state in ('FAILED', 'STOPPED') and owner is null and removed_at is null
                                """).param(id).update() == 1;
        if (restarted) {
            units.forgive(id);
        }
        return restarted;
    }
}
