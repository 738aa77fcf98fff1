package dev.millrace.testkit;

import dev.millrace.testkit.schedule.Choice;
import dev.millrace.testkit.schedule.Decisions;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Asks for the decisions of one world, and counts them by place. */
final class Chance {
    private final Decisions decisions;
    private final Map<Choice.Kind, Map<String, Integer>> asked = new EnumMap<>(Choice.Kind.class);

    Chance(Decisions decisions) {
        this.decisions = decisions;
    }

    /** Returns which option is taken; with fewer than two there is nothing to ask. */
    int choose(Choice.Kind kind, String where, int options) {
        if (options < 2) {
            return 0;
        }
        int ordinal = asked.computeIfAbsent(kind, any -> new HashMap<>()).merge(where, 1, Integer::sum) - 1;
        Choice choice = new Choice(kind, where, ordinal, options);
        int taken = decisions.decide(choice);
        if (taken < 0 || taken >= options) {
            throw new IllegalStateException(decisions + " took option " + taken + " at " + choice);
        }
        return taken;
    }
}
