package dev.millrace.sched;

/** How much a {@link Share} is to get, beside its siblings. */
interface Claim {
    /** Returns its part, relative to those it competes with. */
    int weight();

    /** Returns how much it asks for at once, in nanoseconds. */
    long requestNanos();
}
