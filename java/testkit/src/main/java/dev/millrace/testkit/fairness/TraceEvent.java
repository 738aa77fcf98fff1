package dev.millrace.testkit.fairness;

import java.util.Objects;

/**
 * What happened to a step or a share.
 *
 * @param kind what happened
 * @param at when, in nanoseconds of the clock of whoever traced
 * @param share the share of the step, or the one that got another weight
 * @param step the step: equal objects are one step, and its name is what toString says; the share if the event is of a
 *     share
 * @param amount what the step was charged with, in nanoseconds, or the new weight; 0 if neither
 */
public record TraceEvent(Kind kind, long at, TracedShare share, Object step, long amount) {
    /** What happened. */
    public enum Kind {
        /** A step became ready. */
        READY,
        /** A ready step no longer wants to run. */
        REMOVED,
        /** A step began to run. */
        BEGAN,
        /** The step that ran has ended, and its share was charged. */
        ENDED,
        /** A share got its first weight, or another one. */
        WEIGHT
    }

    /** Makes an event. */
    public TraceEvent {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(share, "share");
        Objects.requireNonNull(step, "step");
    }

    @Override
    public String toString() {
        String time = at + " ns: ";
        return switch (kind) {
            case READY -> time + step + " of " + share + " becomes ready";
            case REMOVED -> time + step + " of " + share + " is taken back";
            case BEGAN -> time + step + " of " + share + " begins";
            case ENDED -> time + step + " of " + share + " ends, charged " + amount + " ns";
            case WEIGHT -> time + share + " has weight " + amount;
        };
    }
}
