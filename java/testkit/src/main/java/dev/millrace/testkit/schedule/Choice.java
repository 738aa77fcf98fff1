package dev.millrace.testkit.schedule;

import java.util.Objects;

/**
 * A question of a simulated run: which of several things happens here. The options are counted from 0, and 0 is the
 * natural one, which a run without deviations takes.
 *
 * @param kind what is chosen
 * @param where who is concerned: the path of a task, or the name of a host and a descriptor; the same in every run that
 *     has come to the same place, whatever else has happened
 * @param ordinal the how-manieth choice of this kind this is there, from 0
 * @param options how many options there are, at least 2
 * @param position the how-manieth choice of this kind this is in the whole run, from 0
 */
public record Choice(Kind kind, String where, int ordinal, int options, int position) {
    /** What is chosen. */
    public enum Kind {
        /**
         * Which of the ready steps runs next, in the order in which they became ready; concerns the one that would run
         * in the natural order.
         */
        STEP,
        /** Which of the descriptors that are ready is reported next. */
        REPORT,
        /** How much of what it could move a call moves: option 0 is all. */
        AMOUNT,
        /** How long something takes: option 0 is the shortest. */
        LATENCY,
        /** Which of the timers that are due at one instant fires next. */
        TIMER,
        /** Whether a fault strikes: option 0 is no. */
        FAULT
    }

    /** Makes a question. */
    public Choice {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(where, "where");
        if (ordinal < 0 || options < 2 || position < 0) {
            throw new IllegalArgumentException("choice " + ordinal + " of " + options + " options");
        }
    }
}
