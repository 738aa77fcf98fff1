package dev.millrace.loop;

/**
 * Decides which ready step runs next. The loop gives it every step that becomes ready and asks for one at a time; the
 * queue is told what a step cost, so that one with weighted shares can keep its account.
 *
 * <p>For the loop's thread only. A step is in the queue at most once.
 */
interface ReadyQueue {

    /** Adds a step that is not in the queue. */
    void add(Step step);

    /** Tells the step that would run next, without taking it; null if none is ready. */
    Step peek();

    /** Takes a step out: the one that {@link #peek} gave, or any other that no longer wants to run. */
    void remove(Step step);

    /** Tells whether no step is ready. */
    boolean isEmpty();

    /** Tells how many steps may run before the clock must be read and the last one charged. */
    int stepsPerReading();

    /** Accounts the nanoseconds since the last charge to the step that has just run. */
    void charge(Step step, long nanos);
}
