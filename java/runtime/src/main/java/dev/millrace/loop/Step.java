package dev.millrace.loop;

/**
 * One run of a callback or a task, from resume to suspend. Whoever may become ready again and again (a side of a
 * socket, a timer, a task) is one Step for life, so becoming ready allocates nothing.
 *
 * <p>A step is in one loop's ready queue at a time; {@link EventLoop#makeReady} puts it
 * there.
 */
public abstract class Step {
    /** Links the steps in an inbox. */
    Step next;
    /** Where the step is in the ready queue, if it is ready. */
    int position;
    boolean ready;
    /** The era (see EventLoop) in which it became ready. */
    long era;

    /** Makes a step that is not ready. */
    protected Step() {
    }

    /**
     * Runs once, on the loop's thread. What it throws goes to the loop's {@link FailureHandler}, but for a
     * VirtualMachineError, which comes out of the loop's run.
     */
    protected abstract void run();

    /** What toString says, if that does not fail: it may be a user's code. */
    final String inWords() {
        try {
            return toString();
        } catch (RuntimeException | Error e) {
            return getClass().getName();
        }
    }

    /** Tells whether the step waits in the ready queue. */
    public final boolean isReady() {
        return ready;
    }
}
