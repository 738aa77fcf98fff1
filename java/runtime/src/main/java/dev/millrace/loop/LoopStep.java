package dev.millrace.loop;

import dev.millrace.sched.Step;

/**
 * A step as its loop knows it. The loop's books are kept here and not by the scheduler, so a scheduler cannot break
 * them: whether the step is ready, and how it is linked in an inbox.
 *
 * <p>{@link LoopCore#makeReady} makes it ready. What {@link #run} throws goes to the loop's {@link FailureHandler}.
 */
public abstract class LoopStep extends Step {
    /** Links the steps in an inbox. */
    LoopStep next;
    boolean ready;
    /** In which run phase it became ready, and when. */
    int round;
    long readySince;

    /** Makes a step that is not ready. */
    protected LoopStep() {
    }

    /** Returns what toString returns or, if that throws, the name of the class: toString may be user code. */
    final String inWords() {
        try {
            return toString();
        } catch (RuntimeException | Error e) {
            return getClass().getName();
        }
    }

    /** Returns whether the step is ready and has not run yet. */
    public final boolean isReady() {
        return ready;
    }
}
