package dev.millrace.task;

/**
 * The call stack of a task: it can be suspended and resumed. As a step it resumes the body, and while that runs the
 * loop does nothing else.
 */
abstract class Coroutine extends Suspension {
    private static final String NAME = "millrace-task";

    private final Task<?> task;
    private boolean ended;

    Coroutine(Task<?> task) {
        super(task.loop().core());
        this.task = task;
    }

    /**
     * Lets the body run, on the loop's thread, until it suspends, ends, or blocks without blocking the loop. Calls
     * {@link #entering} before the body runs and {@link #returned} after.
     */
    @Override
    public abstract void run();

    @Override
    final Task<?> task() {
        return task;
    }

    /** Returns the name of its thread. */
    final String threadName() {
        return task.label() == null ? NAME : NAME + " " + task.label();
    }

    /** Runs the whole body, on its thread. */
    final void body() {
        begun();
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
        core.mount(thread, this);
    }

    /** The body has given control back. */
    final void returned() {
        core.unmount();
        if (ended) {
            task.end();
        }
    }

    /** There is no thread to run the body on: its task fails, and nothing else does. */
    final void notStarted(Throwable failure) {
        ended = true;
        task.notStarted(failure);
        returned();
    }
}
