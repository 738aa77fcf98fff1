package dev.millrace.sched;

/**
 * Decides which ready step runs next. A pure data structure: it has no thread and no clock, and it does no I/O. What
 * runs next depends on what was added and what was charged, and on nothing else.
 *
 * <p>The caller knows which steps are in the scheduler: it adds no step twice and removes none that is not there. For
 * one thread.
 */
public interface Scheduler {

    /** Adds a step that is ready and not in the scheduler. */
    void add(Step step);

    /** Takes the step that runs next out of the scheduler, or returns null if there is none. */
    Step next();

    /** Takes out a step that no longer wants to run. */
    void remove(Step step);

    /** Returns whether there is no step. */
    boolean isEmpty();

    /**
     * Returns how many steps may run before the clock must be read and their cost charged. A scheduler that keeps
     * accounts says 1; reading the clock costs 20 to 30 ns.
     */
    int stepsPerReading();

    /**
     * Charges a share, in nanoseconds, with what its steps have cost since the last charge, or with work that was done
     * on its account between two steps. Between a step and its charge, {@link #next} is called only when the step could
     * not be charged for: then it cost nothing.
     */
    void charge(Share share, long nanos);
}
