package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Simulation.StreamPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Time that moves only when everything waits, or by hand. */
class SimulationTest {
    private final Simulation simulation = new Simulation();
    private final EventLoop loop = simulation.loop();
    private final List<String> ran = new ArrayList<>();

    @AfterEach
    void close() {
        simulation.close();
    }

    private void at(long seconds, String what) {
        loop.timer(() -> ran.add(what + " at " + simulation.clock().elapsed().toSeconds()))
                .arm(Duration.ofSeconds(seconds));
    }

    /** A step that makes itself ready again for ever. */
    private Runnable endless() {
        return new Runnable() {
            @Override
            public void run() {
                loop.execute(this);
            }
        };
    }

    // ------------------------------------------------------------------ time that jumps

    @Test
    @Tag("case-24")
    void everySleepEndsAtItsInstant() {
        List<Duration> instants = new ArrayList<>();
        simulation.runCallbacks(any -> {
            Future<Void> chain = Future.of(loop, null);
            for (int i = 1; i <= 9; i++) {
                Duration time = Duration.ofSeconds(10L * i);
                chain = chain.flatMap(done -> Future.sleep(loop, time))
                        .map(done -> {
                            instants.add(simulation.clock().elapsed());
                            return null;
                        });
            }
            return chain;
        });
        List<Duration> expected = new ArrayList<>();
        for (int i = 1, sum = 10; i <= 9; sum += 10 * ++i) {
            expected.add(Duration.ofSeconds(sum));
        }
        assertEquals(expected, instants);
        assertEquals(Duration.ofSeconds(450), simulation.clock().elapsed());
    }

    @Test
    @Tag("case-24")
    void whoeverWaitsForIdlenessRunsBeforeTimeJumps() {
        Future<Void> slept = Future.sleep(loop, Duration.ofDays(1));
        simulation.whenIdle().onDone(done -> ran.add("idle at " + simulation.clock().nanoTime()));
        simulation.whenIdle().onDone(done -> ran.add("idle again at " + simulation.clock().nanoTime()));
        loop.execute(() -> loop.execute(() -> ran.add("a step's step")));
        simulation.runCallbacks(any -> slept);
        assertEquals(List.of("a step's step", "idle at 0", "idle again at 0"), ran);
    }

    @Test
    void aWaitThatNothingCanEndIsADeadlock() {
        Promise<String> never = new Promise<>(loop);
        IllegalStateException deadlock =
                assertThrows(IllegalStateException.class, () -> simulation.runCallbacks(any -> never));
        assertTrue(deadlock.getMessage().startsWith("deadlock"), deadlock.getMessage());
        assertThrows(IllegalStateException.class, loop::run);
        never.complete("rescued");
        assertEquals("rescued", simulation.runCallbacks(any -> never));
    }

    @Test
    void aProgramEndsWithItsValueOrItsFailure() {
        assertEquals("value", simulation.runCallbacks(any -> Future.of(loop, "value")));
        RuntimeException failure = new IllegalArgumentException("own");
        assertSame(failure, assertThrows(RuntimeException.class, () -> simulation.runCallbacks(any -> {
            throw failure;
        })));
        assertEquals(Duration.ZERO, simulation.clock().elapsed());
    }

    @Test
    void aProgramThatHasEndedDoesNotWaitForWhatIsLeft() {
        at(60, "timer");
        simulation.runCallbacks(any -> Future.sleep(loop, Duration.ofSeconds(1)));
        assertEquals(Duration.ofSeconds(1), simulation.clock().elapsed());
        assertEquals(List.of(), ran);
    }

    // ------------------------------------------------------------------ time moved by hand

    @Test
    @Tag("case-25")
    void whatIsDueAtTheVeryEndOfAnAdvanceRunsInTheNextTurn() {
        at(15, "end");
        at(14, "before");
        simulation.advance(Duration.ofSeconds(15));
        assertEquals(List.of("before at 14"), ran);
        assertEquals(Duration.ofSeconds(15), simulation.clock().elapsed());
        simulation.turn();
        assertEquals(List.of("before at 14", "end at 15"), ran);
    }

    @Test
    void anAdvanceRunsEachTimerAtItsInstantThoseArmedOnTheWayToo() {
        at(3, "third");
        loop.timer(() -> at(1, "second")).arm(Duration.ofSeconds(1));
        at(1, "first");
        simulation.advance(Duration.ofSeconds(10));
        assertEquals(List.of("first at 1", "second at 2", "third at 3"), ran);
    }

    @Test
    @Tag("case-25")
    void aTurnRunsWhatIsCurrentAndNotWhatThatMakesReady() {
        loop.execute(() -> {
            ran.add("current");
            loop.execute(() -> ran.add("next"));
        });
        at(0, "due");
        simulation.turn();
        assertEquals(List.of("current", "due at 0"), ran);
        simulation.turn();
        assertEquals(List.of("current", "due at 0", "next"), ran);
        assertEquals(Duration.ZERO, simulation.clock().elapsed());
    }

    @Test
    @Tag("case-25")
    void anAdvanceIsNotNegativeAndNotEndless() {
        assertThrows(IllegalArgumentException.class, () -> simulation.advance(Duration.ofNanos(-1)));
        at(1, "timer");
        simulation.advance(Duration.ZERO);
        assertEquals(List.of(), ran);
        simulation.advance(Duration.ofSeconds(Long.MAX_VALUE));
        assertEquals(List.of("timer at 1"), ran);
        assertEquals(Long.MAX_VALUE - 1, simulation.clock().nanoTime());
    }

    @Test
    void aDeadlineAtTheEndOfTimeDoesNotHideATimerThatIsOverdue() {
        loop.timer(() -> ran.add("never")).armAt(Long.MAX_VALUE);
        at(-1, "overdue");
        simulation.run(() -> Task.await(Future.sleep(Duration.ofSeconds(1))));
        assertEquals(List.of("overdue at 0"), ran);
        assertEquals(Duration.ofSeconds(1), simulation.clock().elapsed());
    }

    @Test
    void aTimeoutAtTheEndOfTimeDoesNotHideATimerThatIsOverdue() {
        simulation.run(() -> Task.timeoutAt(Long.MAX_VALUE, () -> {
            at(-1, "overdue");
            return Task.await(Future.sleep(Duration.ofSeconds(1)));
        }));
        assertEquals(List.of("overdue at 0"), ran);
        assertEquals(Duration.ofSeconds(1), simulation.clock().elapsed());
    }

    @Test
    void runUntilIdleRunsAllThatCanRunAtThisInstant() {
        loop.execute(() -> loop.execute(() -> loop.execute(() -> at(0, "due"))));
        at(1, "later");
        simulation.runUntilIdle();
        assertEquals(List.of("due at 0"), ran);
        assertEquals(Duration.ZERO, simulation.clock().elapsed());
        simulation.runUntilIdle();
        assertEquals(1, ran.size());
    }

    @Test
    void runUntilIdleGivesUpOnWhatNeverRests() {
        loop.execute(endless());
        assertThrows(IllegalStateException.class, simulation::runUntilIdle);
    }

    // ------------------------------------------------------------------ the world

    @Test
    void blockingWorkRunsAsAStep() {
        Future<Thread> worker = Future.offload(loop, Thread::currentThread);
        assertFalse(worker.isDone());
        simulation.runUntilIdle();
        assertSame(Thread.currentThread(), worker.value());
        loop.close();
        assertThrows(RejectedExecutionException.class,
                () -> loop.platform().blockingPool().run(() -> ran.add("late"), loop));
    }

    @Test
    void aPairIsTwoEndsOfOneConnectionAndNothingElse() {
        StreamPair pair = simulation.pair();
        assertEquals(2, simulation.sockets().openCount());
        assertEquals(pair.client().localAddress(), pair.server().remoteAddress());
        byte[] into = new byte[10];
        int count = simulation.runCallbacks(any -> {
            pair.client().write("hello".getBytes());
            return pair.server().read(into).boxed();
        });
        assertEquals("hello", new String(into, 0, count));
        simulation.close();
        assertEquals(0, simulation.sockets().openCount());
    }

    @Test
    @Tag("case-26")
    void randomSleepsEndAtTheSameInstantsEveryTime() {
        assertEquals(endsOfRandomSleeps(), endsOfRandomSleeps());
    }

    /** Of a hundred tasks that sleep a hundred times each: who woke, and when. */
    private static List<String> endsOfRandomSleeps() {
        Random random = new Random(1);
        List<String> ends = new ArrayList<>();
        try (Simulation own = new Simulation()) {
            own.run(() -> TaskGroup.call(group -> {
                for (int i = 0; i < 100; i++) {
                    int who = i;
                    group.start(() -> {
                        for (int sleeps = 0; sleeps < 100; sleeps++) {
                            Task.await(Future.sleep(Duration.ofNanos(random.nextInt(1_000_000))));
                            ends.add(who + " at " + own.clock().elapsed());
                        }
                    });
                }
                return null;
            }));
        }
        assertEquals(10_000, ends.size());
        return ends;
    }
}
