package dev.millrace.testkit;

import dev.millrace.testkit.schedule.Access;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A task, or the callbacks that a task makes ready, as a place of decisions. Its path says which task started it, and
 * which child it was: by name, or else by number. So it is the same in every run that came to it the same way.
 */
final class Place {
    final String path;
    final long hash;
    /** Whose children its children are: those of a callback are the task's. */
    private final Place owner;
    private Place callbacks;
    private Map<String, Integer> names = Map.of();
    private int unnamed;
    private int variables;
    /** How many of its steps have begun. */
    int steps;
    /** What its next step does to a marked variable. */
    Access next = Access.NONE;
    boolean background;

    private Place(String path, Place owner) {
        this.path = path;
        this.owner = owner == null ? this : owner;
        long mixed = 0;
        for (int i = 0; i < path.length(); i++) {
            mixed = Hash.mix(mixed, path.charAt(i));
        }
        hash = mixed;
    }

    /** The loop of a host itself; the path of its main task has no prefix if the host has no name. */
    static Place root(String host) {
        return new Place(host, null);
    }

    /** Returns the place of a new child. */
    Place child(Optional<String> name) {
        if (owner != this) {
            return owner.child(name);
        }
        Place child = new Place((path.isEmpty() ? "" : path + "/") + childName(name), null);
        child.background = background;
        return child;
    }

    private String childName(Optional<String> name) {
        if (name.isEmpty()) {
            return Integer.toString(++unnamed);
        }
        if (names.isEmpty()) {
            names = new HashMap<>();
        }
        int times = names.merge(name.get(), 1, Integer::sum);
        return times == 1 ? name.get() : name.get() + "#" + times;
    }

    /** Returns the place of the callbacks that it makes ready. */
    Place callbacks() {
        if (owner != this) {
            return this;
        }
        if (callbacks == null) {
            callbacks = new Place(path + ":", this);
            callbacks.background = background;
        }
        return callbacks;
    }

    /** Names a variable that it makes. */
    String variable() {
        return path + "$" + ++variables;
    }

    /** Takes what the step that begins does to a marked variable. */
    Access takeNext() {
        Access access = next;
        next = Access.NONE;
        return access;
    }

    void markBackground() {
        background = true;
        callbacks().background = true;
    }
}
