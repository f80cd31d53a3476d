package dev.fovea.connectors.embedded;

import dev.fovea.connectors.embedded.ClickHouseException.Code;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/** Connections held between requests under a {@code session_id}, with their temporary tables and settings. */
final class Sessions implements AutoCloseable {
    static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(60);
    static final Duration TIMEOUT_MAX = Duration.ofHours(1);
    static final int SESSIONS_MAX = 256;

    private final Engine engine;
    private final LongSupplier nanoTime;
    private final Map<Key, Session> sessions = new ConcurrentHashMap<>();

    Sessions(Engine engine, LongSupplier nanoTime) {
        this.engine = engine;
        this.nanoTime = nanoTime;
    }

    private record Key(String user, String id) {}

    /** In use by one request until it is closed. */
    final class Session implements AutoCloseable {
        private final Key key;
        private final Engine.Connection connection;
        private final Semaphore use = new Semaphore(1);
        private volatile long idleSinceNanos;
        private volatile long timeoutNanos;

        private Session(Key key) {
            this.key = key;
            this.connection = engine.connect();
        }

        Engine.Connection connection() {
            return connection;
        }

        void end() {
            sessions.remove(key, this);
            connection.close();
        }

        @Override
        public void close() {
            idleSinceNanos = nanoTime.getAsLong();
            use.release();
        }
    }

    /** @param mustExist as the parameter session_check asks */
    Session use(String user, String id, Duration timeout, boolean mustExist) {
        if (timeout.isNegative() || timeout.compareTo(TIMEOUT_MAX) > 0) {
            throw ClickHouseException.of(
                    Code.INVALID_SESSION_TIMEOUT, "Session timeout must be 0 to " + TIMEOUT_MAX.toSeconds() + " s.");
        }
        var key = new Key(user, id);
        if (mustExist && !sessions.containsKey(key)) {
            throw ClickHouseException.of(Code.SESSION_NOT_FOUND, "Session " + id + " not found.");
        }
        if (sessions.size() >= SESSIONS_MAX && !sessions.containsKey(key)) {
            throw ClickHouseException.of(Code.BAD_ARGUMENTS, "There are " + SESSIONS_MAX + " sessions already.");
        }
        Session session = sessions.computeIfAbsent(key, Session::new);
        if (!session.use.tryAcquire()) {
            throw ClickHouseException.of(
                    Code.SESSION_IS_LOCKED, "Session " + id + " is locked by a concurrent client.");
        }
        session.timeoutNanos = timeout.toNanos();
        return session;
    }

    /** Ends what nobody has used for its timeout. */
    void endIdle() {
        long now = nanoTime.getAsLong();
        for (Session session : sessions.values()) {
            if (session.use.tryAcquire()) {
                if (now - session.idleSinceNanos > session.timeoutNanos) {
                    session.end(); // and keep the permit: who found it just now is told that it is locked
                } else {
                    session.use.release();
                }
            }
        }
    }

    @Override
    public void close() {
        sessions.values().forEach(Session::end);
    }
}
