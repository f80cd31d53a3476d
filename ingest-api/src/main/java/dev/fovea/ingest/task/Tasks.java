package dev.fovea.ingest.task;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.ingest.catalog.Catalogue.VideoDeleted;
import dev.fovea.platform.page.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

@Repository
class Tasks {

    private static final String WHOLE = """
            select t.*,
                array(select v.video_id from ingest.task_video v where v.task_id = t.id order by v.position) as videos,
                array(select p.user_id from ingest.task_person p where p.task_id = t.id) as people
            from ingest.task t
            """;
    /** A task without videos has nothing left to be done. */
    private static final String HAS_VIDEOS = "exists (select from ingest.task_video v where v.task_id = t.id)";

    private static final String IS_FOR =
            "exists (select from ingest.task_person p where p.task_id = t.id and p.user_id = ?)";

    private static final String DUE_FIRST =
            " order by t.due_at nulls last, t.created_at desc, t.id limit " + Page.LIMIT_MAX;

    private final JdbcClient database;

    Tasks(JdbcClient database) {
        this.database = database;
    }

    @Transactional
    void insert(Task task) {
        database.sql("""
                        insert into ingest.task (id, revision, title, description, due_at, category, created_by,
                            created_by_name, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(task.id())
                .param(task.revision())
                .param(task.title())
                .param(task.description())
                .param(timestamp(task.dueAt()))
                .param(nameOf(task.category()))
                .param(task.createdBy().value())
                .param(task.createdByName())
                .param(timestamp(task.createdAt()))
                .update();
        insertLists(task);
    }

    /** @return false when it is not at the revision before this one any more */
    @Transactional
    boolean replace(Task task) {
        int replaced = database.sql("""
                        update ingest.task set revision = ?, title = ?, description = ?, due_at = ?, category = ?
                        where id = ? and revision = ?""")
                .param(task.revision())
                .param(task.title())
                .param(task.description())
                .param(timestamp(task.dueAt()))
                .param(nameOf(task.category()))
                .param(task.id())
                .param(task.revision() - 1)
                .update();
        if (replaced == 0) {
            return false;
        }
        database.sql("delete from ingest.task_video where task_id = ?")
                .param(task.id())
                .update();
        database.sql("delete from ingest.task_person where task_id = ?")
                .param(task.id())
                .update();
        insertLists(task);
        return true;
    }

    private void insertLists(Task task) {
        database.sql("""
                        insert into ingest.task_video (task_id, position, video_id)
                        select ?, position, video_id from unnest(?) with ordinality as listed (video_id, position)""")
                .param(task.id())
                .param(task.videos().stream().map(VideoId::value).toArray(UUID[]::new))
                .update();
        database.sql("insert into ingest.task_person (task_id, user_id) select ?, unnest(?)")
                .param(task.id())
                .param(task.people().stream().map(UserId::value).toArray(UUID[]::new))
                .update();
    }

    /** @return false when there was none */
    boolean delete(UUID id) {
        return database.sql("delete from ingest.task where id = ?").param(id).update() > 0;
    }

    Optional<Task> find(UUID id) {
        return database.sql(WHOLE + "where t.id = ? and " + HAS_VIDEOS)
                .param(id)
                .query(Tasks::read)
                .optional();
    }

    /** At most {@link Page#LIMIT_MAX}, what is due first comes first. */
    List<Task> assignedTo(UserId person, Category category) {
        return database.sql(WHOLE + "where " + HAS_VIDEOS + " and (t.category = ? or " + IS_FOR + ")" + DUE_FIRST)
                .param(category.name())
                .param(person.value())
                .query(Tasks::read)
                .list();
    }

    /** As many, in that order. */
    List<Task> all() {
        return database.sql(WHOLE + "where " + HAS_VIDEOS + DUE_FIRST)
                .query(Tasks::read)
                .list();
    }

    @EventListener
    void forget(VideoDeleted deleted) {
        database.sql("delete from ingest.task_video where video_id = ?")
                .param(deleted.videoId().value())
                .update();
    }

    private static Task read(ResultSet row, int number) throws SQLException {
        String category = row.getString("category");
        Timestamp dueAt = row.getTimestamp("due_at");
        return new Task(
                row.getObject("id", UUID.class),
                row.getLong("revision"),
                row.getString("title"),
                row.getString("description"),
                dueAt == null ? null : dueAt.toInstant(),
                category == null ? null : Category.valueOf(category),
                uuids(row, "people").map(UserId::new).collect(Collectors.toUnmodifiableSet()),
                uuids(row, "videos").map(VideoId::new).toList(),
                new UserId(row.getObject("created_by", UUID.class)),
                row.getString("created_by_name"),
                row.getTimestamp("created_at").toInstant());
    }

    private static Stream<UUID> uuids(ResultSet row, String column) throws SQLException {
        return Arrays.stream((UUID[]) row.getArray(column).getArray());
    }

    private static @Nullable String nameOf(@Nullable Category category) {
        return category == null ? null : category.name();
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }
}
