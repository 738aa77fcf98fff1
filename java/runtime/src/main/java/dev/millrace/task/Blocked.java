package dev.millrace.task;

import java.util.ArrayDeque;

/** Which tasks of a program block in the JDK, outside of an await, while the loop goes on. */
final class Blocked {
    /** Those that were seen to block; null if there never were any. */
    private ArrayDeque<Suspension> seen;

    void note(Suspension task) {
        if (seen == null) {
            seen = new ArrayDeque<>();
        }
        if (!seen.contains(task)) {
            seen.add(task);
        }
    }

    boolean isAny() {
        if (seen == null) {
            return false;
        }
        seen.removeIf(each -> !each.isBlocked());
        return !seen.isEmpty();
    }
}
