package dev.fovea.transcode.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.transcode.TestFfmpeg;
import dev.fovea.transcode.TranscodeProperties;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Who is next: the higher priority, then the least work left. */
class EncoderSlotsTest {

    private static Run run(int priority, long remaining) {
        var run = new Run(Uuid7.next(), new VideoId(Uuid7.next()), 1, 1, priority, 1, Path.of("unused"));
        run.remaining(remaining);
        return run;
    }

    private static EncoderSlots slots(int count) {
        TranscodeProperties d = TestFfmpeg.DEFAULTS;
        return new EncoderSlots(new TranscodeProperties(
                true,
                count,
                d.jobsMax(),
                d.workDirectory(),
                d.scratchMax(),
                d.lease(),
                d.recoverEvery(),
                d.triesMax(),
                d.retryAfter(),
                d.sourceDurationMax(),
                d.unitTimeout(),
                d.probeTimeout(),
                d.ffmpeg()));
    }

    @Test
    void aFreeSlotGoesToThePriorityThenToTheShortestJob() throws Exception {
        EncoderSlots slots = slots(1);
        EncoderSlots.Slot held = slots.take(run(0, 1)).orElseThrow();
        List<String> order = new CopyOnWriteArrayList<>();
        var waiting = new ArrayList<CompletableFuture<Void>>();
        List<Run> runs = List.of(run(0, 500), run(0, 5), run(1, 9_000), run(0, 50));
        for (Run run : runs) {
            waiting.add(CompletableFuture.runAsync(
                    () -> takeAndGiveBack(slots, run, order),
                    task -> Thread.ofVirtual().start(task)));
            Awaitility.await().until(() -> slots.waiting() == waiting.size());
        }
        held.close();
        CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).get();
        assertThat(order).containsExactly("1/9000", "0/5", "0/50", "0/500");
    }

    private static void takeAndGiveBack(EncoderSlots slots, Run run, List<String> order) {
        try (EncoderSlots.Slot _ = slots.take(run).orElseThrow()) {
            order.add(run.priority() + "/" + run.remainingPixels());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aStoppedRunNoLongerWaits() throws Exception {
        EncoderSlots slots = slots(1);
        EncoderSlots.Slot held = slots.take(run(0, 1)).orElseThrow();
        Run run = run(0, 1);
        var waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return slots.take(run);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        run.stop(Run.Stop.PEOPLE);
        assertThat(waiting.get()).isEmpty();
        held.close();
        held.close(); // once is enough
        assertThat(slots.take(run(0, 1))).isPresent();
        assertThat(slots.free()).isZero();
    }
}
