package dev.millrace.testkit;

import dev.millrace.Options;
import dev.millrace.loop.EventLoop;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.RunRecord.StepLimit;
import dev.millrace.testkit.schedule.Decisions;
import dev.millrace.testkit.schedule.Outcome;
import dev.millrace.testkit.schedule.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;

/**
 * Runs a program under decisions, each time in a world of its own, from its first step to its end, and says how it
 * ended. The program is the body of a main task. It must not share anything with an earlier run.
 */
public final class Trial {
    private static final int STEPS = 100_000;

    private final Coroutines coroutines;
    private final int limit;

    /** Makes a trial with the best coroutines this JDK has, and at most 100,000 steps per run. */
    public Trial() {
        this(Coroutines.best(), STEPS);
    }

    private Trial(Coroutines coroutines, int limit) {
        this.coroutines = coroutines;
        this.limit = limit;
    }

    /** Sets what the program's tasks are made of. */
    public Trial withCoroutines(Coroutines kind) {
        return new Trial(Objects.requireNonNull(kind, "coroutines"), limit);
    }

    /**
     * Sets how many steps a run may take before it counts as endless.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public Trial withLimit(int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("a limit of " + steps + " steps");
        }
        return new Trial(coroutines, steps);
    }

    /**
     * Runs the program once.
     *
     * @return how it ended, whatever that is; what it chose; and what ran
     */
    public Run run(Decisions decisions, Task.Body program) {
        Objects.requireNonNull(program, "program");
        RunRecord record = new RunRecord(limit, true);
        Outcome outcome;
        try (World world = new World(new Chance(decisions, record), true, WorldOptions.DEFAULT)) {
            outcome = outcome(world, record, program);
        }
        return new Run(outcome, record.schedule(), record.trace());
    }

    /**
     * Runs the program once, as a test.
     *
     * @throws FailedRun if it does not pass: with the line that replays the run, and what ran
     */
    public void check(Decisions decisions, Task.Body program) {
        Run run = run(decisions, program);
        if (!run.outcome().passed()) {
            throw new FailedRun(run);
        }
    }

    private Outcome outcome(World world, RunRecord record, Task.Body program) {
        List<Outcome> reported = new ArrayList<>();
        Host host = world.host("");
        EventLoop loop = world.open(host, Options.DEFAULT.withFailures((what, failure) ->
                reported.add(Outcome.of(Outcome.Kind.FAILED, failure))));
        Outcome outcome;
        try {
            drive(world, loop, program);
            outcome = left(host);
        } catch (Deadlock e) {
            outcome = Outcome.of(Outcome.Kind.DEADLOCK, e);
        } catch (StepLimit e) {
            outcome = Outcome.of(Outcome.Kind.LIMIT, e);
        } catch (CompletionException e) {
            outcome = Outcome.of(Outcome.Kind.FAILED, e.getCause() == null ? e : e.getCause());
        } catch (RuntimeException | Error e) {
            outcome = Outcome.of(Outcome.Kind.FAILED, e);
        }
        record.end();
        loop.close();
        // When a lost failure is found depends on the garbage collector; which one counts must not.
        return outcome.passed()
                ? reported.stream().min(Comparator.comparing(Outcome::category)).orElse(outcome)
                : outcome;
    }

    private void drive(World world, EventLoop loop, Task.Body program) {
        Task<Void> main = TaskGroup.main(loop, coroutines, () -> {
            program.run();
            return null;
        });
        world.runsAlone(main);
        while (!main.isDone()) {
            try {
                loop.turn(-1);
            } catch (Deadlock e) {
                // A turn polls once more after the last step.
                if (!main.isDone()) {
                    throw e;
                }
            }
        }
        main.value();
    }

    private static Outcome left(Host host) {
        int open = host.sockets().openCount();
        return open == 0 ? Outcome.good() : Outcome.of(Outcome.Kind.LEAK,
                new AssertionError(open + " descriptors are left open"));
    }
}
