package dev.millrace.testkit.fairness;

/** A step's way from ready to begun; also if it never began. */
final class Wait {
    final Object step;
    final TracedShare share;
    /** Indexes of events; {@link #beganAt} is -1 if the step did not begin, {@link #until} is where the wait ended. */
    final int readyAt;
    int beganAt = -1;
    int until;
    boolean removed;
    /** Counts the waits of the share. */
    final int rank;
    /** In nanoseconds of the clock, and of work. */
    long nanos;
    long work;
    /** What the step was charged with; -1 while that is not known. */
    long charge = -1;
    /** The work of the share that was ahead of the step, and whether all of it was done in the trace. */
    long ahead;
    boolean aheadIsKnown = true;
    /** How many steps of the share became ready later and began earlier; how many steps of any began meanwhile. */
    int overtaken;
    int passedOver;

    Wait(Object step, TracedShare share, int readyAt, int rank) {
        this.step = step;
        this.share = share;
        this.readyAt = readyAt;
        this.rank = rank;
    }

    boolean neverRan() {
        return beganAt < 0 && !removed;
    }
}
