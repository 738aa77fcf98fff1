package dev.millrace.task;

import java.util.concurrent.Callable;

/** A part of a task that blocks in the JDK: inside, its thread is interrupted when the task's scope is cancelled. */
final class Interruptible {
    private final Suspension task;
    /** How many such bodies are running, nested in each other. */
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

    /** Brings the thread's interrupt status in line with the scope, which has changed. */
    void update() {
        if (depth > 0 && task.scope().isEffective()) {
            origin = task.scope().origin();
            task.thread.interrupt();
        } else if (origin != null) {
            origin = null;
            Thread.interrupted();
        }
    }

    /** Turns an InterruptedException that a cancel has caused into a Cancelled; returns everything else as it is. */
    Throwable cancelledBy(Throwable thrown) {
        // A shield may have gone up since: an interrupt that is under way still belongs to its scope.
        CancelScope cause = task.scope().isEffective() ? task.scope().origin() : origin;
        if (depth == 0 || cause == null || !(thrown instanceof InterruptedException)) {
            return thrown;
        }
        Cancelled cancelled = new Cancelled(cause);
        cancelled.addSuppressed(thrown);
        return cancelled;
    }
}
