package dev.millrace.testkit.fairness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.lab.fairness.FairnessRow;
import dev.millrace.lab.fairness.SmallWorkloads;
import dev.millrace.sched.EevdfScheduler;
import dev.millrace.sched.FairScheduler;
import dev.millrace.sched.FifoScheduler;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.ExecutorsKt;
import org.junit.jupiter.api.Test;

/**
 * Measures other people's schedulers, of one thread each, and writes the table {@code target/fairness.md}. It must be
 * that of {@code tests/fairness.md}: what we say of others is what the build measures.
 */
class StrangersTest {
    private static final Path ACCEPTED = Path.of("fairness.md");
    private static final Path ACTUAL = Path.of("target/fairness.md");
    private static final String VIRTUAL_THREADS = "JDK, virtual threads on one carrier";

    private final List<String> rows = new ArrayList<>();

    @Test
    void theTableIsTheAcceptedOne() throws Exception {
        rows.add(measured("Millrace, `FairScheduler`",
                workload -> VirtualRun.of(workload, new FairScheduler())));
        rows.add(measured("Millrace, `EevdfScheduler`",
                workload -> VirtualRun.of(workload, new EevdfScheduler())));
        rows.add(measured("Millrace, `FifoScheduler`",
                workload -> VirtualRun.of(workload, new FifoScheduler())));
        pools();
        measure("Kotlin, `Dispatchers.Default.limitedParallelism(1)`",
                ExecutorsKt.asExecutor(Dispatchers.getDefault().limitedParallelism(1, null)));
        netty();
        vertx();
        rows.add(virtualThreads());
        String table = page();
        Files.createDirectories(ACTUAL.getParent());
        Files.writeString(ACTUAL, table);
        assertEquals(Files.exists(ACCEPTED) ? Files.readString(ACCEPTED) : "", table,
                () -> "If it should change: cp tests/" + ACTUAL + " tests/" + ACCEPTED);
    }

    private static String measured(String name, Function<Workload, Trace> run) {
        return FairnessRow.measure(name, run).toString();
    }

    private void measure(String name, Executor executor) {
        rows.add(measured(name, workload -> StrangerRun.fromOutside(workload, executor)));
    }

    private void measureAndEnd(String name, ExecutorService executor) {
        try {
            measure(name, executor);
        } finally {
            executor.shutdownNow();
        }
    }

    private void pools() {
        measureAndEnd("JDK, `ThreadPoolExecutor`, linked queue", Executors.newFixedThreadPool(1));
        ExecutorService byPriority =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new PriorityBlockingQueue<>());
        try {
            measure("JDK, `ThreadPoolExecutor`, priority queue, a before b",
                    body -> byPriority.execute(new Ranked(body)));
        } finally {
            byPriority.shutdownNow();
        }
        forkJoin("LIFO mode", false);
        forkJoin("async mode", true);
    }

    /** Its queues of what comes from outside and from inside are not the same ones. */
    private void forkJoin(String name, boolean async) {
        ForkJoinPool pool = forkJoin(async);
        try {
            measure("JDK, `ForkJoinPool`, " + name, pool);
            rows.add(measured("JDK, `ForkJoinPool`, " + name + ", submitted by a task",
                    workload -> StrangerRun.fromInside(workload, pool)));
        } finally {
            pool.shutdownNow();
        }
    }

    private static ForkJoinPool forkJoin(boolean async) {
        return new ForkJoinPool(1, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, async, 1, 1, 0, null, 60,
                TimeUnit.SECONDS);
    }

    /** What runs first is what its name says: a before b. */
    private record Ranked(Runnable body) implements Runnable, Comparable<Ranked> {
        @Override
        public void run() {
            body.run();
        }

        @Override
        public int compareTo(Ranked other) {
            return Character.compare(body.toString().charAt(0), other.body.toString().charAt(0));
        }
    }

    private void netty() throws InterruptedException {
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            measure("Netty 4.2, event loop", group.next());
        } finally {
            group.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
        }
    }

    /** A context belongs to one event loop, however many there are. */
    private void vertx() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Context context = vertx.getOrCreateContext();
            measure("Vert.x 5, event-loop context", body -> context.runOnContext(nothing -> body.run()));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    /** Measured by a program of its own. A JDK that has no virtual threads takes the accepted row. */
    private static String virtualThreads() throws IOException, InterruptedException {
        if (Runtime.version().feature() < 21) {
            return Files.readAllLines(ACCEPTED).stream().filter(line -> line.startsWith("| " + VIRTUAL_THREADS))
                    .findFirst().orElseThrow();
        }
        Process program = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                VirtualThreadsRow.ONE_THREAD[0], VirtualThreadsRow.ONE_THREAD[1],
                "-cp", System.getProperty("java.class.path"),
                VirtualThreadsRow.class.getName(), VIRTUAL_THREADS).redirectErrorStream(true).start();
        String said = new String(program.getInputStream().readAllBytes(), "UTF-8");
        assertEquals(0, program.waitFor(), said);
        return said.strip();
    }

    private String page() {
        return """
                # Fairness, measured

                Schedulers of one thread each; `StrangersTest` writes this page. Each ran all %,d workloads of up to
                three tasks in two shares a and b of equal weight, with up to %d steps in all, each of 1 or 4. All
                tasks are ready from the begin, submitted from outside unless the name says otherwise, and each yields
                between its steps. Costs are declared: a scheduler is asked for the order only. `a: 2 x 4` is a task in
                share a with two steps of 4.

                - **Order**: no step is overtaken by one of its share that became ready later.
                - **Proportion**: while two shares have something to run, their work never gets further apart than the
                  longest steps of both together.
                - **Delay**: at the most twice the work ahead of it in its share, and the longest steps of both shares,
                  are done before a step begins.
                - **Passed over**: how many steps began while one was ready, at the most, if each share has one task of
                  %d steps of 1.
                - **Apart**: how far apart the work of the shares got, if those of b are steps of 4; 5 is allowed.

                A cell says that the guarantee held in all of these workloads, or shows the smallest that broke it, and
                by how much. Executors and event loops know no shares and do not promise to share by cost: the table
                says what becomes of tasks of different cost on one of them. Virtual threads are started by a virtual
                thread; they are measured on JDK 21 and later.

                | scheduler | order | proportion | delay | passed over | apart |
                |---|---|---|---|---|---|
                """.formatted(SmallWorkloads.upTo(FairnessRow.STEPS).size(), FairnessRow.STEPS, FairnessRow.LONG)
                + String.join("\n", rows) + "\n";
    }
}
