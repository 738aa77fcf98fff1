package dev.millrace.testkit.fairness;

import dev.millrace.lab.fairness.FairnessRow;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;

/**
 * Prints the row of the JDK's scheduler of virtual threads. A program of its own: how many threads that scheduler has
 * is read from system properties when the first virtual thread starts.
 */
final class VirtualThreadsRow {
    /** The properties that leave it one thread. */
    static final String[] ONE_THREAD = {
        "-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1"};

    private VirtualThreadsRow() {
    }

    public static void main(String[] arguments) throws Exception {
        // Since JDK 21; the tests are compiled for 17.
        MethodHandle start = MethodHandles.lookup().findStatic(Thread.class, "startVirtualThread",
                MethodType.methodType(Thread.class, Runnable.class));
        Executor starter = starter(start);
        System.out.println(FairnessRow.measure(arguments[0], workload -> VirtualThreadsRun.of(workload, starter)));
    }

    private static Executor starter(MethodHandle start) {
        return body -> {
            try {
                Object started = start.invoke(body);
                if (started == null) {
                    throw new AssertionError("no thread");
                }
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        };
    }
}
