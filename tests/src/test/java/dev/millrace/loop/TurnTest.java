package dev.millrace.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One turn: its phases, and how long it may take. */
class TurnTest {
    private final Ledger ledger = new Ledger();
    private final Simulation simulation = new Simulation(ledger, FailureHandler.logging());
    private final EventLoop loop = simulation.loop();
    private final List<String> ran = new ArrayList<>();

    @AfterEach
    void close() {
        simulation.close();
    }

    private Named step(String name) {
        return new Named(name, () -> ran.add(name));
    }

    // ------------------------------------------------------------------ phases

    @Test
    void takesTheInboxThenTimersThenRunsThenPollsThenHandsOut() {
        TcpListener listener = TcpListener.bind(loop, Address.loopback(0));
        listener.accept().onDone(done -> ran.add("accepted"));
        loop.timer(() -> ran.add("timer")).arm(Duration.ZERO);
        loop.execute(step("submitted"));
        loop.core().makeReady(step("ready before"));
        TcpStream.connect(loop, listener.localAddress());
        loop.turn(0);
        assertEquals(List.of("submitted", "ready before", "timer"), ran);
        assertEquals("poll", ledger.order.get(4), ledger.order::toString);
        assertEquals(2, ledger.lastPoll().reports());
        simulation.runUntilIdle();
        assertEquals("accepted", ran.get(3));
    }

    @Test
    @Tag("case-4")
    void whatBecomesReadyWhileStepsRunWaitsForTheNextPoll() {
        loop.timer(() -> {
            ran.add("timer");
            loop.execute(step("submitted"));
            loop.core().makeReady(step("made ready"));
            loop.timer(step("armed")).arm(Duration.ZERO);
        }).arm(Duration.ofSeconds(-1));
        loop.turn(0);
        assertEquals(List.of("timer"), ran);
        loop.turn(0);
        assertEquals(List.of("timer", "submitted", "made ready", "armed"), ran);
    }

    @Test
    void runsStepsInTheOrderInWhichTheyBecameReadyAndEachOnce() {
        Named twice = step("twice");
        Named never = step("never");
        loop.core().makeReady(twice);
        loop.core().makeReady(step("second"));
        loop.core().makeReady(never);
        loop.core().makeReady(twice);
        loop.core().makeReady(step("last"));
        loop.core().unready(never);
        loop.core().unready(never);
        assertTrue(twice.isReady());
        assertFalse(never.isReady());
        loop.turn(0);
        loop.turn(0);
        assertEquals(List.of("twice", "second", "last"), ran);
        assertFalse(twice.isReady());
    }

    @Test
    void aStepMayTakeBackOneThatWasToRunInTheSameTurn() {
        Named victim = step("victim");
        loop.core().makeReady(new Named("killer", () -> loop.core().unready(victim)));
        loop.core().makeReady(victim);
        loop.turn(0);
        assertEquals(List.of(), ran);
    }

    @Test
    void countsTurnsFromOne() {
        List<Long> turns = new ArrayList<>();
        LoopObserver observer = new LoopObserver() {
            @Override
            public void turnStarted(long turn) {
                turns.add(turn);
            }
        };
        try (Simulation observed = new Simulation(observer, FailureHandler.logging())) {
            observed.turn();
            observed.turn();
        }
        assertEquals(List.of(1L, 2L), turns);
    }

    // ------------------------------------------------------------------ how long it takes

    @Test
    void pollsWithoutWaitingWhileAStepIsReady() {
        loop.core().makeReady(new Named("again", () -> loop.core().makeReady(step("next"))));
        loop.turn(1_000_000);
        assertEquals(0, ledger.lastPoll().timeout());
        loop.turn(1_000_000);
        assertEquals(1_000_000, ledger.lastPoll().timeout());
    }

    @Test
    void waitsForTheNearestTimerButNoLongerThanItIsAllowed() {
        loop.timer(step("timer")).arm(Duration.ofNanos(500));
        loop.turn(200);
        assertEquals(200, ledger.lastPoll().timeout());
        loop.turn(-1);
        assertEquals(300, ledger.lastPoll().timeout());
        loop.turn(0);
        assertEquals(List.of("timer"), ran);
    }

    @Test
    void aTimerThatFallsDueWhileStepsRunIsNotWaitedFor() {
        loop.timer(step("timer")).arm(Duration.ofNanos(500));
        loop.core().makeReady(new Named("slow", () -> simulation.clock().advance(Duration.ofNanos(600))));
        loop.turn(-1);
        assertEquals(0, ledger.lastPoll().timeout());
        loop.turn(0);
        assertEquals(List.of("timer"), ran);
    }

    @Test
    void stepsBeyondTheQuantumRunAfterAPoll() {
        List<Integer> perTurn = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String name = "step " + i;
            loop.core().makeReady(new Named(name, () -> {
                ran.add(name);
                simulation.clock().advance(LoopOptions.DEFAULT.quantum().dividedBy(5));
            }));
        }
        while (ran.size() < 40) {
            int before = ran.size();
            loop.turn(0);
            perTurn.add(ran.size() - before);
        }
        assertEquals("step 39", ran.get(39));
        assertTrue(perTurn.size() > 1 && perTurn.stream().allMatch(steps -> steps <= 5 + 1 + 8), perTurn::toString);
        assertEquals(ran.stream().sorted((a, b) -> Integer.compare(number(a), number(b))).toList(), ran);
    }

    private static int number(String name) {
        return Integer.parseInt(name.substring(5));
    }

    @Test
    void refusesAQuantumThatIsNotPositive() {
        for (Duration quantum : List.of(Duration.ZERO, Duration.ofNanos(-1))) {
            assertThrows(IllegalArgumentException.class, () -> LoopOptions.DEFAULT.withQuantum(quantum));
        }
    }

    // ------------------------------------------------------------------ stop

    @Test
    void stopEndsTheRunAfterTheTurn() {
        loop.core().makeReady(new Named("stopper", loop::stop));
        loop.core().makeReady(step("of the same turn"));
        loop.run();
        assertEquals(List.of("turn", "stopper", "of the same turn", "poll"), ledger.order);
        assertEquals(0, ledger.lastPoll().timeout());
        assertEquals(List.of("of the same turn"), ran);
    }

    @Test
    void stopSavesThePollIfTheRunHasMadeOne() {
        Named stopper = new Named("stopper", loop::stop);
        loop.core().makeReady(new Named("first", () -> loop.core().makeReady(stopper)));
        loop.run();
        assertEquals(List.of("turn", "first", "poll", "turn", "stopper"), ledger.order);
    }

    @Test
    void aRunThatIsStoppedBeforehandStillPolls() {
        TcpListener listener = TcpListener.bind(loop, Address.loopback(0));
        listener.accept().onDone(done -> ran.add("accepted"));
        TcpStream.connect(loop, listener.localAddress());
        for (int i = 0; i < 3; i++) {
            loop.execute(loop::stop);
            loop.run();
        }
        assertEquals(3, ledger.polls.size());
        assertEquals(List.of("accepted"), ran);
    }

    // ------------------------------------------------------------------ one order per thread

    @Test
    void whatAThreadSubmittedBeforeItsRunRunsBeforeWhatItMadeReadyLater() {
        loop.execute(step("set up"));
        loop.core().makeReady(step("main"));
        loop.execute(step("after main"));
        loop.turn(0);
        assertEquals(List.of("set up", "main", "after main"), ran);
    }

    @Test
    void submissionsFromInsideATurnDoNotOvertakeABacklogOfTheSameThread() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            int number = i;
            loop.execute(() -> {
                order.add(number);
                if (number % 500 == 0) {
                    loop.execute(() -> order.add(3000 + number / 500));
                }
            });
        }
        simulation.runUntilIdle();
        assertEquals(IntStream.range(0, 3006).boxed().toList(), order);
    }

    @Test
    void stopBeforeARunEndsItAfterOneTurn() {
        loop.core().makeReady(step("step"));
        loop.stop();
        loop.run();
        assertEquals(List.of("step"), ran);
    }

    @Test
    void aLoopCanRunAgain() {
        for (int i = 0; i < 3; i++) {
            loop.timer(loop::stop).arm(Duration.ofHours(1));
            loop.run();
        }
        assertEquals(Duration.ofHours(3), simulation.clock().elapsed());
    }
}
