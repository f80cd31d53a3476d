package dev.fovea.transcode.job;

import dev.fovea.transcode.TranscodeContext;
import dev.fovea.transcode.TranscodeProperties;
import dev.fovea.transcode.encode.EncoderSlots;
import dev.fovea.transcode.encode.Worker;
import dev.fovea.transcode.ffmpeg.Ffmpeg;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** A worker that is asked to end says goodbye, and ends also when nobody answers. */
class SignOffIT extends TranscodeContext {

    @Autowired
    Worker worker;

    @Autowired
    EncoderSlots slots;

    @Autowired
    Ffmpeg ffmpeg;

    @Autowired
    TranscodeProperties properties;

    @Test
    @Timeout(60)
    void aDatabaseThatDoesNotAnswerIsNotWaitedFor() throws Exception {
        var silent = new SilentDatabase();
        var workers = new Workers(JdbcClient.create(silent), worker, slots, ffmpeg, properties);

        workers.leave(Duration.ofMillis(100));

        silent.asked.await();
    }

    private static final class SilentDatabase extends AbstractDataSource {

        private final CountDownLatch asked = new CountDownLatch(1);

        @Override
        public Connection getConnection() throws SQLException {
            asked.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new SQLException("this database never answers");
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }
    }
}
