package dev.millrace.testkit.explore;

import dev.millrace.testkit.schedule.Access;
import dev.millrace.testkit.schedule.Run;
import dev.millrace.testkit.schedule.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which steps of a run could have come in another order, and how that order would be. */
final class Races {
    private static final int LONGEST = 5_000;

    private final List<Trace.Step> steps;
    /** The step before at the same path; -1 if it is the first there. */
    private final int[] previous;

    Races(Trace trace) {
        steps = trace.steps();
        previous = new int[steps.size()];
        Map<String, Integer> last = new HashMap<>();
        for (int i = 0; i < previous.length; i++) {
            Integer before = last.put(steps.get(i).path(), i);
            previous[i] = before == null ? -1 : before;
        }
    }

    /** Returns whether a run is short enough to be looked at and kept. */
    static boolean canKeep(Run run) {
        return run.trace().steps().size() <= LONGEST;
    }

    List<Trace.Step> steps() {
        return steps;
    }

    Access access(int index) {
        return steps.get(index).access();
    }

    /** Returns whether two steps conflict, and are of different tasks. */
    boolean race(int one, int other) {
        return access(one).conflicts(access(other)) && !steps.get(one).path().equals(steps.get(other).path());
    }

    /**
     * Moves a step to before an earlier one, together with what must precede it: the steps of its task, and those that
     * made them ready. Empty if the earlier one is among these.
     */
    Optional<List<Trace.Step>> pull(int index, int to) {
        boolean[] needed = new boolean[index + 1];
        needed[index] = true;
        for (int i = index; i >= to; i--) {
            if (needed[i]) {
                need(needed, previous[i]);
                need(needed, steps.get(i).cause());
            }
        }
        if (needed[to] && to != index) {
            return Optional.empty();
        }
        List<Trace.Step> order = new ArrayList<>(steps.subList(0, to));
        for (int i = to; i <= index; i++) {
            if (needed[i]) {
                order.add(steps.get(i));
            }
        }
        for (int i = to; i < steps.size(); i++) {
            if (i > index || !needed[i]) {
                order.add(steps.get(i));
            }
        }
        return Optional.of(order);
    }

    private static void need(boolean[] needed, int index) {
        if (index >= 0) {
            needed[index] = true;
        }
    }

    /**
     * Moves a step to after a later one, together with what follows from it: the steps of its task, and those they made
     * ready. Empty if the later one is among these.
     */
    Optional<List<Trace.Step>> delay(int index, int past) {
        boolean[] follows = new boolean[past + 1];
        follows[index] = true;
        for (int i = index + 1; i <= past; i++) {
            int cause = steps.get(i).cause();
            follows[i] = cause >= 0 && follows[cause] || previous[i] >= 0 && follows[previous[i]];
        }
        if (follows[past]) {
            return Optional.empty();
        }
        List<Trace.Step> order = new ArrayList<>(steps.subList(0, index));
        for (int i = index; i <= past; i++) {
            if (!follows[i]) {
                order.add(steps.get(i));
            }
        }
        for (int i = index; i <= past; i++) {
            if (follows[i]) {
                order.add(steps.get(i));
            }
        }
        order.addAll(steps.subList(past + 1, steps.size()));
        return Optional.of(order);
    }

    /** Returns whether two neighbours could change places without anybody noticing, as far as is known. */
    boolean areIndependent(int one, int next) {
        return previous[next] != one && steps.get(next).cause() != one && !access(one).conflicts(access(next));
    }
}
