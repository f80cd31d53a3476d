package dev.fovea.ingest.catalog;

import dev.fovea.ingest.IngestChores.Chore;
import dev.fovea.platform.media.MediaStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Objects leave the store after the transaction that decided it, and also when the process dies right then: the wish is
 * a row, which goes when the objects have gone.
 */
@Component
public class Removals implements Chore {

    private static final Logger LOG = LoggerFactory.getLogger(Removals.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final int BATCH_MAX = 20;

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final MediaStore store;
    private final Clock clock;

    Removals(JdbcClient database, PlatformTransactionManager transactions, MediaStore store, Clock clock) {
        this.database = database;
        this.transaction = new TransactionTemplate(transactions);
        this.store = store;
        this.clock = clock;
    }

    /** @param name of an object, or with a slash at its end of everything below it */
    @Transactional(propagation = Propagation.MANDATORY)
    public void request(String name) {
        database.sql("insert into ingest.removal (name, requested_at) values (?, ?)")
                .param(name)
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    @Override
    public Duration every() {
        return EVERY;
    }

    @Override
    public void run() {
        int removed;
        do {
            Integer batch = transaction.execute(_ -> removeBatch());
            removed = batch == null ? 0 : batch;
        } while (removed == BATCH_MAX);
    }

    private int removeBatch() {
        // A store may take long, and nobody waits for these rows: they are passed over while we have them.
        database.sql("set local idle_in_transaction_session_timeout = 0").update();
        List<Removal> due = database.sql(
                        "select id, name from ingest.removal order by id limit ? for update skip locked")
                .param(BATCH_MAX)
                .query((row, _) -> new Removal(row.getLong(1), row.getString(2)))
                .list();
        int removed = 0;
        for (Removal removal : due) {
            try {
                remove(removal.name());
                database.sql("delete from ingest.removal where id = ?")
                        .param(removal.id())
                        .update();
                removed++;
            } catch (IOException e) {
                LOG.warn("{} is not removed yet and tried again", removal.name(), e);
            }
        }
        return removed;
    }

    private void remove(String name) throws IOException {
        if (name.endsWith("/")) {
            store.deleteAll(name);
        } else {
            store.delete(name);
        }
    }

    private record Removal(long id, String name) {}
}
