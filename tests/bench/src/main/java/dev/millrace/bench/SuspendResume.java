package dev.millrace.bench;

import dev.millrace.Millrace;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopStep;
import dev.millrace.sys.VirtualThreads;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import java.util.ArrayDeque;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a suspend and a resume cost: of a task, by kind of coroutine, and of a bare virtual thread on a scheduler that
 * is nothing but a queue. A turn of the loop resumes all tasks once, so its poll is shared by them.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(3)
@State(Scope.Thread)
public class SuspendResume {
    private static final int TASKS = 200;
    private static final int ROUNDS = 100;

    /** Tasks that yield for ever. */
    @State(Scope.Thread)
    public static class Tasks {
        /** The kind of coroutine. */
        @Param({"best", "baton", "platform"})
        String kind;
        private EventLoop loop;
        private Rounds rounds;
        private boolean stopped;

        /** Starts the tasks. */
        @Setup(Level.Trial)
        public void start() {
            Coroutines coroutines = switch (kind) {
                case "best" -> Coroutines.best();
                case "baton" -> Coroutines.baton();
                default -> Coroutines.batonOnPlatformThreads();
            };
            loop = Millrace.open();
            rounds = new Rounds(loop);
            Callable<Void> main = () -> TaskGroup.call(group -> {
                for (int i = 0; i < TASKS; i++) {
                    group.start(this::spin);
                }
                return null;
            });
            TaskGroup.main(loop, coroutines, main);
            for (int i = 0; i < 10; i++) {
                loop.turn(0);
            }
        }

        private void spin() {
            while (!stopped) {
                Task.yieldNow(loop);
            }
        }

        /** Ends the tasks. */
        @TearDown(Level.Trial)
        public void stop() {
            stopped = true;
            for (int i = 0; i < 10; i++) {
                loop.turn(0);
            }
            loop.close();
        }
    }

    /** Ends a run of the loop after some turns. */
    private static final class Rounds extends LoopStep {
        private final EventLoop loop;
        private int left;

        Rounds(EventLoop loop) {
            this.loop = loop;
        }

        void run(int count) {
            left = count;
            loop.core().makeReady(this);
            loop.run();
        }

        @Override
        public void run() {
            if (--left > 0) {
                loop.core().makeReady(this);
            } else {
                loop.stop();
            }
        }
    }

    /** Virtual threads that yield for ever. */
    @State(Scope.Thread)
    public static class Bare {
        private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
        private boolean stopped;

        /** Starts the threads. */
        @Setup(Level.Trial)
        public void start() {
            VirtualThreads threads = new VirtualThreads();
            for (int i = 0; i < TASKS; i++) {
                threads.newThread(ready::add, "bare", this::spin).start();
            }
            round();
        }

        private void spin() {
            while (!stopped) {
                Thread.yield();
            }
        }

        private void round() {
            for (int i = ready.size(); i > 0; i--) {
                ready.poll().run();
            }
        }

        /** Ends the threads. */
        @TearDown(Level.Trial)
        public void stop() {
            stopped = true;
            round();
        }
    }

    /** A task's yield, with its share of a turn. */
    @Benchmark
    @OperationsPerInvocation(TASKS * ROUNDS)
    public void task(Tasks tasks) {
        tasks.rounds.run(ROUNDS);
    }

    /** A bare virtual thread's yield (JDK 21 and later). */
    @Benchmark
    @OperationsPerInvocation(TASKS * ROUNDS)
    public void bareVirtualThread(Bare bare) {
        for (int i = 0; i < ROUNDS; i++) {
            bare.round();
        }
    }
}
