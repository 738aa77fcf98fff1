package dev.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.fixture.SimulatedLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A cancel takes only what nobody else waits for: whoever derives from a future is one of its waiters. */
class WaitersTest extends SimulatedLoop {
    private final Promise<Integer> source = new Promise<>(loop);

    @Test
    void aDerivedFutureGivesUpItsOwnWaitOnly() {
        Future<Integer> first = source.map(value -> value);
        Future<Integer> second = source.flatMap(value -> Future.of(loop, value + 1));
        Future<Integer> third = source.recover(failure -> 0);
        assertTrue(first.cancel());
        assertTrue(second.cancel());
        assertFalse(source.isDone());
        source.complete(3);
        simulation.runUntilIdle();
        assertEquals(3, third.value());
    }

    @Test
    void theLastToGiveUpGivesUpTheSource() {
        Future<Integer> first = source.map(value -> value);
        Future<List<Integer>> second = Futures.all(loop, List.of(source));
        Future<Integer> third = Futures.any(List.of(source));
        first.cancel();
        second.cancel();
        assertFalse(source.isDone());
        third.cancel("the last");
        assertTrue(source.isCancelled());
        assertEquals("the last", source.failure().orElseThrow().getMessage());
    }

    @Test
    void aCallbackIsAWaiterUntilItIsTakenBack() {
        Runnable callback = () -> { };
        source.onEnd(callback);
        source.map(value -> value).cancel();
        assertFalse(source.isDone());
        source.removeCallback(callback);
        source.map(value -> value).cancel();
        assertTrue(source.isCancelled());
    }

    @Test
    void aCompletableFutureIsAWaiter() {
        CompletableFuture<Integer> outside = source.toCompletableFuture();
        source.map(value -> value).cancel();
        assertFalse(source.isDone());
        outside.cancel(true);
        simulation.runUntilIdle();
        assertTrue(source.isCancelled());
    }

    @Test
    void aTimeoutGivesUpItsOwnWaitOnly() {
        Future<Integer> other = source.map(value -> value);
        Future<Integer> limited = source.withTimeout(Duration.ofMillis(1));
        loop.turn(-1);
        simulation.runUntilIdle();
        assertInstanceOf(TimedOut.class, limited.failure().orElseThrow());
        assertFalse(other.isDone());
        assertFalse(source.isDone());
    }

    @Test
    void aTimeoutThatIsGivenUpIsDisarmed() {
        source.onEnd(() -> { });
        source.withTimeout(Duration.ofDays(1)).cancel();
        simulation.runUntilIdle();
        assertEquals(Duration.ZERO, simulation.clock().elapsed());
    }

    @Test
    @Tag("case-104")
    void allFailsByTheCancelOfAMemberAndIsNotCancelledItself() {
        Future<List<Integer>> all = Futures.all(loop, List.of(source));
        source.cancel("the member");
        simulation.runUntilIdle();
        assertTrue(all.isFailed());
        assertFalse(all.isCancelled());
        assertInstanceOf(CancellationException.class, all.failure().orElseThrow());
    }

    @Test
    @Tag("case-65")
    void whoeverHoldsAFutureCancelsItForAllAndTheyAreTold() {
        Future<Integer> mapped = source.map(value -> value);
        assertTrue(source.cancel("by its holder"));
        simulation.runUntilIdle();
        assertEquals("by its holder", assertThrows(CancellationException.class, mapped::value).getMessage());
    }

    @Test
    void recoverSeesACancelOfItsSource() {
        Future<Integer> recovered = source.recover(failure -> failure instanceof CancellationException ? 1 : 2);
        source.cancel();
        simulation.runUntilIdle();
        assertEquals(1, recovered.value());
    }

    @Test
    void aCancelledStageIsAFailureLikeOthersAndBack() {
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        Future<Integer> future = Future.from(loop, stage);
        CompletableFuture<Integer> back = future.toCompletableFuture();
        stage.cancel(true);
        simulation.runUntilIdle();
        assertTrue(future.isCancelled());
        assertThrows(CancellationException.class, future::value);
        assertTrue(back.isCancelled());
    }

    @Test
    void anyOverTheSameFailuresTwiceMakesNoCircle() {
        Promise<Integer> other = new Promise<>(loop);
        Future<Integer> one = Futures.any(List.of(source, other));
        Exception first = new Exception("first");
        Exception second = new Exception("second");
        source.fail(first);
        other.fail(second);
        simulation.runUntilIdle();
        Future<Integer> two = Futures.any(List.of(other, source));
        Future<Integer> three = Futures.any(List.of(source, other));
        simulation.runUntilIdle();
        assertEquals(List.of(second), List.of(one.failure().orElseThrow().getSuppressed()));
        assertEquals(List.of(), List.of(two.failure().orElseThrow().getSuppressed()));
        assertEquals(1, three.failure().orElseThrow().getSuppressed().length);
    }

    @Test
    void deeplyNestedGathersAreCancelledWithoutRecursion() {
        Future<?> all = source;
        Future<?> any = new Promise<>(loop);
        Future<?> innermost = any;
        for (int i = 0; i < 10_000; i++) {
            all = Futures.all(loop, List.of(all));
            any = Futures.any(List.of(any));
        }
        assertTrue(all.cancel());
        assertTrue(any.cancel());
        assertTrue(source.isCancelled());
        assertTrue(innermost.isCancelled());
    }
}
