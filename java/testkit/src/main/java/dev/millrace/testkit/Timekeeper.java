package dev.millrace.testkit;

/** What a simulated poller knows of its world. */
interface Timekeeper {
    /** Returns the time of the world's clock, in nanoseconds. */
    long now();

    /** Is told of every poll: a turn of a loop. */
    void polled();

    /**
     * Lets a wait pass, of so many nanoseconds, or without end if negative.
     *
     * @return whether only a part of it has passed, and something has happened in the world
     */
    boolean passes(long nanos);
}
