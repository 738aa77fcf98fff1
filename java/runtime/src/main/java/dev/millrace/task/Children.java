package dev.millrace.task;

import java.util.ArrayDeque;

/** The tasks of a group that have not ended: a limited number of them runs, the others wait for these to end. */
final class Children {
    private final int limit;
    private final ArrayDeque<Task<?>> waiting = new ArrayDeque<>();
    private int running;
    /** Completed when no child is left; null while nobody waits for that. */
    private Promise<Void> empty;

    Children(int limit) {
        this.limit = limit;
    }

    /** Begins a task, or lets it wait until it may begin. */
    void add(Task<?> child) {
        if (running < limit) {
            begin(child);
        } else {
            waiting.add(child);
        }
    }

    /** One of those that run has ended. */
    void ended() {
        running--;
    }

    /** Begins those that waited for others to end, and tells whoever waits for all. */
    void proceed() {
        while (running < limit && !waiting.isEmpty()) {
            begin(waiting.poll());
        }
        if (size() == 0 && empty != null) {
            empty.tryComplete(null);
        }
    }

    private void begin(Task<?> child) {
        running++;
        child.begin();
    }

    int size() {
        return running + waiting.size();
    }

    /**
     * Waits until all have ended, no matter what is cancelled meanwhile.
     *
     * @throws IllegalStateException where a task cannot suspend
     */
    void awaitAll(Suspension here) {
        while (size() > 0) {
            empty = new Promise<>(here.loop());
            here.awaitUndisturbed(empty);
        }
    }
}
