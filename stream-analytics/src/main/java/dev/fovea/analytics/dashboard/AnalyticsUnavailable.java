package dev.fovea.analytics.dashboard;

import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.problem.RetriableProblem;
import java.time.Duration;

/** ClickHouse does not answer. Events are still accepted and counted: charts catch up by themselves. */
final class AnalyticsUnavailable extends RetriableProblem {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    AnalyticsUnavailable() {
        super(
                ProblemType.ANALYTICS_UNAVAILABLE,
                "the charts' database does not answer; what is watched meanwhile is still counted",
                RETRY_AFTER);
    }
}
