package dev.fovea.ingest.playback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.ingest.IngestServer;
import java.time.Clock;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SigningKeysIT extends IngestServer {

    @Test
    void manyThatStartAtOnceAgreeOnOneKey() throws Exception {
        var keys = new SigningKeys(database, Clock.systemUTC());
        List<Callable<String>> asks = IntStream.range(0, 32)
                .<Callable<String>>mapToObj(_ -> () -> {
                    var key = keys.of("contested");
                    return key.id() + HexFormat.of().formatHex(key.secret());
                })
                .toList();
        var found = new HashSet<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> answer : threads.invokeAll(asks)) {
                found.add(answer.get());
            }
        }
        assertThat(found).hasSize(1);
        assertThat(keys.of("another").secret())
                .hasSize(32)
                .isNotEqualTo(keys.of("contested").secret());
    }
}
