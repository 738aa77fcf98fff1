package dev.millrace.sys;

import static dev.millrace.sys.ReadyBatch.READABLE;
import static dev.millrace.sys.ReadyBatch.WAKEUP;
import static dev.millrace.sys.ReadyBatch.WRITABLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.contract.Bench;
import dev.millrace.testkit.contract.Bench.Pair;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The kernel's poller: what takes threads, real time or a process's descriptors to see. */
@Tag("contract")
class NativePollerTest {
    private final Bench bench = new Bench(Platform.system());
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() throws InterruptedException {
        bench.close();
        threads.shutdownNow();
        assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
    }

    /** Starts something that happens, most likely, while this thread is in the poll that follows. */
    private <T> Future<T> soon(Callable<T> action) {
        return threads.submit(() -> {
            TimeUnit.MILLISECONDS.sleep(20);
            return action.call();
        });
    }

    // ------------------------------------------------------------------ threads

    @Test
    @Tag("case-44")
    void aWakeupEndsTheWaitOfAnotherThread() throws Exception {
        for (int i = 0; i < 10; i++) {
            Future<?> waker = soon(() -> {
                bench.poller().wakeup();
                return null;
            });
            assertEquals(1, bench.poll(-1));
            assertEquals(WAKEUP, bench.batch().key(0));
            waker.get();
        }
    }

    @Test
    @Tag("case-56")
    void aRegistrationWorksInTheWaitOfAnotherThread() throws Exception {
        Pair pair = bench.pair();
        Future<?> registrar = soon(() -> {
            bench.poller().register(pair.client(), 9);
            return null;
        });
        assertEquals(1, bench.poll(-1));
        assertEquals(9, bench.batch().key(0));
        registrar.get();
    }

    @Test
    @Tag("case-56")
    void aDeregistrationWorksInTheWaitOfAnotherThread() throws Exception {
        Pair pair = bench.pair();
        bench.poller().register(pair.client(), 9);
        bench.settle();
        Future<Boolean> remover = soon(() -> {
            boolean known = bench.poller().deregister(pair.client());
            bench.platform().descriptors().write(pair.server(), new byte[1], 0, 1);
            bench.poller().wakeup();
            return known;
        });
        assertEquals(1, bench.poll(-1));
        assertEquals(WAKEUP, bench.batch().key(0));
        assertTrue(remover.get());
    }

    @Test
    @Tag("case-57")
    void anInterruptDoesNotShortenTheWait() {
        Thread.currentThread().interrupt();
        long start = System.nanoTime();
        int count = bench.poll(20_000_000);
        long waited = System.nanoTime() - start;
        assertTrue(Thread.interrupted(), "the flag is kept");
        assertEquals(0, count);
        assertTrue(waited >= 20_000_000, () -> "waited " + waited);
    }

    @Test
    void aWakeupThatComesTooLateWakesNobodyElse() {
        Platform closed = Platform.system();
        closed.close();
        try (Bench next = new Bench(Platform.system())) {
            closed.poller().wakeup();
            assertEquals(Map.of(), next.settle());
        }
    }

    @Test
    void wakeupsThatRaceWithTheCloseWakeNobodyElse() throws Exception {
        for (int i = 0; i < 200; i++) {
            Platform closing = Platform.system();
            CyclicBarrier start = new CyclicBarrier(2);
            Future<?> waker = threads.submit(() -> {
                start.await();
                for (int wakeups = 0; wakeups < 20; wakeups++) {
                    closing.poller().wakeup();
                }
                return null;
            });
            start.await();
            closing.close();
            try (Platform next = Platform.system()) {
                waker.get();
                assertEquals(0, next.poller().poll(new ReadyBatch(1), 0), "round " + i);
            }
        }
    }

    // ------------------------------------------------------------------ time

    /** A wait that is rounded to milliseconds is 500 µs late at best; one that is cut to them is early. */
    @Test
    @Tag("case-6")
    void waitsAsLongAsItIsToldToTheMicrosecond() {
        for (long nanos : new long[] {100_000, 3_100_000}) {
            long shortest = Long.MAX_VALUE;
            for (int i = 0; i < 200; i++) {
                long start = System.nanoTime();
                assertEquals(0, bench.poll(nanos));
                shortest = Math.min(shortest, System.nanoTime() - start);
            }
            long best = shortest;
            assertTrue(best >= nanos && best < nanos + 500_000, () -> best + " ns for " + nanos);
        }
    }

    // ------------------------------------------------------------------ descriptors

    @Test
    @Tag("case-233")
    void aSocketInTwoPollersIsReportedByBoth() {
        try (Bench other = new Bench(Platform.system())) {
            Pair pair = bench.pair();
            bench.poller().register(pair.client(), 1);
            other.poller().register(pair.client(), 2);
            bench.write(pair.server(), "x");
            bench.await(1, READABLE | WRITABLE);
            other.await(2, READABLE | WRITABLE);
            assertTrue(bench.poller().deregister(pair.client()));
            bench.write(pair.server(), "x");
            other.await(2, READABLE);
            assertEquals(Map.of(), bench.settle());
        }
    }

    /** The kernel's registration belongs to what is open, not to its number: closing one of two leaves it. */
    @Test
    void aDuplicateOfADeregisteredDescriptorIsNotReported() {
        Pair pair = bench.pair();
        bench.poller().register(pair.client(), 1);
        bench.settle();
        bench.keep(OpenDescriptors.duplicate(pair.client()));
        bench.poller().deregister(pair.client());
        bench.close(pair.client());
        bench.write(pair.server(), "x");
        assertEquals(Map.of(), bench.settle());
    }

    @Test
    @Tag("case-226")
    @EnabledOnOs(OS.LINUX)
    void descriptorsAreNotInheritedAndDoNotLeak() {
        // The JDK opens descriptors of its own at the first use of addresses and files.
        try (Bench first = new Bench(Platform.system())) {
            first.pair();
            OpenDescriptors.open().keySet().forEach(OpenDescriptors::isInherited);
        }
        Map<Integer, String> before = OpenDescriptors.open();
        for (int i = 0; i < 20; i++) {
            try (Bench short_ = new Bench(Platform.system())) {
                short_.pair();
                Set<Integer> added = new HashSet<>(OpenDescriptors.open().keySet());
                added.removeAll(before.keySet());
                assertTrue(added.size() >= 3, () -> "only " + added);
                added.forEach(fd -> assertFalse(OpenDescriptors.isInherited(fd), () -> "fd " + fd));
            }
        }
        Map<Integer, String> after = OpenDescriptors.open();
        assertEquals(sockets(before), sockets(after));
        if (System.getProperty("millrace.library") == null) {
            // Another library may keep some of its own: the kqueue stand-in does until a number is used again.
            assertEquals(before.keySet(), after.keySet());
        }
    }

    private static Set<String> sockets(Map<Integer, String> descriptors) {
        Set<String> sockets = new HashSet<>(descriptors.values());
        sockets.removeIf(what -> !what.startsWith("socket:"));
        return sockets;
    }

    @Test
    void theBindingIsTheOneThatWasAskedFor() {
        assertEquals(System.getProperty("millrace.binding", "jni"), Platform.binding());
    }
}
