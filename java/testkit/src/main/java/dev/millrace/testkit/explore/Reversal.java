package dev.millrace.testkit.explore;

import dev.millrace.testkit.schedule.Decisions;
import dev.millrace.testkit.schedule.Run;
import dev.millrace.testkit.schedule.Schedule;
import dev.millrace.testkit.schedule.Trace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Race reversal, as model checkers and IOSimPOR do it: in a run that is known, each step is pulled to before the
 * nearest one that it races with. Begins with the natural order; walks at random when nothing is left to reverse.
 */
final class Reversal implements Strategy {
    private static final int MOST_PENDING = 10_000;

    /** A step to be pulled to before another one. */
    private record Pending(Races races, Schedule others, int step, int to) {
    }

    private final List<Pending> pending = new ArrayList<>();
    /** Hashes of the orders of accesses that have run, and of those that were to run. */
    private final Set<Integer> seen = new HashSet<>();
    private final Set<Integer> planned = new HashSet<>();

    @Override
    public Decisions next(Random random) {
        if (seen.isEmpty()) {
            return Decisions.NATURAL;
        }
        while (!pending.isEmpty()) {
            int index = random.nextInt(pending.size());
            Pending chosen = pending.get(index);
            pending.set(index, pending.get(pending.size() - 1));
            pending.remove(pending.size() - 1);
            Optional<List<Trace.Step>> order = chosen.races.pull(chosen.step, chosen.to);
            if (order.isPresent() && planned.add(accesses(order.get()))) {
                return new Order(order.get(), chosen.others);
            }
        }
        return choice -> Others.any(choice, random);
    }

    @Override
    public void learn(Run run) {
        if (!Races.canKeep(run) || !seen.add(accesses(run.trace().steps()))) {
            return;
        }
        Races races = new Races(run.trace());
        for (int step = 1; step < races.steps().size() && pending.size() < MOST_PENDING; step++) {
            int nearest = step - 1;
            while (nearest >= 0 && !races.race(nearest, step)) {
                nearest--;
            }
            if (nearest >= 0) {
                pending.add(new Pending(races, run.schedule(), step, nearest));
            }
        }
    }

    /** Two orders that do not differ in these are one to whoever looks for races. */
    private static int accesses(List<Trace.Step> order) {
        int hash = 1;
        for (Trace.Step step : order) {
            if (!step.access().what().isEmpty()) {
                hash = 31 * hash + Objects.hash(step.path(), step.number());
            }
        }
        return hash;
    }
}
