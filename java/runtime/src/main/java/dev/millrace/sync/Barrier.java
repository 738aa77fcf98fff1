package dev.millrace.sync;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;

/**
 * Where a fixed number of parties wait for each other, again and again. The one that comes last lets all of its
 * generation go; whoever comes later belongs to the next one. A party that is cancelled while it waits gives its place
 * back. For the loop's thread only.
 */
public final class Barrier {
    private final EventLoop loop;
    private final int parties;
    private final WaitQueue<Boolean> waiting;
    private boolean broken;
    private long generations;

    /**
     * What a barrier is doing.
     *
     * @param parties how many wait for each other
     * @param waiting how many have come
     * @param generations how often all had come until now
     * @param broken whether it was broken
     */
    public record Statistics(int parties, int waiting, long generations, boolean broken) {
    }

    /**
     * Makes a barrier.
     *
     * @throws IllegalArgumentException if there is not one party at least
     */
    public Barrier(EventLoop loop, int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException("a barrier of " + parties + " parties would never open");
        }
        this.loop = loop;
        this.parties = parties;
        waiting = new WaitQueue<Boolean>(loop).named("Barrier");
    }

    /** Makes a barrier for the calling task's loop. */
    public Barrier(int parties) {
        this(Task.current().loop(), parties);
    }

    /**
     * Comes to the barrier.
     *
     * @return done when all have come; true for the one that came last, which is the leader. Fails with an
     *     {@link IllegalStateException} if the barrier is broken
     */
    public Future<Boolean> arrive() {
        loop.checkThread();
        Promise<Boolean> last = new Promise<>(loop);
        if (last.refuseIfCancelled()) {
            return last;
        }
        if (broken) {
            last.fail(isBroken());
            return last;
        }
        if (waiting.size() + 1 < parties) {
            return waiting.join();
        }
        generations++;
        waiting.wakeAll(false);
        last.complete(true);
        return last;
    }

    /** Breaks the barrier: whoever waits and whoever comes fails, until {@link #reset}. */
    public void breakUp() {
        broken = true;
        waiting.failAll(isBroken());
    }

    /** Begins anew: whoever waits fails, and whoever comes from now on waits for the others again. */
    public void reset() {
        breakUp();
        broken = false;
    }

    private static IllegalStateException isBroken() {
        return new IllegalStateException("the barrier was broken: not all will come");
    }

    /** Returns what the barrier is doing. */
    public Statistics statistics() {
        return new Statistics(parties, waiting.size(), generations, broken);
    }

    @Override
    public String toString() {
        return "Barrier[" + statistics() + "]";
    }
}
