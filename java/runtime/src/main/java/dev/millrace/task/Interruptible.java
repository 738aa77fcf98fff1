package dev.millrace.task;

import java.util.concurrent.Callable;

/** A part of a task that blocks in the JDK: inside, its thread is interrupted when the task's scope is cancelled. */
final class Interruptible {
    private final Suspension task;
    /** How many such bodies, one in the other, run. */
    private int depth;
    /** The scope for whose cancel the thread was interrupted; null if it was not. */
    private CancelScope origin;

    Interruptible(Suspension task) {
        this.task = task;
    }

    <T> T run(Callable<T> body) {
        depth++;
        update();
        try {
            return body.call();
        } catch (Throwable e) {
            throw Failures.unchecked(cancelledBy(e));
        } finally {
            depth--;
            update();
        }
    }

    /** Makes the thread's interrupt status tell whether the scope, which has changed, is cancelled. */
    void update() {
        if (depth > 0 && task.scope().isEffective()) {
            origin = task.scope().origin();
            task.thread.interrupt();
        } else if (origin != null) {
            origin = null;
            Thread.interrupted();
        }
    }

    /** Makes the Cancelled of an InterruptedException that a cancel has caused; gives everything else back. */
    Throwable cancelledBy(Throwable thrown) {
        // The scope may have been shielded since: what is under way goes on to where it was going.
        CancelScope cause = task.scope().isEffective() ? task.scope().origin() : origin;
        if (depth == 0 || cause == null || !(thrown instanceof InterruptedException)) {
            return thrown;
        }
        Cancelled cancelled = new Cancelled(cause);
        cancelled.addSuppressed(thrown);
        return cancelled;
    }
}
