package dev.millrace.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.sched.FifoScheduler;
import dev.millrace.sched.Scheduler;
import dev.millrace.sched.Share;
import dev.millrace.sched.Step;
import dev.millrace.sys.ReadyBatch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A scheduler of the user's own: it decides the order, and the loop keeps the books. */
class SchedulerSeamTest {
    private final List<String> ran = new ArrayList<>();
    private final List<Long> charged = new ArrayList<>();
    private EventLoop loop;

    @AfterEach
    void close() {
        loop.close();
    }

    private void open(Scheduler scheduler) {
        loop = new EventLoop(new Scripted().platform(), LoopOptions.DEFAULT.withScheduler(() -> scheduler));
    }

    private Named step(String name) {
        return new Named(name, () -> ran.add(name));
    }

    /** Last in, first out, and charged after each step. */
    private class Lifo implements Scheduler {
        final ArrayDeque<Step> steps = new ArrayDeque<>();

        @Override
        public void add(Step step) {
            steps.push(step);
        }

        @Override
        public Step next() {
            return steps.poll();
        }

        @Override
        public void remove(Step step) {
            steps.remove(step);
        }

        @Override
        public boolean isEmpty() {
            return steps.isEmpty();
        }

        @Override
        public int stepsPerReading() {
            return 1;
        }

        @Override
        public void charge(Share share, long nanos) {
            assertNotNull(share);
            charged.add(nanos);
        }
    }

    @Test
    void theOrderIsTheSchedulers() {
        open(new Lifo());
        List.of("a", "b", "c").forEach(name -> loop.core().makeReady(step(name)));
        loop.turn(0);
        assertEquals(List.of("c", "b", "a"), ran);
        assertEquals(3, charged.size());
    }

    /** Whatever order the scheduler chooses: a poll follows after as many steps as were ready. */
    @Test
    void aTurnRunsAsManyStepsAsWereReadyWhenItBegan() {
        open(new Lifo());
        Named.yielding(loop, Integer.MAX_VALUE, () -> ran.add("again"));
        loop.core().makeReady(step("other"));
        loop.turn(0);
        assertEquals(List.of("other", "again"), ran);
        loop.core().makeReady(step("another"));
        loop.turn(0);
        assertEquals(List.of("other", "again", "another", "again"), ran);
    }

    @Test
    void aStepThatWasMadeReadyByAStepCanBeTakenBack() {
        open(new FifoScheduler());
        Named taken = step("taken");
        loop.core().makeReady(new Named("maker", () -> {
            loop.core().makeReady(taken);
            loop.core().makeReady(step("kept"));
            loop.core().unready(taken);
        }));
        loop.turn(0);
        assertFalse(taken.isReady());
        loop.core().makeReady(taken);
        loop.turn(0);
        assertEquals(List.of("kept", "taken"), ran);
    }

    @Test
    void aSchedulerThatGivesAStepItDoesNotHaveIsRefused() {
        Named stranger = step("stranger");
        open(new Lifo() {
            @Override
            public Step next() {
                return steps.isEmpty() ? null : stranger;
            }
        });
        Named own = step("own");
        loop.core().makeReady(own);
        assertThrows(IllegalStateException.class, () -> loop.turn(0));
        assertEquals(List.of(), ran);
        loop.core().unready(own);
    }

    @Test
    void aStepBelongsToTheShareOfTheStepThatMadeItReadyFirst() {
        open(new FifoScheduler());
        Named child = step("child");
        Share share = new Share("own");
        Named parent = new Named("parent", () -> loop.core().makeReady(child));
        parent.share(share);
        loop.core().makeReady(parent);
        loop.turn(0);
        assertSame(share, child.share());
        loop.turn(0);
        loop.core().makeReady(child);
        assertSame(share, child.share());
    }

    /** A phase tries the operation, and the share of whoever started it pays for that. */
    @Test
    void inputThatAPhaseReadsIsChargedToWhoeverWaitsForIt() {
        Scripted scripted = new Scripted();
        List<String> accounts = new ArrayList<>();
        Scheduler recording = new Lifo() {
            @Override
            public void charge(Share share, long nanos) {
                accounts.add(share.name() + " " + nanos);
            }
        };
        loop = new EventLoop(scripted.platform(), LoopOptions.DEFAULT.withScheduler(() -> recording));
        Share reading = loop.share().child("reading", 1);
        Registration registration = loop.core().registry().add(5, false);
        Named reader = new Named("reader", () -> registration.reader().start(new Operation() {
            @Override
            public int attempt() {
                scripted.clock.advance(Duration.ofNanos(7000));
                return 1;
            }

            @Override
            public boolean completesInPhase() {
                return true;
            }

            @Override
            public void complete(int result) {
                ran.add("read");
            }
        }));
        reader.share(reading);
        loop.core().makeReady(reader);
        loop.turn(0);
        accounts.clear();
        scripted.report(5, ReadyBatch.READABLE);
        loop.turn(0);
        assertEquals(List.of("read"), ran);
        assertEquals(List.of("reading 7000"), accounts);
        assertEquals(7000, reading.statistics().time().toNanos());
    }

    /** Ten quanta at most, so that a pause of the machine is nobody's fault; and never nothing. */
    @Test
    void aChargeHasALeastAndAMost() {
        Scripted scripted = new Scripted();
        loop = new EventLoop(scripted.platform(), LoopOptions.DEFAULT.withScheduler(Lifo::new)
                .withQuantum(Duration.ofNanos(1000)));
        loop.core().makeReady(new Named("short", () -> { }));
        loop.turn(0);
        loop.core().makeReady(new Named("long", () -> scripted.clock.advance(Duration.ofSeconds(1))));
        loop.turn(0);
        assertEquals(List.of(100L, 10_000L), charged);
    }
}
