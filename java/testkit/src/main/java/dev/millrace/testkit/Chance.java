package dev.millrace.testkit;

import dev.millrace.testkit.schedule.Candidate;
import dev.millrace.testkit.schedule.Choice;
import dev.millrace.testkit.schedule.Decisions;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Asks for the decisions of one world, counts them by place, and records them. */
final class Chance {
    private final Decisions decisions;
    private final RunRecord record;
    private final Map<Choice.Kind, Asked> asked = new EnumMap<>(Choice.Kind.class);

    private static final class Asked {
        private final Map<String, int[]> byPlace = new HashMap<>();
        private int all;
    }

    Chance(Decisions decisions, RunRecord record) {
        this.decisions = Objects.requireNonNull(decisions, "decisions");
        this.record = record;
    }

    RunRecord record() {
        return record;
    }

    /** Returns which option is taken; with fewer than two there is nothing to ask. */
    int choose(Choice.Kind kind, String where, int options) {
        if (options < 2) {
            return 0;
        }
        if (decisions == Decisions.NATURAL) {
            return natural();
        }
        Choice choice = choice(kind, where, options);
        return taken(choice, decisions.decide(choice));
    }

    /** Takes the natural option without asking: the same run, faster. */
    private int natural() {
        record.decided(0);
        return 0;
    }

    /** Returns which of the ready steps runs, of two at least. */
    int chooseStep(String where, List<Candidate> ready) {
        if (decisions == Decisions.NATURAL) {
            return natural();
        }
        Choice choice = choice(Choice.Kind.STEP, where, ready.size());
        return taken(choice, decisions.decideStep(choice, ready));
    }

    private Choice choice(Choice.Kind kind, String where, int options) {
        Asked before = asked.computeIfAbsent(kind, any -> new Asked());
        int ordinal = before.byPlace.computeIfAbsent(where, any -> new int[1])[0]++;
        return new Choice(kind, where, ordinal, options, before.all++);
    }

    private int taken(Choice choice, int option) {
        if (option < 0 || option >= choice.options()) {
            throw new IllegalStateException(decisions + " took option " + option + " at " + choice);
        }
        record.decided(choice, option);
        return option;
    }
}
