package dev.millrace.task;

import java.util.ArrayDeque;

/**
 * Finds out whether a task would wait for itself. It follows what tasks await: another task, a future made of one, the
 * tasks of a group that is being left. What ends by itself (a timeout), or by any of several, is not followed.
 */
final class WaitCycle {
    /** How far to look: an await must not cost more the more tasks there are. */
    private static final int MOST = 1000;

    private final Suspension waiter;
    /** What is still to be looked at; null if the way never branched. */
    private ArrayDeque<Awaitable> branches;

    private WaitCycle(Suspension waiter) {
        this.waiter = waiter;
    }

    /** Returns whether an await of this future by that task would close a circle. */
    static boolean closes(Suspension waiter, Awaitable future) {
        Awaitable origin = future;
        for (int looked = 0; origin.undo() instanceof Source source && looked < MOST; looked++) {
            origin = source.of;
        }
        boolean mayLeadToTask = origin instanceof Task || origin.undo() instanceof Gather;
        return mayLeadToTask && new WaitCycle(waiter).leadsBack(future);
    }

    private boolean leadsBack(Awaitable first) {
        Awaitable each = first;
        for (int looked = 0; each != null && looked < MOST; looked++) {
            if (each instanceof Task<?> task && cannotEndBeforeWaiter(task)) {
                return true;
            }
            each = next(each);
            if (each == null && branches != null) {
                each = branches.poll();
            }
        }
        return false;
    }

    private boolean cannotEndBeforeWaiter(Task<?> task) {
        return task.suspension() == waiter || waiter.scope().isInside(task.suspension());
    }

    private Awaitable next(Awaitable each) {
        if (each.isDone()) {
            return null;
        }
        if (each instanceof Task<?> task) {
            Suspension other = task.suspension();
            if (other.isLeavingGroup()) {
                other.scope().inside().forEach(child -> branch(((Suspension) child).task()));
            }
            return other.awaited();
        }
        if (each.undo() instanceof Gather<?> gather && gather.needsAll()) {
            gather.members().forEach(this::branch);
        }
        return each.undo() instanceof Source source && !(source instanceof Limit) ? source.of : null;
    }

    private void branch(Awaitable other) {
        if (branches == null) {
            branches = new ArrayDeque<>();
        }
        branches.add(other);
    }
}
