package dev.millrace.lab.fairness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.fixture.BrokenContract;
import dev.millrace.sched.FifoScheduler;
import dev.millrace.sched.Scheduler;
import dev.millrace.sched.Step;
import dev.millrace.testkit.fairness.SchedulerContract;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The contract fails schedulers with known faults, each in the properties that it breaks. */
class StrawmenContractTest {
    private static final String LOST = "nothingIsLostOrRunTwice";
    private static final String SHARE = "siblingsShareInProportionToTheirWeights";
    private static final String ORDER = "noStepIsOvertakenWithinItsShare";
    private static final String FRESH = "siblingsBeginEqualAfterAllWereIdle";
    private static final String DELAY = "everyStepBeginsWithinItsBound";

    static class LifoSlot implements SchedulerContract {
        @Override
        public Scheduler scheduler() {
            return new Strawmen.LifoSlot();
        }
    }

    static class Priority implements SchedulerContract {
        @Override
        public Scheduler scheduler() {
            return new Strawmen.Priority();
        }
    }

    static class Lottery implements SchedulerContract {
        @Override
        public Scheduler scheduler() {
            return new Strawmen.Lottery();
        }
    }

    static class RoundRobin implements SchedulerContract {
        @Override
        public Scheduler scheduler() {
            return new Strawmen.RoundRobin();
        }
    }

    static class Fifo implements SchedulerContract {
        @Override
        public Scheduler scheduler() {
            return new FifoScheduler();
        }
    }

    /** Keeps what is taken back. */
    static class Forgetful implements SchedulerContract {
        @Override
        public Scheduler scheduler() {
            return new Strawmen.RoundRobin() {
                @Override
                public void remove(Step step) {
                    // Forgets to.
                }
            };
        }
    }

    private static Set<String> named(String... properties) {
        return new TreeSet<>(List.of(properties));
    }

    @Test
    void eachStrawmanFailsWhatItBreaks() {
        assertEquals(named(SHARE, FRESH, ORDER, DELAY), BrokenContract.of(LifoSlot.class));
        assertEquals(named(SHARE, FRESH, DELAY), BrokenContract.of(Priority.class));
        assertEquals(named(SHARE, FRESH, DELAY), BrokenContract.of(Lottery.class));
        assertEquals(named(SHARE, FRESH, DELAY), BrokenContract.of(RoundRobin.class));
        assertEquals(named(SHARE, FRESH, DELAY), BrokenContract.of(Fifo.class));
    }

    @Test
    void whatComesOutAfterItWasTakenBackFailsEveryProperty() {
        assertEquals(named(LOST, SHARE, FRESH, ORDER, DELAY), BrokenContract.of(Forgetful.class));
    }
}
