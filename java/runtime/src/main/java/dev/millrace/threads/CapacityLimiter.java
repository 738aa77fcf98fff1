package dev.millrace.threads;

import dev.millrace.loop.EventLoop;
import dev.millrace.sync.Semaphore;
import dev.millrace.task.Future;
import dev.millrace.task.Task;

/**
 * How much offloaded work may be under way at a time: work that is started by {@link Offload#withLimiter} needs a token
 * of this, first come, first served. The token comes back when the thread has ended, also if nobody waited for that any
 * more: so it counts threads that are busy, not futures that are pending. For the loop's thread only.
 */
public final class CapacityLimiter {
    private final Semaphore tokens;

    /**
     * What a limiter is doing.
     *
     * @param total how many tokens there are
     * @param borrowed how many are out: how much work is under way
     * @param waiting how much work waits for a token
     */
    public record Statistics(int total, int borrowed, int waiting) {
    }

    /**
     * Makes a limiter.
     *
     * @throws IllegalArgumentException if the number of tokens is not positive
     */
    public CapacityLimiter(EventLoop loop, int total) {
        tokens = new Semaphore(loop, checked(total));
    }

    /** Makes a limiter for the calling task's loop. */
    public CapacityLimiter(int total) {
        this(Task.current().loop(), total);
    }

    private static int checked(int total) {
        if (total < 1) {
            throw new IllegalArgumentException("work would wait for ever for one of " + total + " tokens");
        }
        return total;
    }

    /**
     * Changes how many tokens there are. If fewer are left than are out, those come back one after the other.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public void resize(int total) {
        tokens.resize(checked(total));
    }

    /** Returns what the limiter is doing. */
    public Statistics statistics() {
        Semaphore.Statistics now = tokens.statistics();
        return new Statistics(now.total(), now.taken(), now.waiting());
    }

    /** Waits for a token; a cancel before it is there passes the turn on. */
    Future<Void> borrow() {
        return tokens.acquire();
    }

    void giveBack() {
        tokens.release();
    }

    @Override
    public String toString() {
        return "CapacityLimiter[" + statistics() + "]";
    }
}
