package dev.millrace.sync;

import java.util.ArrayList;
import java.util.List;

/** Those who wait in one place, first come, first served. A waiter stands in one line at most. */
final class Line<W extends Line.Waiter> {
    /** Somebody in a line. */
    abstract static class Waiter {
        private Line<?> line;
        private Waiter before;
        private Waiter after;
        /** The next part of a wait in several lines, which keeps it here; null if it is the last. */
        Waiter sibling;

        /** Leaves the line; does nothing if it stands in none. */
        void leave() {
            if (line != null) {
                line.unlink(this);
            }
        }

        final boolean isInLine() {
            return line != null;
        }

        /** Returns whether it is a part of that wait, which may be in several lines. */
        boolean isOf(Object wait) {
            return false;
        }

        /** The wait was given up. It has left the line. */
        void givenUp() {
        }

        /** Ends the wait with a failure. It has left the line. */
        abstract void fail(RuntimeException cause);
    }

    private Waiter first;
    private Waiter last;
    private int size;

    void add(W waiter) {
        Waiter added = waiter;
        added.line = this;
        added.before = last;
        if (last == null) {
            first = added;
        } else {
            last.after = added;
        }
        last = added;
        size++;
    }

    /** Returns who has waited longest; null if nobody waits. */
    W first() {
        @SuppressWarnings("unchecked")
        W head = (W) first;
        return head;
    }

    /** Takes out who has waited longest; null if nobody waits. */
    W poll() {
        W head = first();
        if (head != null) {
            head.leave();
        }
        return head;
    }

    /** Takes out who has waited longest and is not of that wait; null if nobody else waits. */
    W pollNotOf(Object wait) {
        Waiter other = first;
        while (other != null && other.isOf(wait)) {
            other = other.after;
        }
        if (other != null) {
            other.leave();
        }
        @SuppressWarnings("unchecked")
        W taken = (W) other;
        return taken;
    }

    /** Returns all that wait now, who has waited longest first. */
    List<W> all() {
        List<W> all = new ArrayList<>(size);
        for (Waiter each = first; each != null; each = each.after) {
            @SuppressWarnings("unchecked")
            W waiter = (W) each;
            all.add(waiter);
        }
        return all;
    }

    /** Fails all that wait now. */
    void failAll(RuntimeException cause) {
        for (W waiter; (waiter = poll()) != null;) {
            waiter.fail(cause);
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    private void unlink(Waiter waiter) {
        if (waiter.before == null) {
            first = waiter.after;
        } else {
            waiter.before.after = waiter.after;
        }
        if (waiter.after == null) {
            last = waiter.before;
        } else {
            waiter.after.before = waiter.before;
        }
        waiter.line = null;
        waiter.before = null;
        waiter.after = null;
        size--;
    }
}
