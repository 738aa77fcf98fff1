package dev.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.fixture.SimulatedLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Giving up: what is undone, and what becomes of a cancel that comes when nothing can be undone. */
class CancelTest extends SimulatedLoop {
    private final List<String> undone = new ArrayList<>();
    private final Promise<Integer> source = new Promise<>(loop, () -> undone.add("source"));

    @Test
    void undoesWhatIsWaitedForOnce() {
        assertTrue(source.cancel());
        assertFalse(source.cancel());
        assertEquals(List.of("source"), undone);
    }

    @Test
    void undoesNothingAfterTheEnd() {
        source.complete(1);
        assertFalse(source.cancel());
        assertEquals(List.of(), undone);
    }

    @Test
    void theUndoCanBeReplaced() {
        source.undoBy(() -> undone.add("replacement"));
        source.cancel();
        assertEquals(List.of("replacement"), undone);
    }

    @Test
    void anOperationThatCannotBeGivenUpCompletesByItself() {
        List<String> asked = new ArrayList<>();
        Promise<Integer> stubborn = new Promise<>(loop, () -> !asked.add("asked"));
        assertFalse(stubborn.cancel());
        assertFalse(stubborn.cancel());
        assertFalse(stubborn.isDone());
        assertEquals(List.of("asked"), asked);
        stubborn.complete(1);
        assertEquals(1, stubborn.value());
    }

    @Test
    void aRefusedCancelIsMadeUpForWhenItCanBe() {
        Promise<Integer> stubborn = new Promise<>(loop, () -> false);
        assertFalse(stubborn.cancel("asked early"));
        stubborn.undoBy(() -> undone.add("later"));
        assertTrue(stubborn.isCancelled());
        assertEquals("asked early", stubborn.failure().orElseThrow().getMessage());
        assertEquals(List.of("later"), undone);
    }

    @Test
    void anUndoMayCompleteThePromise() {
        List<Promise<Integer>> promises = new ArrayList<>();
        promises.add(new Promise<>(loop, () -> promises.get(0).tryComplete(1)));
        assertFalse(promises.get(0).cancel());
        assertEquals(1, promises.get(0).value());
    }

    @Test
    void anUndoMayCancelAgain() {
        List<Boolean> inner = new ArrayList<>();
        List<Promise<Integer>> promises = new ArrayList<>();
        promises.add(new Promise<>(loop, () -> inner.add(promises.get(0).cancel())));
        assertTrue(promises.get(0).cancel());
        assertEquals(List.of(false), inner);
    }

    @Test
    @Tag("case-65")
    void cancellingADerivedFutureCancelsItsSource() {
        Future<Integer> mapped = source.map(value -> value);
        assertTrue(mapped.cancel("not needed"));
        assertTrue(mapped.isCancelled());
        assertEquals("not needed", source.failure().orElseThrow().getMessage());
        assertEquals("not needed", mapped.failure().orElseThrow().getMessage());
        assertEquals(List.of("source"), undone);
    }

    @Test
    void aCancelledDerivedFutureDoesNotCallItsFunction() {
        List<Integer> called = new ArrayList<>();
        source.map(called::add).cancel();
        simulation.runUntilIdle();
        assertEquals(List.of(), called);
    }

    @Test
    @Tag("case-62")
    void aCancelBetweenTheResultAndTheDerivedCallbackIsTooLate() {
        Future<Integer> mapped = source.map(value -> value + 1);
        source.complete(1);
        assertFalse(mapped.cancel());
        assertFalse(mapped.isDone());
        simulation.runUntilIdle();
        assertEquals(2, mapped.value());
    }

    @Test
    void flatMapIsCancelledInItsFirstHalf() {
        List<Integer> called = new ArrayList<>();
        Future<Integer> flat = source.flatMap(value -> {
            called.add(value);
            return source;
        });
        assertTrue(flat.cancel());
        assertTrue(source.isCancelled());
        simulation.runUntilIdle();
        assertEquals(List.of(), called);
    }

    @Test
    void flatMapIsCancelledInItsSecondHalf() {
        Promise<Integer> inner = new Promise<>(loop, () -> undone.add("inner"));
        Future<Integer> flat = source.flatMap(value -> inner);
        source.complete(1);
        simulation.runUntilIdle();
        assertTrue(flat.cancel("in the second half"));
        assertTrue(inner.isCancelled());
        assertEquals(List.of("inner"), undone);
        assertEquals("in the second half", inner.failure().orElseThrow().getMessage());
    }

    @Test
    void flatMapThatIsCancelledBetweenItsHalvesGivesUpTheSecond() {
        Promise<Integer> inner = new Promise<>(loop, () -> undone.add("inner"));
        Future<Integer> flat = source.flatMap(value -> inner);
        source.complete(1);
        assertFalse(flat.cancel("between the halves"));
        assertFalse(flat.isDone());
        simulation.runUntilIdle();
        assertTrue(flat.isCancelled());
        assertEquals("between the halves", flat.failure().orElseThrow().getMessage());
        assertEquals(List.of("inner"), undone);
    }

    @Test
    void flatMapThatIsCancelledBetweenItsHalvesKeepsAnInnerValue() {
        Future<Integer> flat = source.flatMap(value -> Future.of(loop, 2));
        source.complete(1);
        assertFalse(flat.cancel());
        simulation.runUntilIdle();
        assertEquals(2, flat.value());
    }

    @Test
    void flatMapMayBeCancelledByItsOwnFunction() {
        Promise<Integer> inner = new Promise<>(loop, () -> undone.add("inner"));
        List<Future<Integer>> flat = new ArrayList<>();
        flat.add(source.flatMap(value -> {
            assertFalse(flat.get(0).cancel());
            return inner;
        }));
        source.complete(1);
        simulation.runUntilIdle();
        assertTrue(flat.get(0).isCancelled());
        assertEquals(List.of("inner"), undone);
    }

    @Test
    void aRefusalGoesUpTheChain() {
        Promise<Integer> stubborn = new Promise<>(loop, () -> false);
        Future<Integer> last = stubborn.map(value -> value + 1).recover(cause -> 0).map(value -> value + 1);
        assertFalse(last.cancel());
        assertFalse(last.isDone());
        stubborn.complete(1);
        simulation.runUntilIdle();
        assertEquals(3, last.value());
    }

    @Test
    void aCancelledSourceCancelsAllThatIsMadeOfItWithOneException() {
        Future<Integer> first = source.map(value -> value);
        Future<Integer> second = source.map(value -> value);
        source.cancel();
        simulation.runUntilIdle();
        assertSame(source.failure().orElseThrow(), first.failure().orElseThrow());
        assertSame(source.failure().orElseThrow(), second.failure().orElseThrow());
    }

    @Test
    void recoverAndWithinCancelTheirSourceToo() {
        Promise<Integer> other = new Promise<>(loop, () -> undone.add("other"));
        assertTrue(source.recover(cause -> 0).cancel());
        assertTrue(other.withTimeout(Duration.ofDays(1)).cancel());
        assertEquals(List.of("source", "other"), undone);
        simulation.runUntilIdle();
        assertTrue(source.isCancelled() && other.isCancelled());
    }
}
