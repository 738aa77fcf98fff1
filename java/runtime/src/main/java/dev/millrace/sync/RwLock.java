package dev.millrace.sync;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import java.util.Optional;

/**
 * A lock that many may have together to read, or one alone to write. First come, first served: a reader that comes
 * after a waiting writer waits too, so neither kind starves. Otherwise as {@link Lock}.
 */
public final class RwLock {
    private final HoldLine line;

    /**
     * What a lock is doing.
     *
     * @param readers how many have it to read
     * @param writing whether somebody has it to write
     * @param waiting how many wait for it
     * @param acquired how often it was had until now
     */
    public record Statistics(int readers, boolean writing, int waiting, long acquired) {
    }

    /** Makes a lock that nobody has. */
    public RwLock(EventLoop loop) {
        line = new HoldLine(loop, "RwLock");
    }

    /** Makes a lock for the calling task's loop. */
    public RwLock() {
        this(Task.current().loop());
    }

    /** Gives the lock a name for dumps. Returns this lock. */
    public RwLock named(String name) {
        line.named(name);
        return this;
    }

    /**
     * Waits until nobody writes, and no one who came earlier waits.
     *
     * @throws IllegalStateException if the calling task has the lock, to read or to write
     */
    public Future<Hold> read() {
        return line.acquire(true);
    }

    /** Waits until nobody reads or writes: as {@link #read}. A reader that wants to write closes its hold before. */
    public Future<Hold> write() {
        return line.acquire(false);
    }

    /** Takes the lock to read if nobody writes and nobody waits. */
    public Optional<Hold> tryRead() {
        return Optional.ofNullable(line.tryAcquire(true));
    }

    /** Takes the lock to write if nobody has it and nobody waits. */
    public Optional<Hold> tryWrite() {
        return Optional.ofNullable(line.tryAcquire(false));
    }

    /** Returns what the lock is doing. */
    public Statistics statistics() {
        boolean writing = line.isExclusive();
        return new Statistics(writing ? 0 : line.holders(), writing, line.waiting(), line.granted());
    }

    @Override
    public String toString() {
        return "RwLock[" + statistics() + "]";
    }
}
