package dev.millrace.loop;

/**
 * What somebody wants done on one direction of a descriptor: how to try it, and whom to tell. The waiting in between is
 * {@link Direction}'s. All methods run on the loop's thread.
 */
public interface Operation {
    /** An attempt moved something but is not done: to be tried again. */
    int MORE = Integer.MIN_VALUE;
    /** The descriptor was closed by its owner; only {@link #complete} is given this. */
    int CLOSED = Integer.MIN_VALUE + 1;

    /**
     * Makes the system call once. It must not close the descriptor or cancel itself. It should not throw: in a step,
     * that is reported and the operation goes on waiting; in {@link Direction#start}, the operation has not begun then.
     *
     * @return a result {@code >= 0} or an error of {@link dev.millrace.sys.Errno}, which end the operation;
     *     {@code EAGAIN} to be tried again when the descriptor is ready; {@link #MORE} to be tried again soon
     */
    int attempt();

    /**
     * Returns whether {@link #complete} runs the runtime's own code only, such as completing a promise. Then it is
     * called in the phase that hands readiness out, so that whoever waits runs before the next poll; else in a step.
     */
    default boolean completesInPhase() {
        return true;
    }

    /**
     * Takes the result of an operation that was parked. The direction is free again by then.
     *
     * @param result what {@link #attempt} returned, or {@link #CLOSED}
     */
    void complete(int result);
}
