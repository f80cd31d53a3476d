package dev.fovea.ingest.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.UserId;
import dev.fovea.ingest.catalog.VideoListing.Filter;
import dev.fovea.ingest.catalog.VideoListing.Sort;
import dev.fovea.platform.access.AccessProperties;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.database.Migrations;
import dev.fovea.platform.page.Cursor;
import dev.fovea.platform.page.Page;
import dev.fovea.testing.TestPostgres;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Every page of a library of ten thousand videos reads little more than it shows, the last as the first. */
class LibraryAtScaleIT {

    private static final int VIDEOS = 10_000;
    private static final int PAGE = 48;

    /** A viewer sees every ninth video, and a page is read twice: its keys, then its rows. */
    private static final int ROWS_READ_MAX = 15 * PAGE;

    private static JdbcClient database;
    private static TransactionTemplate transaction;
    private static VideoListing listing;

    @BeforeAll
    static void fill() throws Exception {
        DataSource source = TestPostgres.freshDatabase();
        Migrations.of(source, "ingest").afterPropertiesSet();
        database = JdbcClient.create(source);
        transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
        var access = new AccessProperties(
                List.of(), true, Duration.ofSeconds(30), Duration.ofMinutes(5), List.of(), List.of());
        listing = new VideoListing(database, new Videos(database), new Visibility(access));
        // Every third is not approved; a word of its own in each title, and one in every hundredth.
        database.sql("""
                        insert into ingest.video (video_id, uploader_id, uploader_name, title, description, category, \
                        revision, created_at, changed_at, newest_generation, approved_generation, own_words) \
                        select cast(lpad(to_hex(1000000 + n), 32, '0') as uuid), \
                        cast(lpad(to_hex(n % 100), 32, '0') as uuid), 'Uploader ' || n % 100, \
                        'Film ' || md5(cast(n as text)), 'About ' || n, \
                        (array['DEALER', 'EMPLOYEE', 'TECHNICIAN', 'STAKEHOLDER', 'INTERN', 'VENDOR'])[1 + n % 6], 1, \
                        now(), now(), 1, case when n % 3 = 0 then null else 1 end, \
                        array_to_tsvector(array['film', 'w' || n, 'h' || n % 100]) \
                        from generate_series(1, ?) n""").param(VIDEOS).update();
        database.sql("""
                        insert into ingest.generation (video_id, generation, source_size_bytes, uploaded, \
                        source_removed, attempt, units_done, units_total, removed_attempt, status) \
                        select video_id, 1, 1, true, false, 1, 0, 0, 0, \
                        case when approved_generation is null then 'READY' else 'APPROVED' end \
                        from ingest.video""").update();
        database.sql("vacuum analyze").update();
    }

    static Stream<Arguments> lists() {
        Caller viewer = caller(Role.USER, Category.EMPLOYEE);
        Caller admin = caller(Role.ADMIN, Category.DEALER);
        return Stream.of(
                Arguments.of("a viewer's, newest first", viewer, false, null, Sort.NEWEST),
                Arguments.of("a viewer's, by title", viewer, false, null, Sort.TITLE),
                Arguments.of("an admin's, newest first", admin, false, null, Sort.NEWEST),
                Arguments.of("an admin's, by title", admin, false, null, Sort.TITLE),
                Arguments.of("one's own", viewer, true, null, Sort.NEWEST),
                Arguments.of("a word", admin, false, "h42", Sort.NEWEST),
                Arguments.of("two words, by title", admin, false, "film w99", Sort.TITLE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lists")
    void aPageReadsLittleMoreThanItShows(String name, Caller caller, boolean mine, @Nullable String words, Sort sort) {
        Set<UUID> shown = new HashSet<>();
        Cursor cursor = null;
        do {
            var filter = new Filter(mine, words, null, null, sort, cursor, PAGE);
            Read read = transaction.execute(_ -> new Read(listing.list(caller, filter), rowsOfVideosRead()));
            assertThat(read.rows())
                    .as("%s, after %d videos", name, shown.size())
                    .isLessThanOrEqualTo(ROWS_READ_MAX);
            read.page()
                    .items()
                    .forEach(video -> assertThat(shown.add(video.id().value()))
                            .as("%s is shown once", video.id())
                            .isTrue());
            cursor =
                    read.page().next() == null ? null : Cursor.parse(read.page().next());
        } while (cursor != null);
        assertThat((long) shown.size()).isEqualTo(visible(caller, mine, words));
    }

    private record Read(Page<Video> page, long rows) {}

    /** In this transaction, which is what Postgres itself has counted. */
    private static long rowsOfVideosRead() {
        return database.sql("""
                        select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) \
                        from pg_stat_xact_user_tables where schemaname = 'ingest' and relname = 'video'""").query(Long.class).single();
    }

    /** By the rule itself, one video after the other. */
    private static long visible(Caller caller, boolean mine, @Nullable String words) {
        return Stream.iterate(1, n -> n <= VIDEOS, n -> n + 1)
                .filter(n -> {
                    boolean own = n % 100 == 7;
                    boolean approved = n % 3 != 0 && Category.values()[n % 6] == caller.category();
                    return mine ? own : caller.isAdmin() || own || approved;
                })
                .filter(n -> words == null
                        || Stream.of(words.split(" "))
                                .allMatch(word -> Stream.of("film", "w" + n, "h" + n % 100)
                                        .anyMatch(its -> its.startsWith(word))))
                .count();
    }

    private static Caller caller(Role role, Category category) {
        return new Caller(new UserId(new UUID(0, 7)), "someone@fovea.test", "Someone", role, category, 1);
    }
}
