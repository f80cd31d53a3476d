package dev.fovea.analytics.dashboard;

import java.util.List;
import java.util.function.ToLongFunction;

/** The hundred points of a film. */
final class Points {

    static final int COUNT = 100;

    private Points() {}

    /**
     * How often each point was played, from the edges of what was: an edge in a later point adds one to this point, one within
     * it the part of it that lies before the edge. Starts count down, ends up.
     *
     * @param count of the edges of a point, ends less starts
     * @param rest of the edges of a point, how far into it they lie, in hundredths of a millisecond, ends less starts
     */
    static double[] plays(
            List<Rows.Edges> edges,
            ToLongFunction<Rows.Edges> count,
            ToLongFunction<Rows.Edges> rest,
            long durationMs) {
        long[] counts = new long[COUNT + 1];
        long[] rests = new long[COUNT + 1];
        for (Rows.Edges each : edges) {
            counts[each.point()] = count.applyAsLong(each);
            rests[each.point()] = rest.applyAsLong(each);
        }
        double[] plays = new double[COUNT];
        long later = counts[COUNT];
        for (int point = COUNT - 1; point >= 0; point--) {
            plays[point] = (double) (later * durationMs + rests[point]) / durationMs;
            later += counts[point];
        }
        return plays;
    }
}
