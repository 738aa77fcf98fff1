package dev.millrace.testkit.explore;

import dev.millrace.testkit.schedule.Candidate;
import dev.millrace.testkit.schedule.Choice;
import dev.millrace.testkit.schedule.Decisions;
import dev.millrace.testkit.schedule.Schedule;
import dev.millrace.testkit.schedule.Trace;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs steps in an order that is given, as far as they are ready: of those that are, the earliest in the order. Steps
 * that are not in it come after those that are, in their natural order.
 */
final class Order implements Decisions {
    private static final int LAST = Integer.MAX_VALUE;

    private final Map<String, int[]> ranks = new HashMap<>();
    private final Schedule others;

    /** Makes an order of steps; the choices of other kinds are those of a schedule. */
    Order(List<Trace.Step> steps, Schedule others) {
        this.others = others;
        for (int rank = 0; rank < steps.size(); rank++) {
            Trace.Step step = steps.get(rank);
            int[] known = ranks.getOrDefault(step.path(), new int[0]);
            if (step.number() >= known.length) {
                int before = known.length;
                known = Arrays.copyOf(known, Math.max(8, 2 * step.number() + 1));
                Arrays.fill(known, before, known.length, LAST);
                ranks.put(step.path(), known);
            }
            known[step.number()] = rank;
        }
    }

    @Override
    public int decide(Choice choice) {
        return others.decide(choice);
    }

    @Override
    public int decideStep(Choice choice, List<Candidate> ready) {
        int first = 0;
        int least = LAST;
        for (int i = 0; i < ready.size(); i++) {
            Candidate each = ready.get(i);
            int[] known = ranks.get(each.path());
            int rank = known == null || each.number() >= known.length ? LAST : known[each.number()];
            if (rank < least) {
                least = rank;
                first = i;
            }
        }
        return first;
    }
}
