package dev.fovea.standalone;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;

/** The launcher's few lines: what starts and how long it took. Logs go to a file. */
final class Console {

    private final PrintStream out;
    private final PrintStream err;

    Console(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** One line when the work is done; parts that start side by side are told in the order in which they are up. */
    <T> T timed(String what, Callable<T> work) throws Exception {
        long start = System.nanoTime();
        T result = work.call();
        say(String.format(Locale.ROOT, "  %-44s %5.1f s", what, (System.nanoTime() - start) / 1e9));
        return result;
    }

    synchronized void say(String line) {
        out.println(line);
        out.flush();
    }

    synchronized void fail(String line) {
        err.println(line);
        err.flush();
    }
}
