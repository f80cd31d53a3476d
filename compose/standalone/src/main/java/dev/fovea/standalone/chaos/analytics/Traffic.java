package dev.fovea.standalone.chaos.analytics;

import dev.fovea.standalone.chaos.analytics.PlannedView.Batch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Seeded traffic with its ground truth: which event is whose, how often it is offered, and what the collector must reject.
 * It has what real players do wrong: repetitions, reordering within ten minutes, events hours late, lying and jumping
 * clocks, gaps, lost ends, two tabs, two payloads for one sequence, views whose week is over, and nonsense.
 */
record Traffic(List<PlannedView> views, List<Batch> batches) {

    /** @param events at least so many are made, before repetitions */
    static Traffic of(long seed, int events, long now) {
        var script = new ViewScript(seed, now);
        var views = new ArrayList<PlannedView>();
        long made = 0;
        while (made < events) {
            PlannedView view = script.view(views.size());
            views.add(view);
            made += view.events().size();
        }
        List<Batch> batches = views.stream()
                .flatMap(view -> view.batches().stream())
                .sorted(Comparator.comparingLong(Batch::sentAt))
                .toList();
        return new Traffic(List.copyOf(views), batches);
    }
}
