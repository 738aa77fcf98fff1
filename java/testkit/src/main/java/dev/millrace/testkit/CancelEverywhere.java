package dev.millrace.testkit;

import dev.millrace.Options;
import dev.millrace.loop.FailureHandler;
import dev.millrace.loop.LoopStep;
import dev.millrace.sched.FifoScheduler;
import dev.millrace.sched.Scheduler;
import dev.millrace.sched.Share;
import dev.millrace.sched.Step;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

/**
 * Cancels a scenario wherever it can be cancelled. The scenario runs once to count its steps: a task is suspended only
 * between two of them. Then it runs once per step, in a simulation of its own, and its main task is cancelled right
 * after that step. After every run an invariant must hold: nothing is lost, no lock is held, no descriptor and no task
 * is left.
 */
public final class CancelEverywhere {
    /** What runs as the main task of a simulation. */
    @FunctionalInterface
    public interface Scenario {
        /** Runs. Whatever it throws in the first run, which is not cancelled, fails the check. */
        void run(Simulation simulation) throws Exception;
    }

    /** What must hold after every run; throws if it does not. */
    @FunctionalInterface
    public interface Invariant {
        /** Checks the simulation, in which nothing runs any longer. */
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
        Options options = Options.DEFAULT.withFailures(failures).withScheduler(() -> canceller);
        try (Simulation simulation = new Simulation(options)) {
            Callable<Void> main = () -> {
                scenario.run(simulation);
                return null;
            };
            simulation.loop().core().makeReady(canceller.cancel);
            try {
                simulation.runCallbacks(loop -> canceller.watch(TaskGroup.main(loop, coroutines, main)));
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

    /**
     * First in, first out, except that one step is withheld, which cancels the main task. It is given out right after
     * the last step before the cancel: between two steps, which are the only moments at which another step of the loop
     * could cancel.
     */
    private static final class CancelAfter implements Scheduler {
        /** To be made ready before the scenario begins. */
        final LoopStep cancel = new LoopStep() {
            @Override
            public void run() {
                cancelled = true;
                main.cancel("cancelled everywhere");
            }
        };
        private final int last;
        private final FifoScheduler others = new FifoScheduler();
        private Task<?> main;
        /** Whether the step given out last counts, once it has run. */
        private boolean counts;
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
        public void add(Step step) {
            if (step != cancel) {
                others.add(step);
            }
        }

        /** The loop asks for the next step when the one before has ended. */
        @Override
        public Step next() {
            if (counts && main != null && !main.isDone() && ++steps == last) {
                counts = false;
                return cancel;
            }
            Step step = others.next();
            counts = step != null;
            return step;
        }

        @Override
        public void remove(Step step) {
            if (step != cancel) {
                others.remove(step);
            }
        }

        /** The step that is withheld keeps nobody from waiting. */
        @Override
        public boolean isEmpty() {
            return others.isEmpty();
        }

        @Override
        public int stepsPerReading() {
            return others.stepsPerReading();
        }

        @Override
        public void charge(Share share, long nanos) {
            others.charge(share, nanos);
        }
    }
}
