package dev.fovea.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.ingest.upload.Upload.Complete;
import dev.fovea.ingest.upload.Upload.Declared;
import dev.fovea.ingest.upload.Upload.Receiving;
import dev.fovea.testing.Seeds;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UploadTest {

    private static Declared declared(long sizeBytes) {
        return new Declared(
                new VideoId(new UUID(1, 2)),
                1,
                new UserId(new UUID(3, 4)),
                "f.mp4",
                "video/mp4",
                sizeBytes,
                Instant.EPOCH);
    }

    /** However a file is cut into chunks, it completes exactly once, at its declared length. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.fovea.testing.Seeds#thousand")
    void completesHoweverItIsCut(long seed) {
        var random = Seeds.random(seed);
        Declared declared = declared(random.nextLong(1, 1_000_000));
        Upload upload = new Receiving(declared, 0, null);
        long sent = 0;
        while (upload instanceof Receiving receiving) {
            assertThat(receiving.offset()).isEqualTo(sent);
            long bytes = random.nextLong(0, receiving.remaining() + 1);
            sent += bytes;
            upload = receiving.accept(bytes);
        }
        assertThat(upload).isEqualTo(new Complete(declared));
        assertThat(sent).isEqualTo(declared.sizeBytes());
    }

    @Test
    void takesNoMoreThanWasDeclared() {
        var upload = new Receiving(declared(10), 4, null);
        assertThatIllegalArgumentException().isThrownBy(() -> upload.accept(7));
    }
}
