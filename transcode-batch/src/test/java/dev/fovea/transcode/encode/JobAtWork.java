package dev.fovea.transcode.encode;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.platform.id.Uuid7;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A job without a source that another worker seems to have: the keeper of this process leaves it alone. */
public final class JobAtWork {

    private JobAtWork() {}

    /** @return the run of whoever has it */
    public static Run of(JdbcClient database, VideoId video) {
        UUID job = Uuid7.next();
        database.sql("""
            insert into transcode.job (id, video_id, generation, source_object, filename, size_bytes, state,
                fence, owner, lease_until, created_at)
            values (?, ?, 1, 'none', 'none', 1, 'RUNNING', 1, 'another', now() + interval '1 hour', now())
            """).param(job).param(video.value()).update();
        return new Run(job, video, 1, 1, 0, 1, Path.of("unused"));
    }

    /** Every unit of it was accepted, and this is its last try. */
    public static void accepted(JdbcClient database, Units units, Run run, List<Unit> planned, int triesMax) {
        units.replace(run, planned);
        database.sql("update transcode.unit set state = 'ACCEPTED', result = '[]', failures = ? where job_id = ?")
                .param(triesMax - 1)
                .param(run.jobId())
                .update();
    }
}
