package dev.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.fixture.SimulatedLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many futures as one: all of them, or any. */
class GatherTest extends SimulatedLoop {
    private final Promise<String> a = new Promise<>(loop);
    private final Promise<String> b = new Promise<>(loop);
    private final Promise<String> c = new Promise<>(loop);
    private final List<Promise<String>> three = List.of(a, b, c);
    private final RuntimeException first = new IllegalStateException("the first failure");
    private final RuntimeException second = new IllegalStateException("the second failure");

    @Test
    @Tag("case-101")
    void allKeepsTheOrderOfTheArguments() {
        List<List<String>> told = new ArrayList<>();
        Future<List<String>> all = Futures.all(loop, three);
        all.onDone(done -> told.add(done.value()));
        b.complete("b");
        a.complete("a");
        simulation.runUntilIdle();
        assertFalse(all.isDone());
        c.complete("c");
        simulation.runUntilIdle();
        assertEquals(List.of(List.of("a", "b", "c")), told);
    }

    @Test
    @Tag("case-101")
    void allOfNoneIsDone() {
        assertEquals(List.of(), Futures.all(loop, List.<Future<String>>of()).value());
    }

    @Test
    @Tag("case-101")
    void allTakesOneFutureSeveralTimes() {
        Future<List<String>> all = Futures.all(loop, List.of(a, a, a));
        a.complete("a");
        simulation.runUntilIdle();
        assertEquals(List.of("a", "a", "a"), all.value());
    }

    @Test
    void allTakesNullValuesAndGivesAListThatCannotBeChanged() {
        Future<List<String>> all = Futures.all(loop, List.of(a, b));
        a.complete(null);
        b.complete("b");
        simulation.runUntilIdle();
        assertEquals(Arrays.asList(null, "b"), all.value());
        assertThrows(UnsupportedOperationException.class, () -> all.value().set(0, "changed"));
    }

    @Test
    @Tag("case-102")
    void allFailsAtOnceAndTheOthersGoOn() {
        Future<List<String>> all = Futures.all(loop, three);
        b.fail(first);
        simulation.runUntilIdle();
        assertSame(first, all.failure().orElseThrow());
        assertFalse(a.isDone());
        a.complete("a");
        c.fail(second);
        simulation.runUntilIdle();
        assertEquals("a", a.value());
        assertSame(first, all.failure().orElseThrow());
    }

    @Test
    @Tag("case-102")
    void whatComesAfterTheFirstFailureIsNotReported() {
        Futures.all(loop, three).onEnd(() -> { });
        a.fail(first);
        b.fail(second);
        c.cancel();
        simulation.runUntilIdle();
        simulation.close();
        assertEquals(List.of(), takeReports());
    }

    @Test
    @Tag("case-104")
    void aCancelledMemberEndsAllWithItsCancel() {
        Future<List<String>> all = Futures.all(loop, three);
        b.cancel("only b");
        simulation.runUntilIdle();
        assertSame(b.failure().orElseThrow(), all.failure().orElseThrow());
        assertFalse(a.isDone());
        assertFalse(c.isDone());
    }

    @Test
    @Tag("case-104")
    void cancellingAllCancelsEveryMember() {
        Future<List<String>> all = Futures.all(loop, three);
        b.complete("b");
        assertTrue(all.cancel());
        assertTrue(a.isCancelled());
        assertEquals("b", b.value());
        assertTrue(c.isCancelled());
    }

    @Test
    void anyGivesTheFirstValueAndLetsTheOthersGoOn() {
        Future<String> any = Futures.any(three);
        a.fail(first);
        c.complete("c");
        b.complete("b");
        simulation.runUntilIdle();
        assertEquals("c", any.value());
        assertFalse(a.isCancelled());
    }

    @Test
    void anyFailsWhenAllHaveFailed() {
        Future<String> any = Futures.any(three);
        c.cancel();
        b.fail(first);
        simulation.runUntilIdle();
        assertFalse(any.isDone());
        a.fail(second);
        simulation.runUntilIdle();
        assertSame(first, any.failure().orElseThrow());
        assertEquals(List.of(c.failure().orElseThrow(), second), List.of(first.getSuppressed()));
    }

    @Test
    void anyFailsWhenAllAreCancelledAndIsNotCancelledItself() {
        Future<String> any = Futures.any(List.of(a, b));
        a.cancel();
        b.cancel();
        simulation.runUntilIdle();
        assertFalse(any.isCancelled());
        assertSame(a.failure().orElseThrow(), any.failure().orElseThrow());
    }

    @Test
    void anyToleratesOneFailureSharedByAll() {
        Future<String> any = Futures.any(List.of(a, b));
        a.fail(first);
        b.fail(first);
        simulation.runUntilIdle();
        assertSame(first, any.failure().orElseThrow());
        assertEquals(0, first.getSuppressed().length);
    }

    @Test
    @Tag("case-104")
    void cancellingAnyCancelsEveryMember() {
        assertTrue(Futures.any(three).cancel());
        three.forEach(each -> assertTrue(each.isCancelled()));
    }

    @Test
    void anyOfNoneIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Futures.any(List.of()));
    }

    @Test
    void membersThatHaveEndedBeforeCountToo() {
        a.complete("a");
        Future<List<String>> all = Futures.all(loop, List.of(a, Future.of(loop, "there")));
        Future<String> any = Futures.any(List.of(b, a));
        simulation.runUntilIdle();
        assertEquals(List.of("a", "there"), all.value());
        assertEquals("a", any.value());
    }

    @Test
    void oneThatOutlivesManyOthersCollectsNothing() {
        RuntimeException late = new IllegalStateException("late");
        List<Future<String>> won = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Promise<String> winner = new Promise<>(loop);
            won.add(Futures.any(List.of(a, winner)));
            winner.complete("won");
            simulation.runUntilIdle();
        }
        assertTrue(won.stream().allMatch(Future::isDone));
        assertFalse(a.hasCallbacks());
        a.fail(late);
        simulation.close();
    }

    @Test
    void whatAllHasGivenUpMayFailLaterUnheard() {
        Future<List<String>> all = Futures.all(loop, three);
        a.fail(first);
        simulation.runUntilIdle();
        assertSame(first, all.failure().orElseThrow());
        assertFalse(b.hasCallbacks());
        b.fail(second);
        simulation.close();
    }

    @Test
    void allSettledGivesTheSameFuturesInOrderWhateverTheirEnds() {
        Future<List<Promise<String>>> settled = Futures.allSettled(three);
        c.cancel();
        b.fail(first);
        simulation.runUntilIdle();
        assertFalse(settled.isDone());
        a.complete("a");
        simulation.runUntilIdle();
        assertEquals(three, settled.value());
        simulation.close();
        assertEquals(List.of(), takeReports());
    }

    @Test
    @Tag("case-101")
    void allSettledOfNoneIsDoneAndTakesOneSeveralTimes() {
        assertEquals(List.of(), Futures.allSettled(loop, List.<Future<String>>of()).value());
        Future<List<Promise<String>>> settled = Futures.allSettled(List.of(a, b, a));
        b.complete("b");
        a.complete("a");
        simulation.runUntilIdle();
        assertEquals(List.of(a, b, a), settled.value());
    }

    @Test
    @Tag("case-104")
    void cancellingAllSettledCancelsEveryMember() {
        Future<String> other = b.map(value -> value);
        assertTrue(Futures.allSettled(three).cancel());
        assertTrue(a.isCancelled());
        assertFalse(b.isDone());
        assertTrue(c.isCancelled());
        assertTrue(other.cancel());
    }
}
