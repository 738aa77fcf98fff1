package dev.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.fixture.SimulatedLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Counts: what they share with futures is shown by a sample, what they have of their own in full. */
class IntFutureTest extends SimulatedLoop {
    private final List<String> undone = new ArrayList<>();
    private final IntPromise promise = new IntPromise(loop, () -> undone.add("undone"));

    @Test
    @Tag("case-61")
    void completesOnceWithACount() {
        assertThrows(IllegalStateException.class, promise::value);
        promise.complete(-1);
        assertEquals(-1, promise.value());
        assertThrows(IllegalStateException.class, () -> promise.complete(2));
        assertThrows(IllegalStateException.class, () -> promise.fail(new IOException()));
        assertFalse(promise.tryComplete(2));
        assertFalse(promise.cancel());
        assertEquals(-1, promise.value());
        assertSame(promise, promise.future());
    }

    @Test
    void failsAsAFutureDoes() {
        IOException failure = new IOException();
        promise.fail(failure);
        assertSame(failure, assertThrows(CompletionException.class, promise::value).getCause());
        assertSame(failure, IntFuture.failed(loop, failure).failure().orElseThrow());
        assertThrows(NullPointerException.class, () -> new IntPromise(loop, null).fail(null));
    }

    @Test
    @Tag("case-62")
    void isCancelledAsAFutureIs() {
        assertTrue(promise.cancel("why"));
        assertFalse(promise.tryComplete(1));
        assertEquals("why", assertThrows(CancellationException.class, promise::value).getMessage());
        assertEquals(List.of("undone"), undone);
    }

    @Test
    @Tag("case-58")
    void runsCallbacksLaterAndInOrder() {
        List<Integer> seen = new ArrayList<>();
        promise.onDone(done -> seen.add(done.value()));
        promise.onDone(done -> seen.add(done.value() + 1));
        promise.complete(1);
        assertEquals(List.of(), seen);
        simulation.turn();
        assertEquals(List.of(1, 2), seen);
    }

    @Test
    void isMappedAndBoxed() {
        Future<String> mapped = promise.map(count -> "count " + count);
        Future<Integer> boxed = promise.boxed();
        Future<String> flat = promise.flatMap(count -> Future.of(loop, "inner " + count));
        promise.complete(3);
        simulation.runUntilIdle();
        assertEquals("count 3", mapped.value());
        assertEquals(3, boxed.value());
        assertEquals("inner 3", flat.value());
    }

    @Test
    void passesFailuresAndCancelsOn() {
        IOException failure = new IOException();
        IllegalStateException thrown = new IllegalStateException();
        Future<Integer> failed = IntFuture.failed(loop, failure).boxed();
        Future<Integer> cancelled = promise.boxed();
        IntPromise good = new IntPromise(loop, null);
        Future<Integer> broken = good.map(count -> {
            throw thrown;
        });
        good.complete(1);
        promise.cancel();
        simulation.runUntilIdle();
        assertSame(failure, failed.failure().orElseThrow());
        assertSame(promise.failure().orElseThrow(), cancelled.failure().orElseThrow());
        assertSame(thrown, broken.failure().orElseThrow());
    }

    @Test
    void isCancelledThroughADerivedFuture() {
        assertTrue(promise.map(count -> count).cancel());
        assertTrue(promise.isCancelled());
        assertEquals(List.of("undone"), undone);
    }

    @Test
    void keepsItsCountWhenADerivedFutureIsCancelledTooLate() {
        Future<Integer> boxed = promise.boxed();
        promise.complete(1);
        assertFalse(boxed.cancel());
        simulation.runUntilIdle();
        assertEquals(1, boxed.value());
    }

    @Test
    void timesOut() {
        IntFuture limited = promise.withTimeout(Duration.ofSeconds(1));
        IntPromise inTime = new IntPromise(loop, null);
        IntFuture limitedInTime = inTime.withTimeout(Duration.ofSeconds(1));
        inTime.complete(5);
        simulation.advance(Duration.ofSeconds(1));
        simulation.runUntilIdle();
        assertEquals(5, limitedInTime.value());
        assertInstanceOf(TimedOut.class, limited.failure().orElseThrow());
        assertEquals(List.of("undone"), undone);
    }
}
