package dev.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.fixture.SimulatedLoop;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A failure that nobody looks at is reported once: when the future is collected, or when the loop closes. */
@Tag("case-64")
class LostFailureTest extends SimulatedLoop {
    private static final int COLLECTIONS = 100;

    private final IllegalStateException failure = new IllegalStateException("lost");

    @Test
    void isReportedOnceWhenTheFutureIsCollected() {
        WeakReference<Object> lost = new WeakReference<>(Future.failed(loop, failure));
        List<Throwable> reports = awaitReports(lost);
        assertEquals(List.of(failure), reports);
        simulation.close();
        assertEquals(List.of(), takeReports());
    }

    @Test
    void isReportedOnceWhenTheLoopCloses() {
        Future<String> kept = Future.failed(loop, failure);
        simulation.runUntilIdle();
        assertEquals(List.of(), takeReports());
        simulation.close();
        assertEquals(List.of(failure), takeReports());
        assertEquals(failure, kept.failure().orElseThrow());
    }

    @Test
    void isReportedAtTheEndOfAChainOnly() {
        Promise<Integer> head = new Promise<>(loop);
        head.map(value -> value + 1).flatMap(value -> head);
        head.fail(failure);
        simulation.runUntilIdle();
        simulation.close();
        assertEquals(List.of(failure), takeReports());
    }

    @Test
    void ofEveryBranchIsReported() {
        Promise<Integer> head = new Promise<>(loop);
        head.map(value -> value + 1);
        head.map(value -> value + 2);
        head.fail(failure);
        simulation.runUntilIdle();
        simulation.close();
        assertEquals(List.of(failure, failure), takeReports());
    }

    @Test
    void ofACountIsReportedToo() {
        IntFuture.failed(loop, failure);
        simulation.close();
        assertEquals(List.of(failure), takeReports());
    }

    @Test
    void ofACallbackThatWasTakenBackIsReported() {
        Promise<Integer> promise = new Promise<>(loop);
        Runnable callback = () -> { };
        promise.onEnd(callback);
        promise.removeCallback(callback);
        promise.fail(failure);
        simulation.close();
        assertEquals(List.of(failure), takeReports());
    }

    @Test
    void isNotReportedWhenACallbackWasThere() {
        Promise<Integer> before = new Promise<>(loop);
        before.onEnd(() -> { });
        before.fail(failure);
        Promise<Integer> after = new Promise<>(loop);
        after.fail(failure);
        after.onDone(done -> { });
        simulation.close();
        assertEquals(List.of(), takeReports());
    }

    @Test
    void isNotReportedWhenItWasAskedFor() {
        Future<String> asked = Future.failed(loop, failure);
        asked.failure();
        Future<String> demanded = Future.failed(loop, failure);
        assertSame(failure, assertThrows(IllegalStateException.class, demanded::value));
        simulation.close();
        assertEquals(List.of(), takeReports());
    }

    @Test
    void askingWhetherItFailedIsNotLookingAtIt() {
        Future<String> failed = Future.failed(loop, failure);
        assertEquals("Promise[FAILED: " + failure + "]", failed.toString());
        assertTrue(failed.isDone() && failed.isFailed());
        simulation.close();
        assertEquals(List.of(failure), takeReports());
    }

    @Test
    void aCancelIsNoFailure() {
        new Promise<Integer>(loop).cancel();
        new Promise<Integer>(loop).fail(new CancellationException("by hand"));
        simulation.close();
        assertEquals(List.of(), takeReports());
    }

    @Test
    void aPromiseThatIsNeverCompletedIsNotReported() {
        WeakReference<Object> forgotten = new WeakReference<>(new Promise<Integer>(loop));
        WeakReference<Object> lost = new WeakReference<>(Future.failed(loop, failure));
        assertEquals(List.of(failure), awaitReports(lost));
        assertNull(forgotten.get());
    }

    /** Collects garbage until an object is gone, and then lets the loop notice. */
    private List<Throwable> awaitReports(WeakReference<Object> gone) {
        List<Throwable> reports = List.of();
        for (int i = 0; i < COLLECTIONS && (gone.get() != null || reports.isEmpty()); i++) {
            System.gc();
            simulation.turn();
            reports = reports.isEmpty() ? takeReports() : reports;
        }
        assertNull(gone.get(), "it was not collected in " + COLLECTIONS + " collections");
        return reports;
    }
}
