package dev.fovea.standalone.chaos.analytics;

import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/** What the collector said about each event: how often it was asked, took it, and rejected it. */
final class Ledger {

    private final List<AtomicIntegerArray> offered;
    private final List<AtomicIntegerArray> accepted;
    private final List<AtomicIntegerArray> rejected;
    private final AtomicLong retries = new AtomicLong();

    Ledger(Traffic traffic) {
        offered = columns(traffic);
        accepted = columns(traffic);
        rejected = columns(traffic);
    }

    private static List<AtomicIntegerArray> columns(Traffic traffic) {
        return traffic.views().stream()
                .map(view -> new AtomicIntegerArray(view.events().size()))
                .toList();
    }

    void offer(PlannedView.Batch batch) {
        batch.events().forEach(event -> offered.get(batch.view().number()).incrementAndGet(event.index()));
    }

    void retry() {
        retries.incrementAndGet();
    }

    void accept(PlannedView view, PlannedEvent event) {
        accepted.get(view.number()).incrementAndGet(event.index());
    }

    void reject(PlannedView view, PlannedEvent event) {
        rejected.get(view.number()).incrementAndGet(event.index());
    }

    int offered(int view, int index) {
        return offered.get(view).get(index);
    }

    int accepted(int view, int index) {
        return accepted.get(view).get(index);
    }

    int rejected(int view, int index) {
        return rejected.get(view).get(index);
    }

    /** Requests that were sent again because their answer was lost, late or a refusal for the time being. */
    long retries() {
        return retries.get();
    }
}
