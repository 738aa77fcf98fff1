package dev.millrace.sync;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Permits: at most so many tasks have one. First come, first served, and a permit that is released while somebody waits
 * is that waiter's at once. The number of permits can be changed, so this also limits how much work is under way. For
 * the loop's thread only.
 */
public final class Semaphore {
    private final EventLoop loop;
    private final WaitQueue<Void> waiting;
    private int total;
    /** The tasks that have a permit for the time of a body. */
    private final List<Task<?>> inside = new ArrayList<>();
    /** How many permits are out; more than the total after that was lowered. */
    private int taken;

    /**
     * What a semaphore is doing.
     *
     * @param total how many permits there are
     * @param taken how many of them are out
     * @param waiting how many wait for one
     */
    public record Statistics(int total, int taken, int waiting) {
    }

    /**
     * Makes a semaphore.
     *
     * @throws IllegalArgumentException if the number of permits is negative
     */
    public Semaphore(EventLoop loop, int permits) {
        this.loop = loop;
        this.total = checked(permits);
        waiting = new WaitQueue<Void>(loop).named("Semaphore").heldBy(() -> total == 1 ? inside : List.of());
    }

    /** Makes a semaphore for the calling task's loop. */
    public Semaphore(int permits) {
        this(Task.current().loop(), permits);
    }

    private static int checked(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("a semaphore has no " + permits + " permits");
        }
        return permits;
    }

    /** Gives the semaphore a name for dumps. Returns this semaphore. */
    public Semaphore named(String name) {
        waiting.named("Semaphore '" + name + "'");
        return this;
    }

    /** Waits for a permit. */
    public Future<Void> acquire() {
        loop.checkThread();
        if (taken >= total || !waiting.isEmpty()) {
            return waiting.join();
        }
        Promise<Void> promise = new Promise<>(loop);
        if (!promise.refuseIfCancelled()) {
            taken++;
            promise.complete(null);
        }
        return promise;
    }

    /** Takes a permit if there is one and nobody waits. */
    public boolean tryAcquire() {
        loop.checkThread();
        boolean free = taken < total && waiting.isEmpty();
        if (free) {
            taken++;
        }
        return free;
    }

    /**
     * Returns a permit; any task may do that.
     *
     * @throws IllegalStateException if none is out
     */
    public void release() {
        loop.checkThread();
        if (taken == 0) {
            throw new IllegalStateException("no permit is out: it was released twice");
        }
        taken--;
        proceed();
    }

    /**
     * Changes how many permits there are. If fewer are left than are out, those come back one after the other.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public void resize(int permits) {
        loop.checkThread();
        total = checked(permits);
        proceed();
    }

    private void proceed() {
        while (taken < total && waiting.wakeFirst(null)) {
            taken++;
        }
    }

    /** Waits for a permit in the calling task, runs the body, and returns the permit. */
    public void run(Task.Body body) {
        call(() -> {
            body.run();
            return null;
        });
    }

    /** Waits for a permit in the calling task, runs the body, and returns the permit. */
    public <T> T call(Callable<T> body) {
        Task<?> here = Task.current();
        return Holding.call(acquire(), () -> {
            inside.remove(here);
            release();
        }, () -> {
            inside.add(here);
            return body.call();
        });
    }

    /** Returns what the semaphore is doing. */
    public Statistics statistics() {
        return new Statistics(total, taken, waiting.size());
    }

    @Override
    public String toString() {
        return "Semaphore[" + statistics() + "]";
    }
}
