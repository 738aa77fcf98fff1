package dev.millrace.testkit.explore;

import dev.millrace.task.Task;
import dev.millrace.testkit.Trial;
import dev.millrace.testkit.schedule.Decisions;
import dev.millrace.testkit.schedule.Deviation;
import dev.millrace.testkit.schedule.Run;
import dev.millrace.testkit.schedule.Schedule;
import dev.millrace.testkit.schedule.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Brings a run that fails nearer to the natural order, as long as it fails in the same way: fewer deviations first,
 * then fewer switches between tasks, then smaller options.
 */
final class Shrinker {
    /** How many schedules with fewer deviations are tried one after the other. */
    private static final int SEARCHED = 1_000;
    /** How many steps are moved one at a time. */
    private static final int JOINED = 100;

    private final Trial trial;
    private final Task.Body program;
    private final String category;
    private Run best;

    Shrinker(Trial trial, Task.Body program, Run failed) {
        this.trial = trial;
        this.program = program;
        this.category = failed.outcome().category();
        this.best = failed;
    }

    Run shrink() {
        dropMany();
        search();
        int before;
        do {
            before = deviations(best);
            joinSteps();
            lowerOptions();
            // Other deviations, as many, may be more than are needed.
            dropMany();
        } while (deviations(best) < before);
        return best;
    }

    /** Runs, and keeps the run if it fails in the same way and is better. */
    private boolean accept(Decisions decisions) {
        Run run = trial.run(decisions, program);
        if (!run.outcome().category().equals(category) || !isBetter(run)) {
            return false;
        }
        best = run;
        return true;
    }

    private boolean isBetter(Run run) {
        int fewer = Integer.compare(deviations(run), deviations(best));
        if (fewer == 0) {
            fewer = Integer.compare(run.trace().switches(), best.trace().switches());
        }
        return fewer < 0 || fewer == 0 && options(run) < options(best);
    }

    private static int deviations(Run run) {
        return run.schedule().deviations().size();
    }

    private static int options(Run run) {
        return run.schedule().deviations().stream().mapToInt(Deviation::option).sum();
    }

    /** Leaves out parts, of halves at first, then of single ones (Zeller, Hildebrandt 2002). */
    private void dropMany() {
        for (int part = Math.max(1, deviations(best) / 2); deviations(best) > 0;) {
            boolean dropped = false;
            for (int from = 0; from < deviations(best);) {
                List<Deviation> all = best.schedule().deviations();
                List<Deviation> some = all.subList(from, Math.min(all.size(), from + part));
                if (accept(best.schedule().without(some))) {
                    dropped = true;
                } else {
                    from += part;
                }
            }
            if (part == 1 && !dropped) {
                return;
            }
            part = Math.max(1, part / 2);
        }
    }

    /** What is left may be more than another way into the same failure needs. */
    private void search() {
        int fewer = deviations(best) - 1;
        if (fewer > 0) {
            Systematic search = new Systematic(trial, program, SEARCHED,
                    run -> run.outcome().category().equals(category)).upTo(fewer);
            search.stopped().ifPresent(run -> best = run);
        }
    }

    private void lowerOptions() {
        for (Deviation each : best.schedule().deviations()) {
            for (int option = 1; option < each.option(); option++) {
                if (accept(best.schedule().with(
                        new Deviation(each.kind(), each.where(), each.ordinal(), option)))) {
                    break;
                }
            }
        }
    }

    /** Brings steps of one task together that only independent steps part: all that can be, or else one at a time. */
    private void joinSteps() {
        tryJoined(new Races(best.trace()), step -> true);
        Races races = new Races(best.trace());
        for (int tried = 0, step = 0; tried < JOINED && step < races.steps().size(); step++) {
            int one = step;
            Run before = best;
            tried += tryJoined(races, each -> each == one) ? 1 : 0;
            if (best != before) {
                races = new Races(best.trace());
                step = 0;
            }
        }
    }

    /** Returns whether there was anything to try. */
    private boolean tryJoined(Races races, IntPredicate which) {
        Optional<List<Trace.Step>> order = joined(races, which);
        order.ifPresent(steps -> accept(new Order(steps, best.schedule())));
        return order.isPresent();
    }

    /** Returns the order in which steps have moved forward to the last one of their tasks, as far as they can. */
    private static Optional<List<Trace.Step>> joined(Races races, IntPredicate which) {
        List<Integer> order = new ArrayList<>();
        boolean moved = false;
        for (int step = 0; step < races.steps().size(); step++) {
            int to = order.size();
            while (which.test(step) && to > 0 && races.areIndependent(order.get(to - 1), step)) {
                to--;
            }
            boolean follows = to > 0 && to < order.size() && isSameTask(races, order.get(to - 1), step);
            order.add(follows ? to : order.size(), step);
            moved |= follows;
        }
        return moved ? Optional.of(order.stream().map(races.steps()::get).toList()) : Optional.empty();
    }

    private static boolean isSameTask(Races races, int one, int other) {
        return races.steps().get(one).path().equals(races.steps().get(other).path());
    }
}
