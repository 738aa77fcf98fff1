package dev.millrace.bench;

import static dev.millrace.task.Task.await;

import dev.millrace.Millrace;
import dev.millrace.loop.EventLoop;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What the loop's and the tasks' smallest operations cost, on the best coroutines of the JDK. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(3)
@State(Scope.Thread)
public class LoopCosts {
    private static final int TIMES = 10_000;

    private final Coroutines coroutines = Coroutines.best();
    private EventLoop loop;
    private int called;

    /** Opens a loop on the system. */
    @Setup(Level.Trial)
    public void open() {
        loop = Millrace.open();
    }

    /** Closes the loop. */
    @TearDown(Level.Trial)
    public void close() {
        loop.close();
    }

    private void program(Callable<Void> main) {
        Task<Void> task = TaskGroup.main(loop, coroutines, main);
        while (!task.isDone()) {
            loop.turn(0);
        }
        task.value();
    }

    /** A turn with nothing to do: one poll that only asks. */
    @Benchmark
    public void emptyTurn() {
        loop.turn(0);
    }

    /** A promise that is completed, and the callback that is told. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public int callback() {
        for (int i = 0; i < TIMES; i++) {
            Promise<Integer> promise = new Promise<>(loop);
            promise.onDone(done -> called++);
            promise.complete(i);
        }
        for (int wanted = called + TIMES; called != wanted;) {
            loop.turn(0);
        }
        return called;
    }

    /** An await of what is done already. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void awaitDone() {
        program(() -> {
            Future<Integer> done = Future.of(loop, 1);
            for (int i = 0; i < TIMES; i++) {
                called += await(done);
            }
            return null;
        });
    }

    /** A child task that does nothing, started and awaited by its group. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void spawnAndFinish() {
        program(() -> TaskGroup.call(group -> {
            for (int i = 0; i < TIMES; i++) {
                group.start(() -> called++);
            }
            return null;
        }));
    }
}
