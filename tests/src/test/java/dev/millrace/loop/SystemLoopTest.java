package dev.millrace.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.sys.OpenDescriptors;
import dev.millrace.task.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The loop on the operating system: real time, and other threads. */
class SystemLoopTest {
    private final Ledger ledger = new Ledger();
    private final EventLoop loop = World.SYSTEM.open(ledger);

    @AfterEach
    void close() {
        loop.close();
    }

    private void sleep(long millis) {
        World.await(loop, Future.sleep(loop, Duration.ofMillis(millis)));
    }

    // ------------------------------------------------------------------ time

    @Test
    @Tag("case-5")
    void noTimerIsEarly() {
        for (long nanos : new long[] {1, 999, 1_000_001, 7_000_001, 10_000_000}) {
            long start = System.nanoTime();
            World.await(loop, Future.sleep(loop, Duration.ofNanos(nanos)));
            long waited = System.nanoTime() - start;
            assertTrue(waited >= nanos, () -> waited + " ns for " + nanos);
        }
        assertTrue(ledger.turns <= 20, () -> ledger.turns + " turns: it spins towards the deadline");
    }

    @Test
    @Tag("case-8")
    void aFarTimerLetsANearOneFireAndOtherThreadsIn() {
        Timer far = loop.timer(() -> { });
        for (Duration delay : List.of(Duration.ofSeconds(Long.MAX_VALUE), Duration.ofMillis(Long.MAX_VALUE))) {
            far.arm(delay);
            sleep(5);
            assertTrue(far.isArmed());
            Thread stopper = new Thread(loop::stop);
            stopper.start();
            loop.run();
        }
        far.cancel();
    }

    @Test
    @Tag("case-17")
    void aStepThatIsAlwaysReadyDoesNotStarveATimer() {
        Named.yielding(loop, Integer.MAX_VALUE, () -> { });
        sleep(20);
    }

    // ------------------------------------------------------------------ other threads

    @Test
    @Tag("case-30")
    void aSubmissionGetsThroughWhileAStepIsAlwaysReady() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(1000);
        Named.yielding(loop, Integer.MAX_VALUE, runs::countDown);
        Thread other = new Thread(() -> {
            try {
                runs.await();
                loop.execute(loop::stop);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        other.start();
        loop.run();
        other.join();
    }

    @Test
    @Tag("case-46")
    void submissionsBeforeTheRunAllRunInOrderAndCostNoWakeup() throws InterruptedException {
        List<Integer> ran = new ArrayList<>();
        Thread other = new Thread(() -> {
            for (int i = 0; i < 1_000; i++) {
                int number = i;
                loop.execute(() -> ran.add(number));
            }
            loop.stop();
        });
        other.start();
        other.join();
        loop.run();
        assertEquals(1_000, ran.size());
        assertEquals(ran.stream().sorted().toList(), ran);
        assertEquals(0, ledger.wakeups);
    }

    @Test
    @Tag("case-44")
    void eachOfManySleepsIsEndedByASubmission() throws InterruptedException {
        AtomicInteger ran = new AtomicInteger();
        Thread other = new Thread(() -> {
            for (int i = 1; i <= 2_000; i++) {
                loop.execute(ran::incrementAndGet);
                while (ran.get() < i) {
                    Thread.onSpinWait();
                }
            }
            loop.stop();
        });
        other.start();
        loop.run();
        other.join();
        assertEquals(2_000, ran.get());
        assertTrue(ledger.wakeups <= 2_001, () -> ledger.wakeups + " wakeups");
    }

    @Test
    @Tag("case-48")
    @Tag("case-49")
    void underFourThreadsThatSubmitWithoutPauseTheLoopGoesOnAndLosesNothing() throws InterruptedException {
        EventLoop plain = World.SYSTEM.open(LoopObserver.NONE);
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger ran = new AtomicInteger();
        List<Thread> others = Stream.generate(() -> new Thread(() -> {
            try {
                while (true) {
                    plain.execute(ran::incrementAndGet);
                    accepted.incrementAndGet();
                }
            } catch (RejectedExecutionException e) {
                assertTrue(plain.isClosed());
            }
        })).limit(4).toList();
        others.forEach(Thread::start);
        for (int round = 0; round < 10; round++) {
            World.await(plain, Future.sleep(plain, Duration.ofMillis(10)));
        }
        plain.close();
        for (Thread other : others) {
            other.join();
        }
        assertEquals(accepted.get(), ran.get());
        assertTrue(accepted.get() > 0);
    }

    @Test
    @Tag("case-57")
    void anInterruptNeitherEndsTheWaitNorMakesTheLoopSpin() {
        boolean[] kept = {false};
        loop.execute(() -> Thread.currentThread().interrupt());
        loop.timer(() -> kept[0] = Thread.currentThread().isInterrupted()).arm(Duration.ofMillis(40));
        sleep(50);
        assertTrue(Thread.interrupted(), "the flag is kept");
        assertTrue(kept[0]);
        assertTrue(ledger.turns < 20, () -> ledger.turns + " turns");
    }

    // ------------------------------------------------------------------ descriptors

    @Test
    @Tag("case-226")
    @EnabledOnOs(OS.LINUX)
    void aLoopClosesEveryDescriptorThatItOpened() {
        World.SYSTEM.open(LoopObserver.NONE).close();
        Map<Integer, String> before = OpenDescriptors.open();
        for (int i = 0; i < 10; i++) {
            EventLoop other = World.SYSTEM.open(LoopObserver.NONE);
            TcpListener listener = TcpListener.bind(other, Address.loopback(0));
            TcpStream.connect(other, listener.localAddress());
            World.value(other, listener.accept());
            assertFalse(before.keySet().containsAll(OpenDescriptors.open().keySet()));
            other.close();
        }
        assertEquals(before.keySet(), OpenDescriptors.open().keySet());
    }
}
