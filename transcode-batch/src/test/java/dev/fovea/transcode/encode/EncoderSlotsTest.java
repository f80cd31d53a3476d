package dev.fovea.transcode.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.transcode.TranscodeProperties;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Who is next: the higher priority, then the least work left. */
class EncoderSlotsTest {

    private static Run run(int priority, long remaining) {
        var run = new Run(Uuid7.next(), new VideoId(Uuid7.next()), 1, 1, priority, 1, Path.of("unused"));
        run.remaining(remaining, 1 << 20);
        return run;
    }

    private static EncoderSlots slots(int count) {
        return slots(count, () -> Long.MAX_VALUE);
    }

    private static EncoderSlots slots(int count, LongSupplier memory) {
        var property = new MapConfigurationPropertySource(Map.of("fovea.transcode.slots", count));
        return new EncoderSlots(
                new Binder(property).bindOrCreate("fovea.transcode", TranscodeProperties.class), memory);
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

    @Test
    void aMuchShorterJobGetsOneSlotMore() throws Exception {
        EncoderSlots slots = slots(2);
        Run film = run(0, 4_000);
        EncoderSlots.Slot first = slots.take(film).orElseThrow();
        EncoderSlots.Slot second = slots.take(film).orElseThrow();
        Run clip = run(0, 1_000);
        EncoderSlots.Slot more = slots.take(clip).orElseThrow();
        assertThat(List.of(first, second, more))
                .extracting(EncoderSlots.Slot::isExtra)
                .containsExactly(false, false, true);
        assertThat(slots.free()).isZero();
        // One, not two: the next clip waits.
        var next = CompletableFuture.supplyAsync(() -> take(slots, run(0, 10)));
        Awaitility.await().until(() -> slots.waiting() == 1);
        second.close();
        Awaitility.await().until(next::isDone);
        more.close();
        var another = CompletableFuture.supplyAsync(() -> take(slots, run(0, 1_001)));
        Awaitility.await().until(() -> slots.waiting() == 1);
        assertThat(another).isNotDone();
        next.get().close();
        another.get().close();
        first.close();
    }

    @Test
    void anEncoderThatMemoryDoesNotBearWaits() throws Exception {
        var memory = new AtomicLong(1L << 30);
        EncoderSlots slots = slots(4, memory::get);
        EncoderSlots.Slot first = slots.take(run(0, 1)).orElseThrow();
        first.measured(600L << 20); // so much an encoder of these jobs takes
        first.close();
        EncoderSlots.Slot second = slots.take(run(0, 1)).orElseThrow();
        var third = CompletableFuture.supplyAsync(() -> take(slots, run(0, 1)));
        Awaitility.await().until(() -> slots.waiting() == 1);
        // 1 GiB free, of which the second will take 600 MiB and the rest of the machine keeps its own.
        assertThat(third).isNotDone();
        memory.set(2L << 30);
        third.get().close();
        memory.set(0);
        second.close();
        // One may always run.
        assertThat(slots.take(run(0, 1))).isPresent();
    }

    private static EncoderSlots.Slot take(EncoderSlots slots, Run run) {
        try {
            return slots.take(run).orElseThrow();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
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
