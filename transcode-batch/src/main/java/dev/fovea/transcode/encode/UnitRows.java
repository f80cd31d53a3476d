package dev.fovea.transcode.encode;

import dev.fovea.platform.database.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The units of stored plans as they stand, for whoever asks. */
@Component
public class UnitRows {

    private static final String COLUMNS =
            "index, kind, first_frame, frames, first_segment, segments, seek_micros, position";

    private final JdbcClient database;

    UnitRows(JdbcClient database) {
        this.database = database;
    }

    /** Where the units of a job stand. */
    public record Tally(int accepted, int failed, int total) {
        public boolean isDone() {
            return accepted == total;
        }
    }

    public Tally tally(UUID jobId) {
        return database.sql("""
                        select count(*) filter (where state = 'ACCEPTED'), count(*) filter (where state = 'FAILED'), count(*)
                        from transcode.unit where job_id = ?
                        """)
                .param(jobId)
                .query((row, _) -> new Tally(row.getInt(1), row.getInt(2), row.getInt(3)))
                .single();
    }

    /** Whether there is a unit that nobody has. */
    public boolean areLeft(UUID jobId) {
        return database.sql("select exists (select from transcode.unit where job_id = ? and state = 'PENDING')")
                .param(jobId)
                .query(Boolean.class)
                .single();
    }

    /** Why a unit failed for good, if one did. */
    public Optional<Failure> failureOf(UUID jobId) {
        return database.sql("""
                        select failure from transcode.unit where job_id = ? and state = 'FAILED' order by position limit 1
                        """)
                .param(jobId)
                .query((row, _) -> Json.read(row.getString(1), Failure.class))
                .optional();
    }

    /** Frames of pictures that are not accepted yet. */
    long framesLeft(UUID jobId) {
        return database.sql("""
                        select coalesce(sum(frames), 0) from transcode.unit
                        where job_id = ? and kind = 'VIDEO' and state <> 'ACCEPTED'
                        """).param(jobId).query(Long.class).single();
    }

    /** What was accepted, unit by unit in the film's order; the sound comes last. */
    public List<List<TrackPart>> results(UUID jobId) {
        return database.sql("select result from transcode.unit where job_id = ? and state = 'ACCEPTED' order by index")
                .param(jobId)
                .query((row, _) -> List.of(Json.read(row.getString(1), TrackPart[].class)))
                .list();
    }

    /** Every unit of a job with its history, for people. */
    public record Row(
            Unit unit,
            String state,
            int attempts,
            @Nullable String worker,
            @Nullable Double fps,
            @Nullable Long framesDone,
            @Nullable Instant claimedAt,
            @Nullable Instant acceptedAt,
            @Nullable Long storedBytes,
            @Nullable Failure failure) {}

    /** @param lately only those of which something happened in the last seconds */
    public List<Row> rows(UUID jobId, boolean lately) {
        return database.sql("select " + COLUMNS
                        + ", state, attempts, worker, fps, frames_done, claimed_at, accepted_at, stored_bytes, failure"
                        + " from transcode.unit where job_id = ? and (not ? or moved_at > now() - interval '5 s')"
                        + " order by index")
                .param(jobId)
                .param(lately)
                .query((row, _) -> row(row))
                .list();
    }

    /** What is accepted of each track: how many units, and their bytes. */
    public record TrackTally(String track, int units, long storedBytes) {}

    public List<TrackTally> tracks(UUID jobId) {
        return database.sql("""
                        select part ->> 'track', count(*), sum((part -> 'init' ->> 'sizeBytes')::bigint
                            + (select sum((segment -> 'object' ->> 'sizeBytes')::bigint)
                               from jsonb_array_elements(part -> 'segments') segment))
                        from transcode.unit, jsonb_array_elements(result) part
                        where job_id = ? and state = 'ACCEPTED' group by 1
                        """)
                .param(jobId)
                .query((row, _) -> new TrackTally(row.getString(1), row.getInt(2), row.getLong(3)))
                .list();
    }

    /** Of many jobs at once; one without units is missing. */
    public Map<UUID, Tally> tallies(List<UUID> jobIds) {
        Map<UUID, Tally> tallies = new HashMap<>();
        database.sql("""
                        select job_id, count(*) filter (where state = 'ACCEPTED'), count(*) filter (where state = 'FAILED'),
                            count(*)
                        from transcode.unit where job_id = any(?) group by job_id
                        """).param(jobIds.toArray(UUID[]::new)).query(row -> {
            tallies.put(row.getObject(1, UUID.class), new Tally(row.getInt(2), row.getInt(3), row.getInt(4)));
        });
        return tallies;
    }

    /** Whether nothing is encoded and nothing can be before more of the source has arrived. */
    public boolean waitForBytes(UUID jobId) {
        return database.sql("""
                        select not exists (
                            select from transcode.unit u join transcode.job j on j.id = u.job_id
                            where u.job_id = ? and (u.state = 'CLAIMED'
                                or u.state = 'PENDING' and (j.durable_bytes is null or u.needs_bytes <= j.durable_bytes)))
                        """).param(jobId).query(Boolean.class).single();
    }

    /** What units were encoded from before the source was whole: the hashes of its beginnings, by their length. */
    public SortedMap<Long, Set<String>> beginnings(UUID jobId) {
        SortedMap<Long, Set<String>> hashes = new TreeMap<>();
        database.sql("select read_bytes, read_sha256 from transcode.unit where job_id = ? and read_bytes is not null")
                .param(jobId)
                .query(row -> {
                    hashes.computeIfAbsent(row.getLong(1), _ -> new HashSet<>()).add(row.getString(2));
                });
        return hashes;
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                unit(row),
                row.getString("state"),
                row.getInt("attempts"),
                row.getString("worker"),
                (Double) row.getObject("fps"),
                (Long) row.getObject("frames_done"),
                Columns.instant(row, "claimed_at"),
                Columns.instant(row, "accepted_at"),
                (Long) row.getObject("stored_bytes"),
                Json.readOrNull(row.getString("failure"), Failure.class));
    }

    static Unit unit(ResultSet row) throws SQLException {
        return new Unit(
                row.getInt("index"),
                Unit.Kind.valueOf(row.getString("kind")),
                row.getLong("first_frame"),
                row.getLong("frames"),
                row.getInt("first_segment"),
                row.getInt("segments"),
                (Long) row.getObject("seek_micros"));
    }
}
