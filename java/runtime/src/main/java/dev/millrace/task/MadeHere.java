package dev.millrace.task;

import dev.millrace.loop.LoopCore;

/** In debug mode: where a future or a task was made. */
final class MadeHere extends RuntimeException {
    private static final long serialVersionUID = 1;
    /** How often a closing loop is asked to come back, so that what it cancels can end. */
    private static final int CLOSING_ROUNDS = 16;

    private volatile boolean ended;

    MadeHere() {
        super("made here");
    }

    /** What was made has ended. */
    void ended() {
        ended = true;
    }

    /** Reports a failure, and where its future was made if that is known. */
    static void report(LoopCore core, String what, MadeHere made, Throwable cause) {
        if (made == null) {
            core.report(what, cause);
        } else {
            core.report(what + ", made" + Whereabouts.place(made.getStackTrace()), made.addedTo(cause));
        }
    }

    private Throwable addedTo(Throwable cause) {
        cause.addSuppressed(this);
        return cause;
    }

    /** Reports a task that is collected before it has ended, or that a closing loop leaves behind. */
    void watchPending(Task<?> task) {
        watchPending(task.loop().core(), task, task.name(), CLOSING_ROUNDS);
    }

    private void watchPending(LoopCore core, Object watched, String name, int rounds) {
        core.watch(watched, () -> {
            if (ended) {
                return;
            }
            if (rounds > 0) {
                watchPending(core, this, name, rounds - 1);
            } else {
                core.report("a task was left pending: " + name + ", made" + Whereabouts.place(getStackTrace()), this);
            }
        });
    }
}
