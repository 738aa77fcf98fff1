package dev.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.loop.EventLoop;
import dev.millrace.sys.BlockingPool;
import dev.millrace.sys.Platform;
import dev.millrace.testkit.Simulation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of blocking work that is cancelled, or that comes too late. */
class OffloadTest {
    private static final int THREADS = 16;

    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

    @Test
    @Tag("case-53")
    void workThatIsCancelledBeforeItBeginsNeverRuns() {
        try (Simulation simulation = new Simulation()) {
            Future<Boolean> work = Future.offload(simulation.loop(), () -> ran.add("cancelled"));
            Future<Boolean> other = Future.offload(simulation.loop(), () -> ran.add("other"));
            assertTrue(work.cancel());
            simulation.runUntilIdle();
            assertTrue(work.isCancelled() && other.value());
            assertEquals(List.of("other"), ran);
        }
    }

    @Test
    @Tag("case-53")
    void workThatIsCancelledWhileItWaitsForAThreadNeverRuns() {
        CountDownLatch busy = new CountDownLatch(1);
        try (EventLoop loop = new EventLoop(Platform.system())) {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                all.add(Future.offload(loop, () -> {
                    busy.await();
                    return ran.add("busy");
                }));
            }
            Future<Boolean> waiting = Future.offload(loop, () -> ran.add("cancelled"));
            all.add(Future.offload(loop, () -> ran.add("other")));
            assertTrue(waiting.cancel());
            busy.countDown();
            Futures.all(loop, all).onDone(done -> loop.stop());
            loop.run();
            assertEquals(THREADS + 1, ran.size());
            assertTrue(ran.contains("other") && !ran.contains("cancelled"), ran::toString);
        }
    }

    @Test
    @Tag("case-53")
    void workThatHasBegunGoesOnAndItsResultIsDropped() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (EventLoop loop = new EventLoop(Platform.system())) {
            Future<Boolean> work = Future.offload(loop, () -> {
                begun.countDown();
                goOn.await();
                ran.add("to its end");
                ended.countDown();
                return true;
            });
            begun.await();
            assertTrue(work.cancel());
            goOn.countDown();
            ended.await();
            assertTrue(work.isCancelled());
            assertEquals(List.of("to its end"), ran);
        }
    }

    @Test
    void aClosedPoolFailsTheFuture() {
        try (Simulation simulation = new Simulation()) {
            simulation.loop().platform().blockingPool().close();
            assertInstanceOf(RejectedExecutionException.class,
                    Future.offload(simulation.loop(), () -> ran.add("late")).cause());
        }
        EventLoop loop = new EventLoop(Platform.system());
        loop.close();
        assertInstanceOf(RejectedExecutionException.class, Future.offload(loop, () -> ran.add("late")).cause());
        assertEquals(List.of(), ran);
    }

    @Test
    void takingWorkBackTwiceOrAfterItsEndDoesNothing() {
        try (Simulation simulation = new Simulation()) {
            BlockingPool pool = simulation.loop().platform().blockingPool();
            Runnable takeBack = pool.run(() -> ran.add("once"), simulation.loop());
            simulation.runUntilIdle();
            takeBack.run();
            takeBack.run();
            simulation.runUntilIdle();
            assertEquals(List.of("once"), ran);
        }
    }
}
