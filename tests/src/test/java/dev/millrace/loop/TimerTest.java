package dev.millrace.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TimerTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final Ledger ledger = new Ledger();
    private final Simulation simulation = new Simulation(ledger, FailureHandler.logging());
    private final EventLoop loop = simulation.loop();
    private final List<String> fired = new ArrayList<>();

    @AfterEach
    void close() {
        simulation.close();
    }

    private Timer timer(String name) {
        return loop.timer(() -> fired.add(name));
    }

    private Timer armed(String name, Duration delay) {
        Timer timer = timer(name);
        timer.arm(delay);
        return timer;
    }

    // ------------------------------------------------------------------ order

    @Test
    @Tag("case-1")
    void timersOfOneDeadlineFireInTheOrderOfArming() {
        Timer a = timer("a");
        Timer b = timer("b");
        b.armAt(100);
        a.armAt(100);
        armed("c", Duration.ofNanos(100));
        b.armAt(100);
        simulation.advance(DAY);
        assertEquals(List.of("a", "c", "b"), fired);
    }

    @Test
    @Tag("case-2")
    void timersThatAreDueAlreadyFireInTheNextTurnByDeadline() {
        armed("a", Duration.ofMillis(-1));
        armed("b", Duration.ofMillis(-2));
        armed("first of all", Duration.ofSeconds(Long.MIN_VALUE));
        assertEquals(List.of(), fired, "never inline");
        simulation.turn();
        assertEquals(List.of("first of all", "b", "a"), fired);
    }

    @Test
    @Tag("case-2")
    void theFarthestPastAndTheFarthestFutureCanBeCompared() {
        armed("past", Duration.ofSeconds(Long.MIN_VALUE));
        simulation.clock().advance(Duration.ofDays(10_000));
        armed("future", Duration.ofSeconds(Long.MAX_VALUE));
        simulation.turn();
        assertEquals(List.of("past"), fired);
    }

    @Test
    @Tag("case-4")
    void aTimerArmedAtZeroByATimerFiresInTheNextTurn() {
        Timer second = timer("second");
        loop.timer(() -> second.arm(Duration.ZERO)).arm(Duration.ZERO);
        simulation.turn();
        assertEquals(List.of(), fired);
        simulation.turn();
        assertEquals(List.of("second"), fired);
    }

    @Test
    void firesAtItsInstant() {
        loop.timer(() -> fired.add("at " + simulation.clock().nanoTime())).arm(Duration.ofNanos(7));
        simulation.clock().advance(Duration.ofNanos(6));
        simulation.turn();
        assertEquals(List.of(), fired);
        simulation.advance(DAY);
        assertEquals(List.of("at 7"), fired);
    }

    @Test
    @Tag("case-18")
    void aDelayCountsFromTheMomentOfArmingThoughTheStepWasSlow() {
        loop.execute(() -> {
            simulation.clock().advance(Duration.ofMillis(50));
            armed("timer", Duration.ofMillis(10));
        });
        simulation.advance(Duration.ofMillis(60));
        assertEquals(List.of(), fired);
        simulation.turn();
        assertEquals(List.of("timer"), fired);
    }

    // ------------------------------------------------------------------ far away

    static Stream<Duration> farAway() {
        return Stream.of(Duration.ofMillis((1L << 48) - 1), Duration.ofMillis(Long.MAX_VALUE),
                Duration.ofSeconds(1L << 54), Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
    }

    @ParameterizedTest
    @MethodSource("farAway")
    @Tag("case-8")
    void aFarDelayNeitherFiresNorHidesANearOne(Duration far) {
        simulation.clock().advance(Duration.ofDays(10_000));
        Timer timer = armed("far", far);
        armed("near", DAY);
        simulation.advance(Duration.ofDays(2));
        assertEquals(List.of("near"), fired);
        assertTrue(timer.isArmed());
        timer.cancel();
        assertTrue(loop.timers.isEmpty());
    }

    @ParameterizedTest
    @MethodSource("farAway")
    @Tag("case-9")
    void aFarPeriodFiresOnceWhileANearOneGoesOn(Duration far) {
        Timer[] huge = new Timer[1];
        huge[0] = loop.timer(() -> {
            fired.add("huge");
            huge[0].arm(far);
        });
        Timer[] small = new Timer[1];
        small[0] = loop.timer(() -> {
            fired.add("small");
            small[0].arm(Duration.ofMillis(2));
        });
        huge[0].arm(Duration.ofMillis(1));
        small[0].arm(Duration.ofMillis(2));
        simulation.advance(Duration.ofMillis(21));
        assertEquals(11, fired.size());
        assertEquals(1, fired.stream().filter("huge"::equals).count());
    }

    // ------------------------------------------------------------------ again, and not

    @Test
    @Tag("case-10")
    void armingAgainReplaces() {
        Timer timer = armed("moved", DAY);
        timer.arm(Duration.ofMillis(10));
        simulation.advance(Duration.ofDays(3));
        assertEquals(List.of("moved"), fired);
        assertFalse(timer.isArmed());
    }

    @Test
    void armingAgainWhenDueTakesTheFiringBack() {
        Timer[] victim = {timer("victim")};
        loop.timer(() -> victim[0].arm(DAY)).arm(Duration.ZERO);
        victim[0].arm(Duration.ZERO);
        simulation.advance(Duration.ofHours(1));
        assertEquals(List.of(), fired);
        simulation.advance(DAY);
        assertEquals(List.of("victim"), fired);
    }

    @Test
    void cancelIsForAnyTime() {
        Timer timer = timer("timer");
        timer.cancel();
        timer.arm(Duration.ZERO);
        timer.cancel();
        timer.cancel();
        assertFalse(timer.isArmed());
        simulation.advance(DAY);
        assertEquals(List.of(), fired);
    }

    @Test
    @Tag("case-12")
    void aCancelledTimerDoesNotShortenTheWait() {
        Timer first = armed("first", Duration.ofSeconds(5));
        armed("second", Duration.ofSeconds(10));
        first.cancel();
        loop.turn(-1);
        assertEquals(Duration.ofSeconds(10).toNanos(), ledger.lastPoll().timeout());
        assertEquals(0, loop.timers.size());
    }

    @Test
    @Tag("case-13")
    void cancelledAndMovedTimersLeaveNothingBehind() {
        List<Timer> timers = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            timers.add(armed("never", DAY.plusNanos(i * 7919L % 10_000)));
        }
        Timer moved = armed("moved", DAY);
        for (int i = 0; i < 2_000; i++) {
            moved.arm(DAY.plusNanos(i));
        }
        assertEquals(10_001, loop.timers.size());
        timers.forEach(Timer::cancel);
        assertEquals(1, loop.timers.size());
    }

    @Test
    @Tag("case-14")
    void theFirstOfManyMayCancelTheOthersOrMoveThem() {
        List<Timer> others = new ArrayList<>();
        loop.timer(() -> {
            fired.add("first");
            others.subList(0, 50).forEach(Timer::cancel);
            others.subList(50, 99).forEach(timer -> timer.arm(DAY));
            others.subList(50, 80).forEach(Timer::cancel);
        }).arm(Duration.ofSeconds(1));
        for (int i = 0; i < 99; i++) {
            others.add(armed("other", Duration.ofSeconds(1)));
        }
        simulation.advance(Duration.ofHours(1));
        assertEquals(List.of("first"), fired);
        assertEquals(19, loop.timers.size());
        simulation.advance(DAY);
        assertEquals(20, fired.size());
    }
}
