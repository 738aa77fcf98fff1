package dev.millrace.task;

/**
 * What joins a derived future to the one it is made from: the callback there, which makes it one of the waiters, and
 * the undo here.
 */
class Source extends Callback implements Awaitable.Undo {
    final Awaitable of;

    Source(Awaitable of, Runnable run) {
        super(null, run);
        this.of = of;
    }

    /** Returns whether giving up this wait means giving up the source, which tells whether that was possible. */
    boolean isOnlyWaiter() {
        return !(of instanceof Task) && !of.isAwaitedBesides(this);
    }

    /** Gives up this wait, and the source if nobody else waits for it. Returns whether the derived future can end. */
    boolean giveUp(Cancellation cancellation) {
        cancellation.release(of, this);
        return undo();
    }

    /** Releases what the wait itself holds. A {@link Cancellation} gives up the wait. */
    @Override
    public boolean undo() {
        return true;
    }

    @Override
    public String toString() {
        return "callback of a future made from " + of;
    }
}
