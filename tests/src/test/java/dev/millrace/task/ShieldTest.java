package dev.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.fixture.SimulatedLoop;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A shield in front of a future keeps out the cancels of whoever waits behind it. */
@Tag("case-77")
class ShieldTest extends SimulatedLoop {
    private final Promise<String> inner = new Promise<>(loop);
    private final RuntimeException failure = new IllegalStateException("the inner failure");

    @Test
    void endsAsWhatItShields() {
        Future<String> one = inner.shield();
        Future<String> two = one.shield();
        inner.complete("value");
        simulation.runUntilIdle();
        assertEquals("value", one.value());
        assertEquals("value", two.value());
        IntPromise count = new IntPromise(loop);
        IntFuture shield = count.shield();
        count.complete(7);
        simulation.runUntilIdle();
        assertEquals(7, shield.value());
    }

    @Test
    void cancellingItLeavesTheInnerRunning() {
        Future<String> shield = inner.shield();
        assertTrue(shield.cancel("enough"));
        assertTrue(shield.isCancelled());
        assertFalse(inner.isDone());
        assertFalse(inner.hasCallbacks());
        IntPromise count = new IntPromise(loop);
        assertTrue(count.shield().cancel());
        assertFalse(count.isDone());
    }

    @Test
    void cancellingWhatIsMadeOfItEndsAtTheShield() {
        Future<String> shield = inner.shield();
        Future<String> mapped = shield.map(value -> value);
        assertTrue(mapped.cancel());
        assertTrue(shield.isCancelled());
        assertFalse(inner.isDone());
        assertTrue(Futures.all(List.of(inner.shield(), inner.shield())).cancel());
        assertFalse(inner.isDone());
    }

    @Test
    void cancellingTheInnerCancelsIt() {
        Future<String> shield = inner.shield();
        assertTrue(inner.cancel("by its holder"));
        simulation.runUntilIdle();
        assertTrue(shield.isCancelled());
        assertSame(inner.failure().orElseThrow(), shield.failure().orElseThrow());
    }

    @Test
    void aTimeoutBehindItLeavesTheInnerRunning() {
        Future<String> limited = inner.shield().withTimeout(Duration.ofMillis(1));
        loop.turn(-1);
        simulation.runUntilIdle();
        assertTrue(limited.failure().orElseThrow() instanceof TimedOut);
        assertFalse(inner.isDone());
    }

    @Test
    void aFailureAfterTheCancelIsReportedOnceHoweverManyShieldsThereWere() {
        List<Future<String>> shields = List.of(inner.shield(), inner.shield(), inner.shield(), inner.shield().shield());
        shields.forEach(Future::cancel);
        simulation.runUntilIdle();
        inner.fail(failure);
        simulation.close();
        assertEquals(List.of(failure), takeReports());
    }

    @Test
    void aFailureThatSomebodyElseLooksAtIsNotReported() {
        Future<String> shield = inner.shield();
        Future<String> other = inner.shield();
        shield.cancel();
        inner.fail(failure);
        simulation.runUntilIdle();
        assertSame(failure, other.failure().orElseThrow());
        simulation.close();
        assertEquals(List.of(), takeReports());
    }

    @Test
    void aTaskBehindAShieldGoesOnWhenWhoeverAwaitsItIsCancelled() {
        simulation.run(() -> TaskGroup.run(group -> {
            Task<String> task = group.start(() -> Task.await(Future.sleep(Duration.ofSeconds(2)).map(n -> "done")));
            assertTrue(CancelScope.tryWithTimeout(Duration.ofSeconds(1), () -> Task.await(task.shield())).isEmpty());
            assertEquals(1, simulation.clock().elapsed().toSeconds());
            assertEquals("done", Task.await(task));
        }));
        assertEquals(2, simulation.clock().elapsed().toSeconds());
    }

    @Test
    @Tag("case-81")
    void aCancelAfterTheInnerHasEndedComesTooLate() {
        Future<String> shield = inner.shield();
        inner.complete("value");
        assertFalse(shield.cancel());
        simulation.runUntilIdle();
        assertEquals("value", shield.value());
    }
}
