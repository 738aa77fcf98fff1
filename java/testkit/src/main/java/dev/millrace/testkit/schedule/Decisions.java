package dev.millrace.testkit.schedule;

import java.util.List;

/**
 * Answers every question of a simulated run: the one source of chance in it. So the same answers are the same run.
 */
@FunctionalInterface
public interface Decisions {
    /** Takes the natural option always: first ready, first run; whole reads; no delay; no fault. */
    Decisions NATURAL = choice -> 0;

    /** Returns the option that is taken, from 0 to {@code choice.options() - 1}. */
    int decide(Choice choice);

    /**
     * Returns which ready step runs next; by default what {@link #decide} says.
     *
     * @param choice of the kind {@link Choice.Kind#STEP}
     * @param ready the options, in their order; a view that is good only during this call
     */
    default int decideStep(Choice choice, List<Candidate> ready) {
        return decide(choice);
    }
}
