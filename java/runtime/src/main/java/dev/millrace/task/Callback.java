package dev.millrace.task;

import dev.millrace.loop.LoopStep;

/** A callback: while it waits, it is linked to one awaitable; then it is the step that runs it. */
class Callback extends LoopStep {
    /** What {@link Awaitable#removeCallback} compares; null if nobody can take it back that way. */
    final Object action;
    private final Runnable run;
    Callback before;
    Callback after;

    Callback(Object action, Runnable run) {
        this.action = action;
        this.run = run;
    }

    @Override
    public void run() {
        run.run();
    }

    @Override
    public String toString() {
        return "callback " + action;
    }
}
