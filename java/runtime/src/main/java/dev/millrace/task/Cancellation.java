package dev.millrace.task;

import java.util.ArrayDeque;

/**
 * One cancel and everything that follows from it: scopes that see it, tasks in them that give up what they await,
 * futures that nobody waits for any more. It works through lists, because chains of these may be too long for
 * recursion.
 */
final class Cancellation {
    private final String reason;
    private final ArrayDeque<CancelScope> scopes = new ArrayDeque<>();
    /** Futures whose last waiter has given up. */
    private final ArrayDeque<Awaitable> abandoned = new ArrayDeque<>();

    Cancellation(String reason) {
        this.reason = reason;
    }

    String reason() {
        return reason;
    }

    /** Works out what follows, until nothing is left. */
    void run() {
        for (;;) {
            CancelScope scope = scopes.poll();
            if (scope != null) {
                scope.update(this);
                continue;
            }
            Awaitable future = abandoned.poll();
            if (future == null) {
                return;
            }
            giveUp(future);
        }
    }

    /** Notes a scope that may see a different cancel now. */
    Cancellation update(CancelScope scope) {
        scopes.add(scope);
        return this;
    }

    /** Takes a waiter from a future; if it was the last one, the future is given up later. */
    Cancellation release(Awaitable future, Callback waiter) {
        future.release(waiter);
        if (!future.isDone() && !future.hasCallbacks()) {
            abandoned.add(future);
        }
        return this;
    }

    /**
     * Gives up a future and, where nobody else waits for it, what it was made from. If that cannot be undone now, the
     * futures in between stay pending too, and take what still comes.
     *
     * @return whether the future is cancelled now
     */
    boolean giveUp(Awaitable future) {
        ArrayDeque<Awaitable> derived = new ArrayDeque<>();
        Awaitable each = future;
        while (each.undo() instanceof Source source && !source.of.isDone() && source.isOnlyWaiter()) {
            derived.push(each);
            each = source.of;
        }
        boolean cancelled = each.cancelIf(!each.isDone() && undo(each), reason);
        while (!derived.isEmpty()) {
            cancelled = derived.pop().cancelIf(cancelled, reason);
        }
        return cancelled;
    }

    private boolean undo(Awaitable future) {
        if (future.undo() instanceof Source source) {
            // If the source has ended, its callback is about to run: the value is kept.
            return !source.of.isDone() && source.giveUp(this);
        }
        return future.undo() instanceof Gather<?> gather ? gather.giveUp(this) : future.undoOnce(this);
    }
}
