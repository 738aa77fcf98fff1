package dev.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.fixture.SimulatedLoop;
import dev.millrace.task.Futures.Losers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A race of futures, and what becomes of the losers. */
class FirstOfManyTest extends SimulatedLoop {
    private final Promise<String> a = new Promise<>(loop);
    private final Promise<String> b = new Promise<>(loop);
    private final Promise<String> c = new Promise<>(loop);
    private final List<Promise<String>> three = List.of(a, b, c);
    private final RuntimeException failure = new IllegalStateException("a failure");

    @ParameterizedTest
    @EnumSource
    void endsAsTheFirstThatEnds(Losers losers) {
        Future<String> first = Futures.first(losers, three);
        simulation.runUntilIdle();
        assertFalse(first.isDone());
        b.complete("b");
        simulation.runUntilIdle();
        assertEquals("b", first.value());
        assertEquals(losers == Losers.CANCEL, a.isCancelled());
        assertEquals(losers == Losers.CANCEL, c.isCancelled());
        assertEquals(losers == Losers.CANCEL, a.isDone());
    }

    @ParameterizedTest
    @EnumSource
    void aFailureWinsToo(Losers losers) {
        Future<String> first = Futures.first(losers, three);
        c.fail(failure);
        simulation.runUntilIdle();
        assertSame(failure, first.failure().orElseThrow());
        assertEquals(losers == Losers.CANCEL, a.isCancelled());
    }

    @Test
    @Tag("case-104")
    void aCancelledMemberWinsAsAFailureAndIsNotTheCancelOfTheRace() {
        Future<String> first = Futures.first(Losers.LEAVE, three);
        a.cancel("only a");
        simulation.runUntilIdle();
        assertFalse(first.isCancelled());
        assertEquals("only a", assertThrows(CancellationException.class, first::value).getMessage());
    }

    @Test
    void ofThoseThatHaveEndedBeforeTheFirstArgumentWins() {
        b.complete("b");
        a.complete("a");
        Future<String> first = Futures.first(Losers.CANCEL, three);
        Future<String> reversed = Futures.first(Losers.CANCEL, List.of(c, b, a));
        simulation.runUntilIdle();
        assertEquals("a", first.value());
        assertEquals("b", reversed.value());
    }

    @Test
    void ofThoseThatEndInOneStepTheEarlierWins() {
        Future<String> first = Futures.first(Losers.CANCEL, three);
        b.complete("b");
        a.complete("a");
        simulation.runUntilIdle();
        assertEquals("b", first.value());
        assertEquals("a", a.value());
    }

    @Test
    void aLoserForWhichSomebodyElseWaitsGoesOn() {
        Future<String> other = b.map(value -> value + "!");
        Future<String> first = Futures.first(Losers.CANCEL, three);
        a.complete("a");
        simulation.runUntilIdle();
        assertEquals("a", first.value());
        assertTrue(c.isCancelled());
        b.complete("b");
        simulation.runUntilIdle();
        assertEquals("b!", other.value());
    }

    @ParameterizedTest
    @EnumSource
    @Tag("case-102")
    void whatLosersFailWithMakesNoNoise(Losers losers) {
        Promise<String> stubborn = new Promise<>(loop, () -> false);
        Future<String> first = Futures.first(losers, List.of(a, stubborn, b));
        a.complete("a");
        simulation.runUntilIdle();
        assertEquals("a", first.value());
        stubborn.fail(failure);
        b.tryFail(failure);
        simulation.close();
        assertEquals(List.of(), takeReports());
    }

    @ParameterizedTest
    @EnumSource
    @Tag("case-104")
    void aCancelGivesUpThoseForWhichNobodyElseWaits(Losers losers) {
        Future<String> other = b.map(value -> value);
        Future<String> first = Futures.first(losers, three);
        assertTrue(first.cancel("enough"));
        assertTrue(a.isCancelled());
        assertFalse(b.isDone());
        assertTrue(c.isCancelled());
        assertTrue(other.cancel());
    }

    @ParameterizedTest
    @EnumSource
    @Tag("case-81")
    void aCancelAfterTheEndOfAMemberKeepsItsValueAndGivesUpTheOthers(Losers losers) {
        Future<String> first = Futures.first(losers, three);
        b.complete("b");
        assertFalse(first.cancel());
        assertTrue(a.isCancelled());
        assertTrue(c.isCancelled());
        simulation.runUntilIdle();
        assertEquals("b", first.value());
    }

    @Test
    @Tag("case-81")
    void theOthersKeepWhatIsDecidedTooAndGoOnIfItIsNot() {
        Future<List<String>> all = Futures.all(List.of(a, b));
        Future<String> any = Futures.any(List.of(a, c));
        Future<List<Promise<String>>> settled = Futures.allSettled(List.of(a, b));
        a.complete("a");
        assertTrue(settled.cancel());
        assertFalse(b.isDone());
        assertTrue(all.cancel());
        assertTrue(b.isCancelled());
        assertFalse(any.cancel());
        assertTrue(c.isCancelled());
        simulation.runUntilIdle();
        assertEquals("a", any.value());
    }

    @Test
    @Tag("case-101")
    void oneFutureMayBeGivenSeveralTimes() {
        Future<String> first = Futures.first(Losers.CANCEL, List.of(a, b, a, b));
        a.complete("a");
        simulation.runUntilIdle();
        assertEquals("a", first.value());
        assertTrue(b.isCancelled());
    }

    @Test
    void ofNoneIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Futures.first(Losers.LEAVE, List.of()));
    }

    @ParameterizedTest
    @EnumSource
    void oneThatOutlivesManyRacesCollectsNothing(Losers losers) {
        a.onEnd(() -> { });
        List<Future<String>> won = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            won.add(Futures.first(losers, List.of(a, Future.of(loop, "won"))));
            simulation.runUntilIdle();
        }
        assertTrue(won.stream().allMatch(Future::isDone));
        assertFalse(a.isAwaitedBesides(a.firstCallback()));
    }

    @Test
    void aRaceWithinATimeoutGivesUpItsMembers() {
        Future<String> first = Futures.first(Losers.LEAVE, three).withTimeout(Duration.ofMillis(1));
        loop.turn(-1);
        simulation.runUntilIdle();
        assertTrue(first.failure().orElseThrow() instanceof TimedOut);
        assertTrue(a.isCancelled());
    }

    @Test
    void theLoserOfARaceBetweenTasksIsCancelledAndItsGroupGoesOn() {
        List<String> ends = new ArrayList<>();
        String won = simulation.run(() -> TaskGroup.call(group -> {
            Task<String> slow = group.start(() -> {
                try {
                    return Task.await(Future.sleep(Duration.ofSeconds(9)).map(nothing -> "slow"));
                } finally {
                    ends.add("slow");
                }
            });
            Task<String> fast = group.start(() -> Task.await(Future.sleep(Duration.ofSeconds(1)).map(n -> "fast")));
            return Task.await(Futures.first(Losers.CANCEL, List.of(slow, fast)));
        }));
        assertEquals("fast", won);
        assertEquals(List.of("slow"), ends);
        assertEquals(1, simulation.clock().elapsed().toSeconds());
    }
}
