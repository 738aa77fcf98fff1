package dev.millrace.testkit.fairness;

/** Measures while a {@link Backlog} walks through a trace. Events are named by their index. */
interface Meter {
    /** A share has something to run from here on; its weight stays the same until it is closed. */
    default void opened(TracedShare share, int event) {
    }

    /** A share has nothing to run any more. */
    default void closed(TracedShare share, int event) {
    }

    /** A step began. */
    default void began(int event) {
    }

    /** A share was charged for a step of its own or of a share within it. */
    default void charged(TracedShare share, long nanos, int event) {
    }
}
