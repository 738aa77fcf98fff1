package dev.millrace.task;

import dev.millrace.loop.EventLoop;

/** The write side of an {@link IntFuture}: as {@link Promise}. A subclass may take results in the shape it needs. */
public non-sealed class IntPromise extends IntFuture {

    /**
     * Makes a pending promise.
     *
     * @param undo gives up what is to complete it, if the future is cancelled; null if there is nothing to undo
     */
    public IntPromise(EventLoop loop, Undo undo) {
        super(loop, undo);
    }

    /** Makes a pending promise with nothing to undo: see {@link #undoBy}. */
    public IntPromise(EventLoop loop) {
        super(loop, null);
    }

    /** Sets how to give up from now on; a cancel that was not possible before is carried out at once. */
    public final void undoBy(Undo undo) {
        undoWith(undo);
    }

    /** Returns the read side. */
    public final IntFuture future() {
        return this;
    }

    /**
     * Completes with a count.
     *
     * @throws IllegalStateException if it has ended before, be it by a cancel; see {@link #tryComplete}
     */
    public final void complete(int count) {
        settled(tryComplete(count));
    }

    /**
     * Completes with a failure; a {@link java.util.concurrent.CancellationException} cancels.
     *
     * @throws IllegalStateException if it has ended before, be it by a cancel; see {@link #tryFail}
     */
    public final void fail(Throwable cause) {
        settled(tryFail(cause));
    }

    /** Completes with a count, or does nothing and returns false if it has ended before. */
    public final boolean tryComplete(int count) {
        return settleValue(count);
    }

    /** Completes with a failure, or does nothing and returns false if it has ended before. */
    public final boolean tryFail(Throwable cause) {
        return settleFailed(cause);
    }
}
