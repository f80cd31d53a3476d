package dev.fovea.ingest.catalog;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.VideoStatus;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.page.Cursor;
import dev.fovea.platform.page.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Pages of videos that a caller may see, cut by key, so the last page costs what the first does. */
@Component
class VideoListing {

    private static final String BY_TITLE = "lower(v.title) collate \"und-x-icu\"";

    private final JdbcClient database;
    private final Videos videos;
    private final Visibility visibility;

    VideoListing(JdbcClient database, Videos videos, Visibility visibility) {
        this.database = database;
        this.videos = videos;
        this.visibility = visibility;
    }

    Page<Video> list(Caller caller, Filter filter) {
        var where = new ArrayList<String>();
        var values = new ArrayList<@Nullable Object>();
        UUID self = caller.userId().value();
        if (filter.mine()) {
            where.add("v.uploader_id = ?");
            values.add(self);
        } else if (!caller.isAdmin()) {
            where.add("(v.uploader_id = ? or v.approved_generation is not null"
                    + (visibility.enforcesCategories() ? " and v.category = ?)" : ")"));
            values.add(self);
            if (visibility.enforcesCategories()) {
                values.add(caller.category().name());
            }
        }
        if (filter.category() != null) {
            where.add("v.category = ?");
            values.add(filter.category().name());
        }
        if (filter.status() != null) {
            where.add("(select status from ingest.generation g where g.video_id = v.video_id and g.generation = "
                    + (caller.isAdmin()
                            ? "v.newest_generation"
                            : "case when v.uploader_id = ? then v.newest_generation else v.approved_generation end")
                    + ") = ?");
            if (!caller.isAdmin()) {
                values.add(self);
            }
            values.add(filter.status().name());
        }
        String words = filter.query() == null ? "" : SearchWords.query(filter.query());
        if (!words.isEmpty()) {
            where.add("v.words @@ cast(? as tsquery)");
            values.add(words);
        }
        if (filter.cursor() != null) {
            Cursor cursor = filter.cursor();
            switch (filter.sort()) {
                case NEWEST -> where.add("v.video_id < ?");
                case TITLE -> {
                    where.add("(" + BY_TITLE + ", v.video_id) > (lower(?) collate \"und-x-icu\", ?)");
                    values.add(cursor.textAt(1));
                }
            }
            values.add(cursor.uuidAt(0));
        }
        values.add(filter.limit() + 1);
        List<VideoId> ids = database.sql("select v.video_id from ingest.video v"
                        + (where.isEmpty() ? "" : " where " + String.join(" and ", where))
                        + switch (filter.sort()) {
                            case NEWEST -> " order by v.video_id desc";
                            case TITLE -> " order by " + BY_TITLE + ", v.video_id";
                        }
                        + " limit ?")
                .params(values)
                .query((row, _) -> new VideoId(row.getObject(1, UUID.class)))
                .list();
        return Page.of(videos.findAll(ids), filter.limit(), last -> cursorOf(filter.sort(), last));
    }

    private static Cursor cursorOf(Sort sort, Video last) {
        return switch (sort) {
            case NEWEST -> Cursor.of(last.id());
            case TITLE -> Cursor.of(last.id(), last.title());
        };
    }

    record Filter(
            boolean mine,
            @Nullable String query,
            @Nullable Category category,
            @Nullable VideoStatus status,
            Sort sort,
            @Nullable Cursor cursor,
            int limit) {}

    enum Sort {
        NEWEST,
        TITLE
    }
}
