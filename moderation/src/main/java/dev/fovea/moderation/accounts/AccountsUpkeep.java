package dev.fovea.moderation.accounts;

import dev.fovea.contracts.account.AccountChanged;
import dev.fovea.platform.access.AccountStates;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Forgets what nobody needs any more; and at the start tells other services again of accounts that the topic does not
 * know as they are, so that a lost or replaced topic heals.
 */
@Component
class AccountsUpkeep implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(AccountsUpkeep.class);
    private static final long EVERY_MINUTES = 10;
    /** Above zero, the phase of the account states: they are read to their end by then. */
    private static final int PHASE = 1_000;

    private final Accounts accounts;
    private final AccountStates states;
    private final Sessions sessions;
    private final SignInThrottle throttle;
    private final TransactionTemplate transaction;
    private volatile @Nullable ScheduledExecutorService scheduler;

    AccountsUpkeep(
            Accounts accounts,
            AccountStates states,
            Sessions sessions,
            SignInThrottle throttle,
            PlatformTransactionManager transactions) {
        this.accounts = accounts;
        this.states = states;
        this.sessions = sessions;
        this.throttle = throttle;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public void start() {
        tellWhatTheTopicLacks();
        var started = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("accounts-upkeep").daemon().factory());
        var _ = started.scheduleWithFixedDelay(this::forget, EVERY_MINUTES, EVERY_MINUTES, TimeUnit.MINUTES);
        scheduler = started;
    }

    private void tellWhatTheTopicLacks() {
        for (Account listed : accounts.all()) {
            if (!isKnown(listed)) {
                transaction.executeWithoutResult(_ -> accounts.lock(listed.id()).ifPresent(accounts::announce));
            }
        }
    }

    private boolean isKnown(Account account) {
        return states.find(account.id())
                .map(AccountChanged::version)
                .filter(version -> version >= account.version())
                .isPresent();
    }

    private void forget() {
        try {
            sessions.deleteExpired();
            throttle.forgetOld();
        } catch (RuntimeException e) {
            LOG.warn("expired sessions were not deleted, trying again later", e);
        }
    }

    @Override
    public void stop() {
        ScheduledExecutorService running = scheduler;
        scheduler = null;
        if (running != null) {
            running.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return scheduler != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
