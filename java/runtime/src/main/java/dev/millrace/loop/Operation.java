package dev.millrace.loop;

/**
 * Something to be done on one direction of a descriptor: how to try it, and what to do with the result.
 * {@link Direction} does the waiting in between. All methods run on the loop's thread.
 */
public interface Operation {
    /** An attempt made progress but is not done: try again. */
    int MORE = Integer.MIN_VALUE;
    /** The descriptor was closed by its owner; only {@link #complete} is given this. */
    int CLOSED = Integer.MIN_VALUE + 1;

    /**
     * Makes the system call once. It must not close the descriptor or cancel itself. It should not throw. What it
     * throws in a step is reported, and the operation goes on waiting; if it throws in {@link Direction#start}, the
     * operation has not begun.
     *
     * @return a result {@code >= 0} or an error of {@link dev.millrace.sys.Errno}, which end the operation;
     *     {@code EAGAIN} to be tried again when the descriptor is ready, or {@link #MORE} to be tried again soon
     */
    int attempt();

    /**
     * Returns whether {@link #complete} runs the runtime's own code only, such as completing a promise. If so, it is
     * called in the phase that hands readiness out, and whoever waits runs before the next poll; if not, in a step.
     */
    default boolean completesInPhase() {
        return true;
    }

    /**
     * Takes the result of a parked operation. The direction is free again by then.
     *
     * @param result what {@link #attempt} returned, or {@link #CLOSED}
     */
    void complete(int result);
}
