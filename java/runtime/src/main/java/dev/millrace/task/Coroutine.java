package dev.millrace.task;

import dev.millrace.loop.EventLoop;

/**
 * The call stack of a task: it can be suspended and resumed. It is the callback of whatever the task waits for, and the
 * step that lets the body go on: while that runs, the loop does nothing else.
 */
abstract class Coroutine extends Awaitable.Callback {
    static final String NAME = "millrace-task";

    private final Task<?> task;
    final EventLoop loop;
    /** What {@code Thread.currentThread()} gives in the body; null before the first run. */
    Thread thread;
    private boolean ended;

    Coroutine(Task<?> task) {
        super(null, null);
        this.task = task;
        loop = task.loop();
    }

    /**
     * Lets the body run, on the loop's thread, until it suspends, ends, or blocks in a way that takes only itself off
     * the processor: {@link #entering}, then the body elsewhere, then {@link #returned}.
     */
    @Override
    public abstract void run();

    /** Gives control back to the loop, inside the body; returns when the next run begins. */
    abstract void suspend();

    /** The whole of the body, on its thread. */
    final void body() {
        task.body();
        ended = true;
    }

    @Override
    public final String toString() {
        return "step of " + task;
    }

    final boolean hasEnded() {
        return ended;
    }

    /** The body is about to run. */
    final void entering() {
        loop.mount(thread, task);
    }

    /** The body has given control back. */
    final void returned() {
        loop.unmount();
        if (ended) {
            task.end();
        }
    }
}
