package dev.millrace.testkit;

import dev.millrace.loop.FailureHandler;
import dev.millrace.loop.LoopObserver;
import dev.millrace.sched.Step;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

/**
 * Cancels a scenario wherever it can be cancelled. It is run once to count its steps, for a task is suspended only
 * between two of them; then once for each step, in a simulation of its own, with its main task cancelled right after
 * that step. After every run an invariant must hold: nothing is lost, no lock is held, no descriptor and no task is
 * left.
 */
public final class CancelEverywhere {
    /** What is run, as the main task of a simulation. */
    @FunctionalInterface
    public interface Scenario {
        /** Runs; whatever it throws in the first run, which is not cancelled, fails the check. */
        void run(Simulation simulation) throws Exception;
    }

    /** What must hold after every run; throws if it does not. */
    @FunctionalInterface
    public interface Invariant {
        /** Checks the simulation, in which nothing runs any more. */
        void check(Simulation simulation) throws Exception;
    }

    private final Coroutines coroutines;

    /** Makes a checker whose tasks are made of the coroutines given. */
    public CancelEverywhere(Coroutines coroutines) {
        this.coroutines = coroutines;
    }

    /**
     * Runs the scenario as often as it has steps, and once more.
     *
     * @return how many steps it had
     * @throws AssertionError if it does not end after a cancel, leaves a descriptor open, fails with anything but the
     *     cancel, or breaks the invariant; the message says after which step the cancel came
     */
    public int check(Scenario scenario, Invariant invariant) {
        int steps = run(scenario, invariant, Integer.MAX_VALUE);
        for (int step = 1; step <= steps; step++) {
            run(scenario, invariant, step);
        }
        return steps;
    }

    private int run(Scenario scenario, Invariant invariant, int cancelAfter) {
        CancelAfter canceller = new CancelAfter(cancelAfter);
        String when = cancelAfter == Integer.MAX_VALUE ? "without a cancel" : "cancelled after step " + cancelAfter;
        FailureHandler failures = (what, failure) -> {
            throw new AssertionError(when + ": " + what, failure);
        };
        try (Simulation simulation = new Simulation(canceller, failures)) {
            Callable<Void> main = () -> {
                scenario.run(simulation);
                return null;
            };
            try {
                simulation.run(loop -> canceller.watch(TaskGroup.main(loop, coroutines, main)));
            } catch (CancellationException e) {
                if (!canceller.cancelled) {
                    throw e;
                }
            }
            int open = simulation.sockets().openCount();
            if (open != 0) {
                throw new AssertionError(open + " descriptors are left open");
            }
            invariant.check(simulation);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(when + ": " + e.getMessage(), e);
        }
        return canceller.steps;
    }

    /** Cancels the main task between two steps: the only moments at which another step of the loop could. */
    private static final class CancelAfter implements LoopObserver {
        private final int last;
        private Task<?> main;
        private int steps;
        private boolean cancelled;

        CancelAfter(int last) {
            this.last = last;
        }

        <T> Task<T> watch(Task<T> task) {
            main = task;
            return task;
        }

        @Override
        public void stepEnded(Step step) {
            if (main != null && !main.isDone() && ++steps == last) {
                cancelled = true;
                main.cancel("cancelled everywhere");
            }
        }
    }
}
