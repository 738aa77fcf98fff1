package dev.millrace.testkit.explore;

import dev.millrace.task.Task;
import dev.millrace.testkit.FailedRun;
import dev.millrace.testkit.Trial;
import dev.millrace.testkit.schedule.Deviation;
import dev.millrace.testkit.schedule.Outcome;
import dev.millrace.testkit.schedule.Run;
import dev.millrace.testkit.schedule.Schedule;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Looks for a schedule in which a program fails. The program is the body of a main task, as for
 * {@link Trial#run}. What is found is run again, shrunk, and compared with a schedule that passes. The same seed finds
 * the same.
 */
public final class Explore {
    private static final int SCHEDULES = 1_000;

    private final Task.Body program;
    private final Trial trial;
    private final Supplier<? extends Strategy> strategy;
    private final long seed;
    private final int limit;
    private final boolean shrinks;

    /** Makes an exploration of a program: by the portfolio of strategies, with seed 0, of up to 1,000 schedules. */
    public Explore(Task.Body program) {
        this(Objects.requireNonNull(program, "program"), new Trial(), Strategies.PORTFOLIO, 0, SCHEDULES, true);
    }

    private Explore(Task.Body program, Trial trial, Supplier<? extends Strategy> strategy, long seed, int limit,
            boolean shrinks) {
        this.program = program;
        this.trial = trial;
        this.strategy = strategy;
        this.seed = seed;
        this.limit = limit;
        this.shrinks = shrinks;
    }

    /** Sets how the program is run once. */
    public Explore withTrial(Trial other) {
        return new Explore(program, Objects.requireNonNull(other, "trial"), strategy, seed, limit, shrinks);
    }

    /** Sets what makes the schedules up: one of {@link Strategies}, or another one, made anew for each exploration. */
    public Explore withStrategy(Supplier<? extends Strategy> maker) {
        return new Explore(program, trial, Objects.requireNonNull(maker, "strategy"), seed, limit, shrinks);
    }

    /** Sets where chance begins. */
    public Explore withSeed(long number) {
        return new Explore(program, trial, strategy, number, limit, shrinks);
    }

    /** Sets how many schedules are run at most. */
    public Explore withLimit(int schedules) {
        return new Explore(program, trial, strategy, seed, schedules, shrinks);
    }

    /** Leaves what is found as it was found: for those who only count how many schedules that takes. */
    public Explore withoutShrinking() {
        return new Explore(program, trial, strategy, seed, limit, false);
    }

    /**
     * Runs schedules until one fails, or the limit is reached.
     *
     * @return the first that fails; empty if none did
     * @throws IllegalStateException if the run of the same schedule is another run: the program depends on something
     *     outside of the simulation
     */
    public Optional<Finding> run() {
        Random random = new Random(seed);
        Strategy own = strategy.get();
        for (int tries = 1; tries <= limit; tries++) {
            Run run = trial.run(own.next(random), program);
            own.learn(run);
            if (fails(run)) {
                return Optional.of(finding(tries, run));
            }
        }
        return Optional.empty();
    }

    /**
     * Runs schedules as {@link #run()} does, as a test.
     *
     * @throws FailedRun if one fails: with the report
     */
    public void check() {
        run().ifPresent(found -> {
            throw new FailedRun(found.shrunk(), found.report());
        });
    }

    /**
     * Runs every schedule that has at most so many deviations from the natural order, those with few first. The limit
     * does not count.
     *
     * @return how many there are
     * @throws FailedRun if one fails: then none with fewer deviations does
     */
    public long all(int deviations) {
        Systematic search = new Systematic(trial, program, Long.MAX_VALUE, this::fails).upTo(deviations);
        search.stopped().ifPresent(run -> {
            Finding found = finding((int) Math.min(search.count(), Integer.MAX_VALUE), run);
            throw new FailedRun(found.shrunk(), found.report());
        });
        return search.count();
    }

    /** A schedule that is not fair makes a program that waits by yielding endless: only the natural order counts. */
    private boolean fails(Run run) {
        return !run.outcome().passed()
                && (run.outcome().kind() != Outcome.Kind.LIMIT || run.schedule().equals(Schedule.NATURAL));
    }

    private Finding finding(int tries, Run run) {
        requireSame(run, trial.run(run.schedule(), program));
        if (!shrinks) {
            return new Finding(tries, run, run, Optional.empty());
        }
        Run shrunk = new Shrinker(trial, program, run).shrink();
        return new Finding(tries, run, shrunk, nearest(shrunk));
    }

    private static void requireSame(Run run, Run again) {
        if (run.hash() == again.hash()) {
            return;
        }
        int index = run.trace().firstDifference(again.trace());
        throw new IllegalStateException("the program depends on something outside of the simulation: the same schedule,"
                + " " + run.schedule() + ", has run twice and differs in step " + index + ":\n"
                + step(run, index) + "\n" + step(again, index));
    }

    private static String step(Run run, int index) {
        return index >= 0 && index < run.trace().steps().size() ? run.trace().describe(index) : "(ended)";
    }

    /** Leaves one deviation out, the latest first; or puts one in, if that does not help. */
    private Optional<Finding.Nearest> nearest(Run failed) {
        List<Deviation> deviations = failed.schedule().deviations();
        for (int i = deviations.size() - 1; i >= 0; i--) {
            Run other = trial.run(failed.schedule().without(deviations.get(i)), program);
            if (other.outcome().passed()) {
                return Optional.of(new Finding.Nearest(other, deviations.get(i), false));
            }
        }
        if (!deviations.isEmpty()) {
            return Optional.empty();
        }
        return new Systematic(trial, program, SCHEDULES, run -> run.outcome().passed()).upTo(1).stopped()
                .map(other -> new Finding.Nearest(other, other.schedule().deviations().get(0), true));
    }
}
