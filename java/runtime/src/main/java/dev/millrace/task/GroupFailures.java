package dev.millrace.task;

import java.util.ArrayList;
import java.util.List;

/** What failed in a group, in order, each once. */
final class GroupFailures {
    private final List<Throwable> failures = new ArrayList<>();

    void add(Throwable failure) {
        if (!isKnown(failure)) {
            failures.add(failure);
        }
    }

    /** The failure of a child comes a second time, perhaps wrapped, out of whoever awaited it. */
    private boolean isKnown(Throwable failure) {
        Throwable unwrapped = Failures.unwrapped(failure);
        for (Throwable each : failures) {
            if (each == failure || each == unwrapped) {
                return true;
            }
        }
        return false;
    }

    int size() {
        return failures.size();
    }

    /** Returns the failures after the first {@code first}. */
    List<Throwable> after(int first) {
        return failures.subList(first, failures.size());
    }

    /** Throws the first, with the others suppressed in it; returns if there are none. */
    void throwFirst() {
        if (!failures.isEmpty()) {
            Throwable first = failures.get(0);
            failures.forEach(other -> Failures.suppress(first, other));
            throw Failures.unchecked(first);
        }
    }
}
