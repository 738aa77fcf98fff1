package dev.millrace.sync;

import dev.millrace.task.Task;
import java.util.Optional;

/**
 * The right to go on, from a {@link Lock} or a {@link RwLock}, until it is closed. It belongs to the task that asked
 * for it. If that task ends without having closed it, whoever waits for the lock fails, for nobody would release it.
 */
public final class Hold implements AutoCloseable {
    private final Giver giver;
    /** Null if a callback asked for it. */
    private final Task<?> owner = Task.inTask() ? Task.current() : null;
    private final boolean shared;
    private boolean held;
    /** What runs if the owner ends without having closed this; null while nobody waits for that. */
    private Runnable ownerEnded;

    /** What gives holds and takes them back. */
    interface Giver {
        /** The hold was closed. */
        void released(Hold hold);

        /** The hold was not closed, and its task has ended. */
        void abandoned(Hold hold);
    }

    Hold(Giver giver, boolean shared) {
        this.giver = giver;
        this.shared = shared;
    }

    /** Returns the task it belongs to; empty if a callback asked for it. */
    Optional<Task<?>> owner() {
        return Optional.ofNullable(owner);
    }

    boolean isShared() {
        return shared;
    }

    boolean isOf(Giver other) {
        return giver == other;
    }

    /** Returns whether the calling task has it. */
    boolean isCallers() {
        return held && owner != null && Task.inTask() && Task.current() == owner;
    }

    boolean isAbandoned() {
        return held && owner != null && owner.isDone();
    }

    void granted() {
        held = true;
    }

    /** Takes it back for the time of a wait; it is granted again. */
    void suspended() {
        held = false;
    }

    /** From now on somebody waits for this to be closed. */
    void watchOwner() {
        if (owner != null && ownerEnded == null) {
            ownerEnded = () -> {
                if (held) {
                    giver.abandoned(this);
                }
            };
            owner.onEnd(ownerEnded);
        }
    }

    /** Returns whether the lock was granted and has not been released. */
    public boolean isHeld() {
        return held;
    }

    /**
     * Releases the lock. Whoever has waited longest has it from now on.
     *
     * @throws IllegalStateException if it is not held: it was closed before, or its condition has it at the moment
     */
    @Override
    public void close() {
        requireHeld();
        held = false;
        if (ownerEnded != null) {
            // A task may take locks for as long as the program runs.
            owner.removeCallback(ownerEnded);
            ownerEnded = null;
        }
        giver.released(this);
    }

    void requireHeld() {
        if (!held) {
            throw new IllegalStateException(this + " is not held: it was closed before, or is waiting for a signal");
        }
    }

    @Override
    public String toString() {
        return (shared ? "the shared hold of " : "the hold of ") + (owner == null ? "a callback" : owner);
    }
}
