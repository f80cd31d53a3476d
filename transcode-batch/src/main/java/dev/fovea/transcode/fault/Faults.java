package dev.fovea.transcode.fault;

import dev.fovea.platform.media.MediaStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What a chaos run may ask of this process: to die at a named point, or to have a named defect. It asks through a folder
 * of its own, named by the environment variable {@value #FOLDER}, which holds the file {@value #MARK}; without the
 * variable nothing here does anything, and with a folder that no chaos run has made the process does not start.
 *
 * <p>A file in the folder with the name of a {@link Point} ends the process when it gets there; the file goes first.
 */
public final class Faults {

    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    public static final String FOLDER = "FOVEA_CHAOS_FOLDER";
    public static final String MARK = "made-by-a-chaos-run";
    public static final String MUTANT = "FOVEA_CHAOS_MUTANT";

    /** As a process that was killed: 128 + SIGKILL. */
    public static final int EXIT_CODE = 137;

    private static final Faults ASKED = of(System.getenv(FOLDER), System.getenv(MUTANT));

    /** Puts that the mutant holds back, by the lane that made them. */
    private static final ThreadLocal<List<Put>> HELD_BACK = ThreadLocal.withInitial(ArrayList::new);

    private final @Nullable Path folder;
    private final Optional<Mutant> mutant;

    /** Where to die, in the order of a job's life. */
    public enum Point {
        /** The row of the job is committed, Kafka does not know that its message was read. */
        UPLOAD_TAKEN,
        /** The objects of a unit are stored, no row tells of them. */
        OBJECTS_STORED,
        /** The row of a unit is written, not committed. */
        UNIT_WRITTEN,
        /** The row of a unit is committed, Batch does not know. */
        UNIT_COMMITTED,
        /** The generation is switched, nobody has heard of it. */
        PUBLISHED
    }

    /** A defect that a chaos run must find. */
    public enum Mutant {
        /** Nobody looks after leases. */
        LEASE_OFF,
        /** Whoever brings a result is believed. */
        FENCING_OFF,
        /** The encoder's rate control depends on the timing of its threads. */
        ENCODER_THREADS_2,
        /** A unit's row is committed first, its objects are stored after that. */
        ACCEPT_BEFORE_STORE;

        /** As on the command line: {@code fencing-off}. */
        public static Optional<Mutant> named(String name) {
            for (Mutant mutant : values()) {
                if (mutant.commandName().equals(name)) {
                    return Optional.of(mutant);
                }
            }
            return Optional.empty();
        }

        public String commandName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private record Put(MediaStore store, Method method, Object[] arguments) {
        void run() throws Throwable {
            try {
                method.invoke(store, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    private Faults(@Nullable Path folder, Optional<Mutant> mutant) {
        this.folder = folder;
        this.mutant = mutant;
    }

    static Faults of(@Nullable String folder, @Nullable String mutant) {
        if (folder == null && mutant == null) {
            return new Faults(null, Optional.empty());
        }
        if (folder == null || !Files.exists(Path.of(folder, MARK))) {
            throw new IllegalStateException(
                    "faults are for chaos runs only, which name a folder of theirs in " + FOLDER);
        }
        return new Faults(
                Path.of(folder),
                Optional.ofNullable(mutant)
                        .map(name -> Mutant.named(name)
                                .orElseThrow(() -> new IllegalStateException("there is no mutant " + name))));
    }

    /** @throws ExceptionInInitializerError when faults are asked for by something else than a chaos run */
    public static void requireChaosOrNone() {
        ASKED.mutant.ifPresent(mutant -> LOG.warn("This process has a defect on purpose: {}", mutant));
    }

    public static boolean has(Mutant mutant) {
        return ASKED.mutant.filter(mutant::equals).isPresent();
    }

    /** Does not return when a chaos run wants this process to die here. */
    public static void at(Point point) {
        if (ASKED.folder != null) {
            die(ASKED.folder.resolve(point.name()));
            if (point == Point.UNIT_COMMITTED) {
                storeLate();
            }
        }
    }

    private static void die(Path wanted) {
        try {
            if (Files.deleteIfExists(wanted)) {
                Runtime.getRuntime().halt(EXIT_CODE);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** At the point, as soon as the surrounding transaction has committed, and before anything else that waits for it. */
    public static void afterCommit(Point point) {
        if (ASKED.folder != null) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    at(point);
                }
            });
        }
    }

    /** The store itself, unless a mutant wants what is put to wait for {@link Point#UNIT_COMMITTED}. */
    public static MediaStore ofUnit(MediaStore store) {
        if (!has(Mutant.ACCEPT_BEFORE_STORE)) {
            return store;
        }
        return (MediaStore) Proxy.newProxyInstance(
                MediaStore.class.getClassLoader(), new Class<?>[] {MediaStore.class}, (_, method, arguments) -> {
                    if (method.getName().equals("put")) {
                        HELD_BACK.get().add(new Put(store, method, arguments));
                        return null;
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void storeLate() {
        try {
            for (Put put : HELD_BACK.get()) {
                put.run();
            }
        } catch (Throwable e) {
            throw new IllegalStateException("stored too late, and not at all", e);
        } finally {
            HELD_BACK.remove();
        }
    }
}
