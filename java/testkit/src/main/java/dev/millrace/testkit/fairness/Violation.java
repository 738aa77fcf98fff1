package dev.millrace.testkit.fairness;

import java.util.List;
import java.util.Locale;

/**
 * A guarantee that does not hold in a trace: by how much, and where to see it.
 *
 * @param guarantee the guarantee
 * @param who the shares or the step concerned, in words
 * @param measured what was measured, in the guarantee's unit
 * @param bound what it may be at the most
 * @param window the events from the first to the last that matter; the list is not copied, a trace's cannot change
 */
public record Violation(Guarantee guarantee, String who, double measured, double bound, List<TraceEvent> window) {
    /** As many events are listed from the begin of a window and from its end; what is between is counted. */
    private static final int LISTED = 40;

    /** What a scheduler may guarantee. */
    public enum Guarantee {
        /** {@link PairFairness} is within its bound; in nanoseconds per unit of weight. */
        PROPORTIONAL_SHARE("ns of work per weight apart"),
        /**
         * After all siblings were idle they begin equal: of those that became ready before the first of their steps
         * ended, and have had something to run since, none is ahead of another by more than its own longest charge; in
         * nanoseconds per unit of weight.
         */
        FRESH_START("ns of work per weight apart"),
        /** No step is overtaken by one of its own share that became ready later; in steps. */
        BOUNDED_OVERTAKING("steps of its share overtook it"),
        /**
         * A step of share i begins after at most {@code C + sum over siblings j of (L_j + w_j (C + L_i)/w_i)} of work,
         * where C is the work of its own share that was ahead of it and L the longest charge of a share in the trace;
         * where shares nest, the result of a level is the C of the next one up; in nanoseconds of work.
         */
        BOUNDED_DELAY("ns of work before it"),
        /**
         * The service lag of share i is between {@code -L_i} and {@code max(r_i, L + sum over the others of o_j)}, as
         * long as the same siblings have something to run, from their first step on: r is the request, L_i the longest
         * charge of i, L that of all, and o the most by which a step went beyond the request that it was running for;
         * in nanoseconds of work.
         */
        BOUNDED_LAG("ns from its part"),
        /** A ready step runs before so many others have begun; in steps. */
        NO_STARVATION("steps began before it"),
        /** Every step that became ready runs once, or is taken back; in steps. */
        NOTHING_LOST("steps did not run");

        private final String unit;

        Guarantee(String unit) {
            this.unit = unit;
        }

        /** Returns the name in plain words. */
        public String inWords() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** Returns what is violated on the first line, and the events of the window on the lines below. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(guarantee.inWords() + " is broken for " + who + ": "
                + number(measured) + " " + guarantee.unit + ", at most " + number(bound) + " allowed\n");
        for (int i = 0; i < window.size(); i++) {
            if (i == LISTED && window.size() > 2 * LISTED) {
                i = window.size() - LISTED;
                text.append("    (").append(i - LISTED).append(" events)\n");
            }
            text.append("    ").append(window.get(i)).append('\n');
        }
        return text.toString();
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.format(Locale.ROOT, "%.3f", value);
    }
}
