package dev.millrace.testkit.explore;

import dev.millrace.testkit.explore.ReadsFrom.Change;
import dev.millrace.testkit.schedule.Choice;
import dev.millrace.testkit.schedule.Decisions;
import dev.millrace.testkit.schedule.Deviation;
import dev.millrace.testkit.schedule.Run;
import dev.millrace.testkit.schedule.Schedule;
import dev.millrace.testkit.schedule.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Keeps the runs in which something was seen for the first time (a read of a write, a task woken by another), and
 * changes them: so that a read sees what no read has seen yet; or by a deviation more, or one less.
 */
final class Coverage implements Strategy {
    private static final int MOST_KEPT = 200;
    private static final int MOST_WAYS = 16;
    /** How often a change is tried that does not lead to what it is for. */
    private static final int PATIENCE = 3;

    private record Kept(Run run, ReadsFrom readsFrom, List<Change> changes) {
    }

    private record Way(Kept kept, Change change) {
    }

    private final List<Kept> kept = new ArrayList<>();
    /** For what no run has shown: some of the changes that could. */
    private final Map<String, List<Way>> ways = new HashMap<>();
    /** Of this, the accesses before all writes: they are few, and come about the least where many tasks write. */
    private final List<String> early = new ArrayList<>();
    /** The rest of it. */
    private final List<String> others = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private final Set<Set<String>> together = new HashSet<>();
    private final Map<String, Integer> tries = new HashMap<>();
    private final Random sampling = new Random(0);

    @Override
    public Decisions next(Random random) {
        if (kept.isEmpty()) {
            return Decisions.NATURAL;
        }
        Optional<Decisions> unseen = unseen(random);
        if (unseen.isPresent()) {
            return unseen.get();
        }
        Kept one = kept.get(random.nextInt(kept.size()));
        if (random.nextBoolean() && !one.changes.isEmpty()) {
            Optional<Decisions> again = changed(one, one.changes.get(random.nextInt(one.changes.size())), random);
            if (again.isPresent()) {
                return again.get();
            }
        }
        return mutated(one.run, random);
    }

    private Optional<Decisions> unseen(Random random) {
        boolean first = random.nextBoolean();
        return pick(first ? early : others, random).or(() -> pick(first ? others : early, random));
    }

    /** Picks a pair first, and then a change that makes it: most changes are for a few pairs. */
    private Optional<Decisions> pick(List<String> wanted, Random random) {
        while (!wanted.isEmpty()) {
            int index = random.nextInt(wanted.size());
            String pair = wanted.get(index);
            List<Way> some = ways.getOrDefault(pair, new ArrayList<>());
            while (!some.isEmpty() && tries.getOrDefault(pair, 0) < PATIENCE) {
                int chosen = random.nextInt(some.size());
                Way way = some.get(chosen);
                Optional<Decisions> changed = changed(way.kept, way.change, random);
                if (changed.isPresent()) {
                    tries.merge(pair, 1, Integer::sum);
                    return changed;
                }
                some.remove(chosen);
            }
            ways.remove(pair);
            wanted.set(index, wanted.get(wanted.size() - 1));
            wanted.remove(wanted.size() - 1);
        }
        return Optional.empty();
    }

    private Optional<Decisions> changed(Kept one, Change change, Random random) {
        return one.readsFrom.order(change, random).map(order -> new Order(order, one.run.schedule()));
    }

    /** A deviation less, or another one somewhere, or one more. */
    private static Decisions mutated(Run run, Random random) {
        Schedule schedule = run.schedule();
        List<Deviation> deviations = schedule.deviations();
        if (!deviations.isEmpty() && random.nextInt(3) == 0) {
            schedule = schedule.without(deviations.get(random.nextInt(deviations.size())));
        }
        int changes = 1 + random.nextInt(2);
        for (int i = 0; i < changes; i++) {
            int position = random.nextInt(Math.max(1, choices(run.trace())));
            schedule = schedule.with(Deviation.anywhere(Choice.Kind.STEP, position, 1 + random.nextInt(8)));
        }
        return schedule;
    }

    private static int choices(Trace trace) {
        return (int) trace.steps().stream().filter(step -> step.options() > 1).count();
    }

    @Override
    public void learn(Run run) {
        if (!Races.canKeep(run)) {
            return;
        }
        ReadsFrom readsFrom = new ReadsFrom(run.trace());
        boolean isNew = together.size() < MOST_KEPT * 10 && together.add(readsFrom.pairs);
        isNew |= seen.addAll(readsFrom.pairs);
        readsFrom.pairs.forEach(ways::remove);
        if (isNew) {
            if (kept.size() == MOST_KEPT) {
                kept.remove(1 + sampling.nextInt(MOST_KEPT - 1));
            }
            Kept one = new Kept(run, readsFrom, readsFrom.changes(sampling));
            kept.add(one);
            one.changes.forEach(change -> want(one, change));
        }
    }

    private void want(Kept one, Change change) {
        if (seen.contains(change.pair()) || tries.getOrDefault(change.pair(), 0) >= PATIENCE) {
            return;
        }
        List<Way> some = ways.computeIfAbsent(change.pair(), pair -> {
            (change.isFirst() ? early : others).add(pair);
            return new ArrayList<>();
        });
        if (some.size() < MOST_WAYS) {
            some.add(new Way(one, change));
        } else {
            some.set(1 + sampling.nextInt(MOST_WAYS - 1), new Way(one, change));
        }
    }
}
