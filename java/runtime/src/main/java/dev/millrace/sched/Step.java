package dev.millrace.sched;

/**
 * One run of a callback or a task, from resume to suspend. Whatever becomes ready again and again (a direction of a
 * socket, a timer, a task) is one Step for life, so becoming ready allocates nothing.
 */
public abstract class Step implements Runnable {
    /** Null until the step first becomes ready. */
    private Share share;
    /** Where a {@link FifoScheduler} keeps the step. */
    int position;

    /** Makes a step that belongs to no share yet. */
    protected Step() {
    }

    /** Runs once, on the thread of whoever drives the scheduler. */
    @Override
    public abstract void run();

    /** Returns the share the step is charged to, or null while it belongs to none. */
    public final Share share() {
        return share;
    }

    /** Puts the step into a share. To be called while the step is not in a scheduler. */
    public final void share(Share owner) {
        share = owner;
    }
}
