package dev.millrace.testkit.fairness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.millrace.sched.FifoScheduler;
import dev.millrace.sched.Scheduler;
import dev.millrace.sched.Step;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The contract fails schedulers with known faults, each in the properties that it breaks. */
class StrawmenContractTest {
    private static final String LOST = "nothingIsLostOrRunTwice";
    private static final String SHARE = "siblingsShareInProportionToTheirWeights";
    private static final String ORDER = "noStepIsOvertakenWithinItsShare";
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

    /** The properties that fail. */
    private static Set<String> broken(Class<?> contract) {
        Set<String> failed = new TreeSet<>();
        LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(contract)).filters(EngineFilter.includeEngines("jqwik"))
                .configurationParameter("jqwik.shrinking.mode", "OFF").build(), new TestExecutionListener() {
                    @Override
                    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                        if (test.isTest() && result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                            failed.add(test.getDisplayName());
                        }
                    }
                });
        return failed;
    }

    private static Set<String> named(String... properties) {
        return new TreeSet<>(List.of(properties));
    }

    @Test
    void eachStrawmanFailsWhatItBreaks() {
        assertEquals(named(SHARE, ORDER, DELAY), broken(LifoSlot.class));
        assertEquals(named(SHARE, DELAY), broken(Priority.class));
        assertEquals(named(SHARE, DELAY), broken(Lottery.class));
        assertEquals(named(SHARE, DELAY), broken(RoundRobin.class));
        assertEquals(named(SHARE, DELAY), broken(Fifo.class));
    }

    @Test
    void whatComesOutAfterItWasTakenBackFailsEveryProperty() {
        assertEquals(named(LOST, SHARE, ORDER, DELAY), broken(Forgetful.class));
    }
}
