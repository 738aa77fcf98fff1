package dev.millrace.task;

import java.util.ArrayList;
import java.util.List;

/**
 * The callbacks that wait for an awaitable, in the order in which they were added. They are its waiters: whoever
 * derives a future from it or awaits it in a task has one here. A base class and not a field, because there is one for
 * every future.
 */
abstract class Callbacks extends Traced {
    private Callback first;
    private Callback last;

    final boolean hasCallbacks() {
        return first != null;
    }

    final Callback firstCallback() {
        return first;
    }

    /** Returns whether there is a waiter besides the one with this callback. */
    final boolean isAwaitedBesides(Callback own) {
        return first != null && (first != own || last != own);
    }

    final void link(Callback callback) {
        callback.before = last;
        if (last == null) {
            first = callback;
        } else {
            last.after = callback;
        }
        last = callback;
    }

    /** Removes a callback that is linked here or nowhere. Returns whether it was linked. */
    final boolean unlink(Callback callback) {
        if (callback.before == null && callback != first) {
            return false;
        }
        if (callback.before == null) {
            first = callback.after;
        } else {
            callback.before.after = callback.after;
        }
        if (callback.after == null) {
            last = callback.before;
        } else {
            callback.after.before = callback.before;
        }
        // Whoever keeps a callback must not keep its former neighbours.
        callback.before = null;
        callback.after = null;
        return true;
    }

    /** Removes every callback whose action equals this one. Returns how many there were. */
    final int unlinkEqual(Object action) {
        // equals() is the caller's code and may add or remove callbacks itself, so it runs over a copy.
        List<Callback> all = new ArrayList<>();
        for (Callback each = first; each != null; each = each.after) {
            all.add(each);
        }
        int removed = 0;
        for (Callback each : all) {
            if (each.action != null && each.action.equals(action) && unlink(each)) {
                removed++;
            }
        }
        return removed;
    }
}
