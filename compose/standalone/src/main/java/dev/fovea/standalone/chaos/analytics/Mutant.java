package dev.fovea.standalone.chaos.analytics;

import dev.fovea.analytics.view.Fact;
import dev.fovea.standalone.StartFailure;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A fault put into the product on purpose: a proof that cannot find it proves nothing. The compiled class is changed on its
 * way into a process of the chaos run and stands before the real one on that process's class path, so the product itself
 * holds no switch.
 */
public enum Mutant {

    /**
     * Streams commits state, rows and offsets apart: only its own death can show that, and only between two writes that
     * belong together. As Fovea runs, these lie in one request; without a cache, and with one record of a partition in a
     * request and one request at a time, what an event said is a request ahead of the view that it changes.
     */
    AT_LEAST_ONCE(
            "dev.fovea.analytics.stream.StreamSettings#of",
            constant("exactly_once_v2", code -> code.loadConstant("at_least_once"))) {
        @Override
        List<Kill> kills(long seed, int kills) {
            return Collections.nCopies(kills, Kill.STREAMS);
        }

        @Override
        int killsThatShowIt() {
            return 3;
        }

        @Override
        Map<String, String> settings() {
            return Map.of(
                    "FOVEA_ANALYTICS_CACHE_BYTES", "0",
                    "FOVEA_ANALYTICS_COMMIT_INTERVAL", "2s",
                    "SPRING_KAFKA_STREAMS_PROPERTIES_PRODUCER_BATCH_SIZE", "0",
                    "SPRING_KAFKA_STREAMS_PROPERTIES_PRODUCER_LINGER_MS", "0",
                    "SPRING_KAFKA_STREAMS_PROPERTIES_PRODUCER_MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION", "1");
        }
    },

    /** What a sequence said before is not remembered: a repetition counts again. */
    NO_IDEMPOTENCE(
            "dev.fovea.analytics.view.FactChunk#changeBy",
            call("FactChunk", "find", (code, _) -> code.pop2().aconst_null())),

    /** Rows lose the offset that tells one record from another. */
    NO_OFFSETS_IN_ROWS(
            "dev.fovea.connectors.sink.BinaryRows#row",
            call("SinkRecord", "kafkaOffset", (code, _) -> code.pop().lconst_0())),

    /** What a sequence said is remembered for a moment only: what is told twice minutes apart comes further apart here. */
    SHORT_DEDUP("dev.fovea.analytics.view.FactChunk#changeBy", call("FactChunk", "find", (code, find) -> {
        ClassDesc fact = Fact.class.describeConstable().orElseThrow();
        code.with(find)
                .aload(Mutant.ARRIVED)
                .invokestatic(
                        Mutant.class.describeConstable().orElseThrow(),
                        "rememberedAt",
                        MethodTypeDesc.of(fact, fact, fact));
    })),

    /** Whether an event is late is decided by the viewer's clock. */
    CLIENT_CLOCK(
            "dev.fovea.analytics.stream.ViewLife#isLate",
            call(
                    "PlayerEvent",
                    "receivedAt",
                    (code, _) -> code.invokevirtual(
                            ClassDesc.of("dev.fovea.contracts.event.PlayerEvent"),
                            "viewerTime",
                            MethodTypeDesc.ofDescriptor("()J"))));

    /** Writes what stands for an element, if that is the one to be changed. */
    private interface Change {
        boolean replaces(CodeBuilder code, CodeElement element);
    }

    private static final long REMEMBERED_MS = 20;
    /** The local variable of {@code changeBy(viewId, arrived)}. */
    private static final int ARRIVED = 2;

    private final String site;
    private final Change change;

    /** @param site {@code class#method}, which holds one instruction to change */
    Mutant(String site, Change change) {
        this.site = site;
        this.change = change;
    }

    private static Change call(String type, String name, BiConsumer<CodeBuilder, CodeElement> instead) {
        return (code, element) -> {
            boolean is = element instanceof InvokeInstruction call
                    && call.name().equalsString(name)
                    && call.owner().asInternalName().endsWith("/" + type);
            if (is) {
                instead.accept(code, element);
            }
            return is;
        };
    }

    private static Change constant(String value, Consumer<CodeBuilder> instead) {
        return (code, element) -> {
            boolean is = element instanceof ConstantInstruction constant && value.equals(constant.constantValue());
            if (is) {
                instead.accept(code);
            }
            return is;
        };
    }

    static Mutant named(String name) {
        return Arrays.stream(values())
                .filter(each -> each.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new StartFailure("there is no mutant called '%s'; there are: %s"
                        .formatted(
                                name,
                                Arrays.stream(values()).map(Mutant::toString).collect(Collectors.joining(", ")))));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What dies in a run that is to find it. */
    List<Kill> kills(long seed, int kills) {
        return Kill.plan(seed, kills);
    }

    /** So many deaths leave next to no chance that it is missed; most need none. */
    int killsThatShowIt() {
        return 0;
    }

    /** With which the streams run then: such that the fault shows soon, and that nothing shows without it. */
    Map<String, String> settings() {
        return Map.of();
    }

    /** @return the folder, to stand first on a class path */
    Path writeInto(Path folder) throws IOException {
        int border = site.indexOf('#');
        String file = site.substring(0, border).replace('.', '/') + ".class";
        Path target = folder.resolve(file);
        Files.createDirectories(target.getParent());
        Files.write(target, changed(file, site.substring(border + 1)));
        return folder;
    }

    private byte[] changed(String file, String method) throws IOException {
        var changes = new AtomicInteger();
        CodeTransform code = (builder, element) -> {
            if (change.replaces(builder, element)) {
                changes.incrementAndGet();
            } else {
                builder.with(element);
            }
        };
        byte[] result;
        try (InputStream original = Mutant.class.getClassLoader().getResourceAsStream(file)) {
            if (original == null) {
                throw new IllegalStateException(file + " is not on the class path");
            }
            ClassFile classFile = ClassFile.of();
            result = classFile.transformClass(
                    classFile.parse(original.readAllBytes()),
                    ClassTransform.transformingMethodBodies(
                            body -> body.methodName().equalsString(method), code));
        }
        if (changes.get() != 1) {
            throw new IllegalStateException("%s changes %s in %d places, should be one: the product moved on"
                    .formatted(this, site, changes.get()));
        }
        return result;
    }

    /** Called by the changed class. */
    public static @Nullable Fact rememberedAt(@Nullable Fact known, Fact arrived) {
        return known != null && arrived.receivedAt() - known.receivedAt() > REMEMBERED_MS ? null : known;
    }
}
