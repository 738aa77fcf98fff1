package dev.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.fixture.SimulatedLoop;
import dev.millrace.loop.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Timeouts of single futures. */
class WithinTest extends SimulatedLoop {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final List<String> undone = new ArrayList<>();
    private final Promise<Integer> source = new Promise<>(loop, () -> undone.add("source"));

    @Test
    void aFutureThatTakesLongerIsCancelledAndTimesOut() {
        Future<Integer> limited = source.withTimeout(SECOND);
        pass(SECOND.minusNanos(1));
        assertFalse(limited.isDone());
        pass(Duration.ofNanos(1));
        assertInstanceOf(TimedOut.class, limited.failure().orElseThrow());
        assertEquals("not done within PT1S", limited.failure().orElseThrow().getMessage());
        assertTrue(source.isCancelled());
        assertEquals(List.of("source"), undone);
    }

    @Test
    void aValueInTimeIsPassedOnAndDisarmsTheTimer() {
        Future<Integer> limited = source.withTimeout(SECOND);
        source.complete(1);
        simulation.runUntilIdle();
        assertEquals(1, limited.value());
        assertThrows(IllegalStateException.class, () -> loop.turn(-1), "a deadlock: no timer is armed");
        assertEquals(List.of(), undone);
    }

    @Test
    void aFailureInTimeIsPassedOn() {
        IllegalStateException failure = new IllegalStateException();
        Future<Integer> limited = source.withTimeout(SECOND);
        source.fail(failure);
        simulation.runUntilIdle();
        assertSame(failure, limited.failure().orElseThrow());
    }

    @Test
    void aCancelInTimeIsNoTimeout() {
        Future<Integer> limited = source.withTimeout(SECOND);
        source.cancel();
        simulation.runUntilIdle();
        assertTrue(limited.isCancelled());
    }

    @Test
    @Tag("case-81")
    void aValueInTheTurnOfTheTimeoutIsKept() {
        Timer result = loop.timer(() -> source.complete(1));
        result.arm(SECOND);
        Future<Integer> limited = source.withTimeout(SECOND);
        pass(SECOND);
        assertEquals(1, limited.value());
        assertEquals(List.of(), undone);
    }

    @Test
    @Tag("case-81")
    void aTimeoutInTheTurnOfTheValueDropsTheValue() {
        Future<Integer> limited = source.withTimeout(SECOND);
        Timer result = loop.timer(() -> assertFalse(source.tryComplete(1)));
        result.arm(SECOND);
        pass(SECOND);
        assertInstanceOf(TimedOut.class, limited.failure().orElseThrow());
    }

    @Test
    void whatCannotBeGivenUpIsWaitedForAndItsValueKept() {
        Promise<Integer> stubborn = new Promise<>(loop, () -> false);
        Future<Integer> limited = stubborn.withTimeout(SECOND);
        pass(SECOND);
        assertFalse(limited.isDone());
        stubborn.complete(1);
        simulation.runUntilIdle();
        assertEquals(1, limited.value());
    }

    @Test
    @Tag("case-78")
    void aTimeoutOfZeroOrLessStillTakesWhatIsThere() {
        Future<Integer> zero = Future.of(loop, 1).withTimeout(Duration.ZERO);
        Future<Integer> negative = Future.of(loop, 2).withTimeout(SECOND.negated());
        Future<Integer> pending = source.withTimeout(SECOND.negated());
        simulation.runUntilIdle();
        assertEquals(1, zero.value());
        assertEquals(2, negative.value());
        assertInstanceOf(TimedOut.class, pending.failure().orElseThrow());
    }

    @Test
    @Tag("case-82")
    void theShorterOfTwoTimeoutsDecides() {
        Promise<Integer> other = new Promise<>(loop);
        Future<Integer> innerShorter = source.withTimeout(SECOND).withTimeout(SECOND.multipliedBy(2));
        Future<Integer> outerShorter = other.withTimeout(SECOND.multipliedBy(2)).withTimeout(SECOND);
        pass(SECOND);
        assertEquals("not done within PT1S", innerShorter.failure().orElseThrow().getMessage());
        assertEquals("not done within PT1S", outerShorter.failure().orElseThrow().getMessage());
        assertTrue(other.isCancelled());
    }

    @Test
    @Tag("case-82")
    void twoTimeoutsThatAreBothOverdueEndTheFutureOnce() {
        Future<Integer> limited = source.withTimeout(Duration.ofMillis(10)).withTimeout(Duration.ofMillis(100));
        simulation.clock().advance(Duration.ofMillis(200));
        simulation.runUntilIdle();
        assertInstanceOf(TimedOut.class, limited.failure().orElseThrow());
        assertEquals(List.of("source"), undone);
    }

    @Test
    void aTimeoutCutsTheSecondHalfOfAFlatMap() {
        Promise<Integer> inner = new Promise<>(loop, () -> undone.add("inner"));
        Future<Integer> limited = source.flatMap(value -> inner).withTimeout(SECOND);
        source.complete(1);
        pass(SECOND);
        assertInstanceOf(TimedOut.class, limited.failure().orElseThrow());
        assertEquals(List.of("inner"), undone);
    }

    @Test
    void afterATimeoutALateResultIsDropped() {
        Future<Integer> limited = source.withTimeout(SECOND);
        pass(SECOND);
        assertFalse(source.tryComplete(1));
        assertFalse(source.tryFail(new IllegalStateException("late")));
        assertTrue(limited.isFailed());
        limited.failure();
    }

    private void pass(Duration time) {
        simulation.advance(time);
        simulation.runUntilIdle();
    }
}
