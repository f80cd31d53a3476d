package dev.fovea.platform.access;

import dev.fovea.contracts.account.AccountChanged;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.topic.TopicTable;
import java.time.Clock;
import java.util.Collection;
import java.util.Optional;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.stereotype.Component;

/** The live state of every account, as the topic {@code accounts} last told it. */
@Component
public class AccountStates extends TopicTable<AccountChanged> {

    AccountStates(KafkaProperties properties, Clock clock) {
        super(Topics.ACCOUNTS, properties, clock);
    }

    public Optional<AccountChanged> find(UserId id) {
        return find(id.toString());
    }

    /** In no order. */
    public Collection<AccountChanged> all() {
        return values();
    }

    /**
     * Whether what was granted to this account at this version still stands. An account not seen yet, or a version
     * newer than seen, is believed: the signed token knows more than we do.
     */
    public boolean stands(UserId id, long version) {
        return find(id).map(seen -> seen.enabled() ? version >= seen.version() : version > seen.version())
                .orElse(true);
    }
}
