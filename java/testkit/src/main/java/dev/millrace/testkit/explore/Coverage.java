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
    /** How often a change is tried that does not lead to what it is for. */
    private static final int PATIENCE = 3;

    private record Kept(Run run, ReadsFrom readsFrom, List<Change> changes) {
    }

    private final List<Kept> kept = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private final Set<Set<String>> together = new HashSet<>();
    private final Map<String, Integer> tries = new HashMap<>();
    private final Random sampling = new Random(0);

    @Override
    public Decisions next(Random random) {
        if (kept.isEmpty()) {
            return Decisions.NATURAL;
        }
        for (int attempt = 0; attempt < PATIENCE; attempt++) {
            Optional<Decisions> unseen = unseen(random);
            if (unseen.isPresent()) {
                return unseen.get();
            }
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

    /** Picks a pair first, and then a change that makes it: most changes are for a few pairs. */
    private Optional<Decisions> unseen(Random random) {
        List<String> pairs = new ArrayList<>();
        Map<String, List<Map.Entry<Kept, Change>>> ways = new HashMap<>();
        for (Kept each : kept) {
            for (Change change : each.changes) {
                if (!seen.contains(change.pair()) && tries.getOrDefault(change.pair(), 0) < PATIENCE) {
                    ways.computeIfAbsent(change.pair(), pair -> {
                        pairs.add(pair);
                        return new ArrayList<>();
                    }).add(Map.entry(each, change));
                }
            }
        }
        if (pairs.isEmpty()) {
            return Optional.empty();
        }
        String pair = pairs.get(random.nextInt(pairs.size()));
        tries.merge(pair, 1, Integer::sum);
        List<Map.Entry<Kept, Change>> choices = ways.get(pair);
        Map.Entry<Kept, Change> way = choices.get(random.nextInt(choices.size()));
        return changed(way.getKey(), way.getValue(), random);
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
        if (isNew) {
            if (kept.size() == MOST_KEPT) {
                kept.remove(1 + sampling.nextInt(MOST_KEPT - 1));
            }
            kept.add(new Kept(run, readsFrom, readsFrom.changes(sampling)));
        }
    }
}
