package dev.millrace.sync;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Those who wait for their turn, first come, first served: what locks, semaphores and channels are built on. A wake-up
 * is handed to the waiter at the head, who then has what it stands for, though its task has not run yet. A waiter that
 * is cancelled before its turn leaves the queue, so the wake-up goes to the next one; one that is cancelled after it
 * keeps what it was given. For the loop's thread only.
 *
 * @param <T> what a waiter is handed
 */
public final class WaitQueue<T> {
    private final EventLoop loop;
    private final Line<Waiter<T>> line = new Line<>();
    private String name = "its turn in a queue";
    private Supplier<List<Task<?>>> holders = List::of;

    /** Makes an empty queue. */
    public WaitQueue(EventLoop loop) {
        this.loop = loop;
    }

    /** Says what the waiters wait for, as dumps read after "awaits". Returns this queue. */
    public WaitQueue<T> named(String what) {
        name = Objects.requireNonNull(what, "what");
        return this;
    }

    /** Says which tasks all have to act before a waiter can be woken; none if they are not known. */
    WaitQueue<T> heldBy(Supplier<List<Task<?>>> tasks) {
        holders = tasks;
        return this;
    }

    /**
     * Joins the queue, at its end.
     *
     * @return completes with what this waiter is handed; a cancel before that leaves the queue. In a cancelled scope it
     *     is cancelled from the start, and nobody joins
     */
    public Future<T> join() {
        loop.checkThread();
        Waiter<T> waiter = new Waiter<>(this);
        if (!waiter.promise.refuseIfCancelled()) {
            line.add(waiter);
        }
        return waiter.promise;
    }

    /** Hands a value to the waiter at the head. Returns false, and hands it to nobody, if there is none. */
    public boolean wakeFirst(T value) {
        loop.checkThread();
        Waiter<T> head = line.poll();
        if (head == null) {
            return false;
        }
        head.promise.complete(value);
        return true;
    }

    /** Hands the same value to all that wait now, in order. Returns how many there were. */
    public int wakeAll(T value) {
        int woken = 0;
        for (int left = line.size(); left > 0 && wakeFirst(value); left--) {
            woken++;
        }
        return woken;
    }

    /** Fails all that wait now, in order. Returns how many there were. */
    public int failAll(Throwable cause) {
        loop.checkThread();
        int failed = 0;
        while (!line.isEmpty()) {
            line.poll().promise.fail(cause);
            failed++;
        }
        return failed;
    }

    /** Returns the number of waiters. */
    public int size() {
        return line.size();
    }

    /** Returns whether nobody waits. */
    public boolean isEmpty() {
        return line.isEmpty();
    }

    private static final class Waiter<T> extends Line.Waiter implements Promise.WaitsFor {
        private final WaitQueue<T> queue;
        private final Promise<T> promise;

        Waiter(WaitQueue<T> queue) {
            this.queue = queue;
            promise = new Promise<>(queue.loop, this);
        }

        @Override
        public boolean undo() {
            leave();
            return true;
        }

        @Override
        public String what() {
            return queue.name + Holding.by(queue.holders.get());
        }

        @Override
        public List<Task<?>> holders() {
            return queue.holders.get();
        }

        @Override
        void fail(RuntimeException cause) {
            promise.fail(cause);
        }
    }
}
