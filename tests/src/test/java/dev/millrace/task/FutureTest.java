package dev.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.fixture.SimulatedLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What one future tells, and that it ends once. */
class FutureTest extends SimulatedLoop {
    private final Promise<String> promise = new Promise<>(loop);

    @Test
    void isPendingAtFirst() {
        assertFalse(promise.isDone());
        assertFalse(promise.isFailed());
        assertFalse(promise.isCancelled());
        assertEquals(Optional.empty(), promise.failure());
        assertThrows(IllegalStateException.class, promise::value);
        assertEquals("Promise[PENDING]", promise.toString());
        assertSame(loop, promise.loop());
        assertSame(promise, promise.future());
    }

    @Test
    void isAskedOnTheThreadOfItsLoopOnly() throws InterruptedException {
        promise.fail(new IOException("for the loop"));
        List<Throwable> refusals = new ArrayList<>();
        Thread other = new Thread(() -> {
            refusals.add(assertThrows(IllegalStateException.class, promise::value));
            refusals.add(assertThrows(IllegalStateException.class, promise::failure));
        });
        other.start();
        other.join();
        assertEquals(2, refusals.size());
        assertTrue(promise.failure().isPresent());
    }

    @Test
    void givesItsValue() {
        promise.complete("value");
        assertTrue(promise.isDone());
        assertFalse(promise.isFailed());
        assertEquals("value", promise.value());
        assertEquals(Optional.empty(), promise.failure());
    }

    @Test
    void mayHaveNullForAValue() {
        promise.complete(null);
        assertTrue(promise.isDone());
        assertNull(promise.value());
    }

    @Test
    void throwsUncheckedFailuresAsTheyAre() {
        RuntimeException cause = new IllegalArgumentException("unchecked");
        promise.fail(cause);
        assertTrue(promise.isFailed());
        assertFalse(promise.isCancelled());
        assertSame(cause, assertThrows(RuntimeException.class, promise::value));
        assertSame(cause, promise.failure().orElseThrow());
    }

    @Test
    void throwsErrorsAsTheyAre() {
        Error cause = new AssertionError("an error");
        promise.fail(cause);
        assertSame(cause, assertThrows(AssertionError.class, promise::value));
    }

    @Test
    void wrapsCheckedFailuresAsJoinDoes() {
        IOException cause = new IOException("checked");
        promise.fail(cause);
        assertSame(cause, assertThrows(CompletionException.class, promise::value).getCause());
        assertSame(cause, promise.failure().orElseThrow());
    }

    @Test
    void refusesToFailWithoutACause() {
        assertThrows(NullPointerException.class, () -> promise.fail(null));
        assertThrows(NullPointerException.class, () -> promise.tryFail(null));
        assertFalse(promise.isDone());
    }

    @Test
    @Tag("case-61")
    void completesOnce() {
        promise.complete("first");
        assertThrows(IllegalStateException.class, () -> promise.complete("second"));
        assertThrows(IllegalStateException.class, () -> promise.fail(new IOException()));
        assertFalse(promise.tryComplete("third"));
        assertFalse(promise.tryFail(new IOException()));
        assertEquals("first", promise.value());
    }

    @Test
    @Tag("case-61")
    void failsOnce() {
        IOException cause = new IOException("first");
        promise.fail(cause);
        assertFalse(promise.tryComplete("late"));
        assertFalse(promise.tryFail(new IOException("late")));
        assertSame(cause, promise.failure().orElseThrow());
    }

    @Test
    @Tag("case-61")
    void cannotBeCancelledWhenItIsDone() {
        promise.complete("value");
        assertFalse(promise.cancel());
        assertEquals("value", promise.value());
    }

    @Test
    @Tag("case-61")
    @Tag("case-65")
    void tellsTheSameCancellationAgainAndAgain() {
        assertTrue(promise.cancel("no more need"));
        assertTrue(promise.isCancelled());
        assertTrue(promise.isFailed());
        Throwable cancelled = promise.failure().orElseThrow();
        assertEquals("no more need", cancelled.getMessage());
        assertSame(cancelled, assertThrows(CancellationException.class, promise::value));
        assertSame(cancelled, assertThrows(CancellationException.class, promise::value));
    }

    @Test
    @Tag("case-65")
    void aDerivedFutureIsCancelledByTheSameObject() {
        Future<String> last = promise.map(text -> text).flatMap(text -> promise).withTimeout(Duration.ofDays(1));
        promise.cancel("why");
        simulation.runUntilIdle();
        assertSame(promise.failure().orElseThrow(), last.failure().orElseThrow());
        assertTrue(last.isCancelled());
    }

    @Test
    void failingWithACancellationCancels() {
        CancellationException cause = new CancellationException("from elsewhere");
        promise.fail(cause);
        assertTrue(promise.isCancelled());
        assertSame(cause, promise.failure().orElseThrow());
    }

    @Test
    @Tag("case-62")
    void aLateResultIsDropped() {
        promise.cancel();
        assertFalse(promise.tryComplete("late"));
        assertFalse(promise.tryFail(new IOException("late")));
        assertTrue(promise.isCancelled());
    }

    @Test
    void canBeMadeWithAnEnd() {
        IOException cause = new IOException();
        assertEquals("there", Future.of(loop, "there").value());
        assertSame(cause, Future.failed(loop, cause).failure().orElseThrow());
    }

    @Test
    void sleepsForExactlyItsTime() {
        Future<Void> sleep = Future.sleep(loop, Duration.ofSeconds(450));
        simulation.advance(Duration.ofSeconds(450).minusNanos(1));
        simulation.runUntilIdle();
        assertFalse(sleep.isDone());
        simulation.advance(Duration.ofNanos(1));
        simulation.runUntilIdle();
        assertNull(sleep.value());
        assertEquals(Duration.ofSeconds(450), simulation.clock().elapsed());
    }

    @Test
    void sleepersOfOneDeadlineWakeInTheOrderOfFallingAsleep() {
        StringBuilder order = new StringBuilder();
        for (String name : List.of("a", "b", "c")) {
            Future.sleep(loop, Duration.ofSeconds(1)).onEnd(() -> order.append(name));
        }
        simulation.advance(Duration.ofSeconds(2));
        assertEquals("abc", order.toString());
    }

    @Test
    void aCancelledSleepDoesNotKeepItsTimer() {
        Future<Void> sleep = Future.sleep(loop, Duration.ofDays(1));
        assertTrue(sleep.cancel());
        assertThrows(IllegalStateException.class, () -> loop.turn(-1), "a deadlock: no timer is armed");
    }
}
