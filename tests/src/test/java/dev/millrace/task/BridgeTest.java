package dev.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Millrace;
import dev.millrace.fixture.SimulatedLoop;
import dev.millrace.loop.EventLoop;
import dev.millrace.testkit.Simulation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Futures and the rest of the Java world: its futures, its threads, and other loops. */
class BridgeTest extends SimulatedLoop {
    private final Promise<Integer> promise = new Promise<>(loop);
    private final CompletableFuture<Integer> stage = new CompletableFuture<>();

    @Test
    void aCompletableFutureEndsAsTheFutureDoes() {
        IOException failure = new IOException();
        Promise<Integer> failed = new Promise<>(loop);
        Promise<Integer> cancelled = new Promise<>(loop);
        List<CompletableFuture<Integer>> results = List.of(promise.toCompletableFuture(),
                failed.toCompletableFuture(), cancelled.toCompletableFuture());
        promise.complete(1);
        failed.fail(failure);
        cancelled.cancel();
        simulation.runUntilIdle();
        assertEquals(1, results.get(0).join());
        assertSame(failure, assertThrows(ExecutionException.class, results.get(1)::get).getCause());
        assertTrue(results.get(2).isCancelled());
    }

    @Test
    @Tag("case-54")
    void cancellingTheCompletableFutureCancelsTheFuture() throws Exception {
        CompletableFuture<Integer> result = promise.toCompletableFuture();
        onAnotherThread(() -> assertTrue(result.cancel(true)));
        simulation.runUntilIdle();
        assertTrue(promise.isCancelled());
    }

    @Test
    @Tag("case-52")
    void aCompletableFutureEndsWithTheLoopSoThatNoThreadHangsInGet() throws Exception {
        CompletableFuture<Integer> result = promise.toCompletableFuture();
        CompletableFuture<Integer> chained = result.thenApply(value -> value);
        simulation.close();
        onAnotherThread(() -> {
            assertInstanceOf(IllegalStateException.class,
                    assertThrows(ExecutionException.class, result::get).getCause());
            assertThrows(ExecutionException.class, chained::get);
            assertFalse(result.cancel(true));
        });
    }

    @Test
    void aFutureEndsAsAStageDoesOnALaterStep() throws Exception {
        Future<Integer> future = Future.from(loop, stage);
        onAnotherThread(() -> stage.complete(1));
        assertFalse(future.isDone());
        simulation.runUntilIdle();
        assertEquals(1, future.value());
    }

    @Test
    void aFutureFailsWithWhatTheStageFailedWith() {
        IOException failure = new IOException();
        Future<Integer> direct = Future.from(loop, stage);
        Future<Integer> dependent = Future.from(loop, stage.thenApply(value -> value + 1));
        stage.completeExceptionally(failure);
        simulation.runUntilIdle();
        assertSame(failure, direct.failure().orElseThrow());
        assertSame(failure, dependent.failure().orElseThrow(), "without the wrapping");
    }

    @Test
    void aFutureOfACancelledStageIsCancelled() {
        Future<Integer> future = Future.from(loop, stage);
        Future<Integer> dependent = Future.from(loop, stage.thenApply(value -> value + 1));
        stage.cancel(true);
        simulation.runUntilIdle();
        assertTrue(future.isCancelled());
        assertTrue(dependent.isCancelled());
    }

    @Test
    @Tag("case-54")
    void cancellingTheFutureCancelsTheStage() {
        assertTrue(Future.from(loop, stage).cancel());
        assertTrue(stage.isCancelled());
    }

    @Test
    @Tag("case-54")
    @Tag("case-62")
    void aStageThatIsFinishedKeepsItsResult() {
        Future<Integer> future = Future.from(loop, stage);
        stage.complete(1);
        future.cancel();
        simulation.runUntilIdle();
        assertTrue(future.isCancelled());
        assertEquals(1, stage.join());
    }

    @Test
    @Tag("case-52")
    void aStageThatEndsAfterTheLoopIsClosedIsHarmless() throws Exception {
        Future<Integer> future = Future.from(loop, stage);
        simulation.close();
        onAnotherThread(() -> assertTrue(stage.complete(1)));
        assertFalse(future.isDone());
    }

    @Test
    void anotherLoopIsJoinedThroughACompletableFuture() {
        try (Simulation other = new Simulation()) {
            Promise<Integer> there = new Promise<>(other.loop());
            Future<Integer> here = Future.from(loop, there.toCompletableFuture());
            there.complete(1);
            other.runUntilIdle();
            simulation.runUntilIdle();
            assertEquals(1, here.value());
        }
    }

    @Test
    @Tag("case-76")
    void aFutureOfAnotherLoopIsRefusedEvenOnOneThread() {
        try (Simulation other = new Simulation()) {
            Promise<Integer> foreign = new Promise<>(other.loop());
            Future<Integer> flat = Future.of(loop, 1).flatMap(value -> foreign);
            simulation.runUntilIdle();
            assertInstanceOf(IllegalStateException.class, flat.failure().orElseThrow());
            assertThrows(IllegalStateException.class, () -> Futures.all(loop, List.of(promise, foreign)));
            assertThrows(IllegalStateException.class, () -> Futures.any(List.of(promise, foreign)));
        }
    }

    @Test
    void everyOtherThreadIsRefused() throws Exception {
        for (Executable use : List.<Executable>of(
                () -> promise.complete(1),
                () -> promise.tryFail(new IOException()),
                () -> promise.cancel(),
                () -> promise.removeCallback("any"),
                () -> promise.onDone(done -> { }),
                () -> promise.map(value -> value),
                () -> promise.withTimeout(Duration.ofDays(1)),
                () -> promise.toCompletableFuture(),
                () -> Future.sleep(loop, Duration.ZERO),
                () -> Future.of(loop, 1),
                () -> Future.offload(loop, () -> 1))) {
            onAnotherThread(() -> assertThrows(IllegalStateException.class, use));
        }
        assertFalse(promise.isDone());
        promise.complete(1);
        assertEquals(1, promise.value());
    }

    @Test
    void offloadBringsAResultOrAFailureHome() {
        IOException failure = new IOException();
        Future<Integer> good = Future.offload(loop, () -> 1);
        Future<Integer> bad = Future.offload(loop, () -> {
            throw failure;
        });
        assertFalse(good.isDone());
        simulation.runUntilIdle();
        assertEquals(1, good.value());
        assertSame(failure, bad.failure().orElseThrow());
        assertSame(failure, assertThrows(CompletionException.class, bad::value).getCause());
    }

    @Test
    @Tag("case-53")
    @Tag("case-62")
    void cancellingOffloadAbandonsTheWork() {
        Future<Integer> abandoned = Future.offload(loop, () -> 1);
        assertTrue(abandoned.cancel());
        simulation.runUntilIdle();
        assertTrue(abandoned.isCancelled());
    }

    @Test
    void offloadRunsOnAnotherThreadAndItsCallbacksOnTheLoop() {
        Thread here = Thread.currentThread();
        Thread there = Millrace.runCallbacks(own -> Future.offload(own, Thread::currentThread).map(thread -> {
            assertSame(here, Thread.currentThread());
            return thread;
        }));
        assertNotSame(here, there);
    }

    @Test
    @Tag("case-52")
    @Tag("case-53")
    void abandonedWorkThatEndsAfterTheLoopIsClosedIsHarmless() throws Exception {
        CompletableFuture<Thread> worker = new CompletableFuture<>();
        CountDownLatch closed = new CountDownLatch(1);
        Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
        try (EventLoop real = Millrace.open()) {
            Future<Integer> abandoned = Future.offload(real, () -> {
                Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
                worker.complete(Thread.currentThread());
                closed.await();
                return 1;
            });
            worker.join();
            assertTrue(abandoned.cancel());
        }
        closed.countDown();
        worker.join().join();
        assertEquals(List.of(), List.copyOf(uncaught));
    }

    @Test
    void aCancelledStageLooksCancelledFromOutside() {
        CompletableFuture<Integer> roundTrip = Future.from(loop, stage).toCompletableFuture();
        stage.cancel(true);
        simulation.runUntilIdle();
        assertThrows(CancellationException.class, roundTrip::join);
    }

    private static void onAnotherThread(Executable body) throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> {
            try {
                body.execute();
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
            return null;
        });
        new Thread(task, "another").start();
        task.get();
    }
}
