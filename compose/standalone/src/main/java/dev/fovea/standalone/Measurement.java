package dev.fovea.standalone;

import java.util.List;

/** One race ({@code bench}) or one series of kills ({@code chaos}); found by {@link java.util.ServiceLoader}. */
public interface Measurement {

    enum Kind {
        BENCH,
        CHAOS
    }

    Kind kind();

    /** As given on the command line. */
    String name();

    /** Runs with the words behind the name, writes its JSON file, and tells whether all held. */
    boolean run(List<String> words) throws Exception;
}
