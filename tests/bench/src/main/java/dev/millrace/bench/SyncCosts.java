package dev.millrace.bench;

import static dev.millrace.task.Task.await;

import dev.millrace.Millrace;
import dev.millrace.sync.Channel;
import dev.millrace.sync.Hold;
import dev.millrace.sync.Lock;
import dev.millrace.sync.Select;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an element through a channel costs, a lock that goes from one task to another, and a select: here, in Kotlin's
 * coroutines, and in virtual threads over the JDK's own queues and locks (JDK 21 and later). All three use one thread
 * that runs tasks, move the same number of elements, and start their tasks anew for each invocation. Kotlin's
 * {@code runBlocking} and the scheduler of virtual threads never look for I/O; a loop polls once in each turn, and the
 * pairs of tasks that are ready share that.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 5, jvmArgsAppend = {
    "-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1"})
@State(Scope.Thread)
public class SyncCosts {
    private static final int ELEMENTS = 20_000;

    /** How many pairs of tasks do the same side by side. */
    @Param({"1", "50"})
    int pairs;

    /** The elements that a channel takes in advance; 0 makes sender and receiver meet. */
    @State(Scope.Thread)
    public static class Capacity {
        /** The capacity. */
        @Param({"0", "1", "100"})
        int capacity;
    }

    /** The channels of a select. */
    @State(Scope.Thread)
    public static class Width {
        /** How many there are; no element waits in them. */
        @Param({"2", "10"})
        int channels;
    }

    /** An element through a channel. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void channel(Capacity of) {
        Millrace.run(() -> TaskGroup.run(group -> {
            for (int i = 0; i < pairs; i++) {
                Channel<Object> channel = Channel.bounded(of.capacity);
                group.start(() -> repeat(() -> await(channel.send(SyncElement.ELEMENT))));
                group.start(() -> repeat(() -> await(channel.receive())));
            }
        }));
    }

    /** A lock that is handed over. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void lock() {
        Millrace.run(() -> TaskGroup.run(group -> {
            List<Hold> holds = new ArrayList<>();
            for (int i = 0; i < pairs; i++) {
                Lock lock = new Lock();
                holds.add(await(lock.acquire()));
                for (int side = 0; side < 2; side++) {
                    group.start(() -> {
                        for (int left = ELEMENTS / pairs / 2; left > 0; left--) {
                            await(lock.acquire()).close();
                        }
                    });
                }
            }
            Task.yieldNow();
            holds.forEach(Hold::close);
        }));
    }

    /** An element out of whichever channel has one. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void select(Width of) {
        Millrace.run(() -> TaskGroup.run(group -> {
            for (int i = 0; i < pairs; i++) {
                List<Channel<Object>> channels = new ArrayList<>();
                Select<Object> select = Select.inOrder();
                for (int j = 0; j < of.channels; j++) {
                    Channel<Object> channel = Channel.bounded(0);
                    channels.add(channel);
                    select.receive(channel, element -> element);
                }
                group.start(() -> {
                    for (int sent = 0; sent < ELEMENTS / pairs; sent++) {
                        await(channels.get(sent % of.channels).send(SyncElement.ELEMENT));
                    }
                });
                group.start(() -> repeat(() -> await(select.once()).run()));
            }
        }));
    }

    /** {@link #channel} in Kotlin. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void channelKotlin(Capacity of) {
        KotlinSync.channel(pairs, of.capacity, ELEMENTS / pairs);
    }

    /** {@link #lock} in Kotlin. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void lockKotlin() {
        KotlinSync.mutex(pairs, ELEMENTS / pairs);
    }

    /** {@link #select} in Kotlin. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void selectKotlin(Width of) {
        KotlinSync.select(pairs, of.channels, ELEMENTS / pairs);
    }

    /** {@link #channel} of virtual threads, on one carrier. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void channelVirtualThreads(Capacity of) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            BlockingQueue<Object> queue =
                    of.capacity == 0 ? new SynchronousQueue<>(true) : new LinkedBlockingQueue<>(of.capacity);
            threads.add(virtual(() -> repeat(() -> queue.put(SyncElement.ELEMENT))));
            threads.add(virtual(() -> repeat(queue::take)));
        }
        joinAll(threads);
    }

    /** {@link #lock} of virtual threads, on one carrier; the lock is a fair one. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void lockVirtualThreads() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            ReentrantLock lock = new ReentrantLock(true);
            for (int side = 0; side < 2; side++) {
                threads.add(virtual(() -> {
                    lock.lock();
                    Thread.yield();
                    for (int left = ELEMENTS / pairs / 2 - 1; left > 0; left--) {
                        lock.unlock();
                        lock.lock();
                    }
                    lock.unlock();
                }));
            }
        }
        joinAll(threads);
    }

    private void repeat(Task.Body body) throws Exception {
        for (int left = ELEMENTS / pairs; left > 0; left--) {
            body.run();
        }
    }

    /** Starts one; by reflection, because the benchmarks are compiled for JDK 17 too. */
    private static Thread virtual(Task.Body body) throws ReflectiveOperationException {
        Runnable run = () -> {
            try {
                body.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
        return (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, run);
    }

    private static void joinAll(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
