package dev.millrace.sync;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * A lock across awaits. Between two awaits a task runs alone anyway; a lock is for what must stay together although it
 * awaits in the middle.
 *
 * <pre>{@code
 * try (Hold hold = await(lock.acquire())) {
 *     await(stream.write(question));
 *     await(stream.read(answer));
 * }
 * }</pre>
 *
 * <p>First come, first served: whoever releases it hands it to the one that has waited longest, who has it from then on
 * although its task has not run yet. A waiter that is cancelled before its turn leaves the line; one that is cancelled
 * after it has the hold, and meets the cancel at its next await. For the loop's thread only.
 */
public final class Lock {
    private final HoldLine line;

    /**
     * What a lock is doing.
     *
     * @param locked whether somebody has it
     * @param waiting how many wait for it
     * @param acquired how often it was had until now
     */
    public record Statistics(boolean locked, int waiting, long acquired) {
    }

    /** Makes a lock that nobody has. */
    public Lock(EventLoop loop) {
        line = new HoldLine(loop, "Lock");
    }

    /** Makes a lock for the calling task's loop. */
    public Lock() {
        this(Task.current().loop());
    }

    /** Gives the lock a name for dumps. Returns this lock. */
    public Lock named(String name) {
        line.named(name);
        return this;
    }

    /**
     * Waits for the lock.
     *
     * @return the hold; fails with an {@link IllegalStateException} if its present owner ends without closing its own
     * @throws IllegalStateException if the calling task has the lock
     */
    public Future<Hold> acquire() {
        return line.acquire(false);
    }

    /** Takes the lock if nobody has it and nobody waits for it. */
    public Optional<Hold> tryAcquire() {
        return Optional.ofNullable(line.tryAcquire(false));
    }

    /** Waits for the lock in the calling task, runs the body, and releases it. */
    public void run(Task.Body body) {
        call(() -> {
            body.run();
            return null;
        });
    }

    /** Waits for the lock in the calling task, runs the body, and releases it. */
    public <T> T call(Callable<T> body) {
        Future<Hold> acquired = acquire();
        return Holding.call(acquired, () -> acquired.value().close(), body);
    }

    /** Makes a condition of what this lock guards. */
    public Condition condition() {
        return new Condition(line);
    }

    /** Returns what the lock is doing. */
    public Statistics statistics() {
        return new Statistics(line.isExclusive(), line.waiting(), line.granted());
    }

    @Override
    public String toString() {
        return "Lock[" + statistics() + "]";
    }
}
