package dev.millrace.task;

import dev.millrace.loop.LoopStep;

/** A callback that waits, linked to one awaitable at a time, and then the step that runs it. */
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
