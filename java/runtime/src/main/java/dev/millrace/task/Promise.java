package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import java.util.List;
import java.util.Objects;

/**
 * The write side of a {@link Future}: whoever makes it completes it, once, and hands out the future. For the loop's
 * thread only.
 *
 * @param <T> the type of the value
 */
public final class Promise<T> extends Future<T> {

    /** An undo that says what its wait is for: dumps show that, and the search for deadlocks follows it. */
    public interface WaitsFor extends Undo {

        /** Returns what is waited for, and who has it if that is known, as it reads after "awaits". */
        String what();

        /**
         * Returns the tasks that all have to act before the wait can end by itself, such as those that have a lock.
         * Empty if they are not known, or if any one of several could end it.
         */
        default List<Task<?>> holders() {
            return List.of();
        }

        /** Makes one of an undo and of what is waited for. */
        static WaitsFor of(String what, Undo undo) {
            return new Described(Objects.requireNonNull(what, "what"), Objects.requireNonNull(undo, "undo"));
        }
    }

    private record Described(String what, Undo how) implements WaitsFor {
        @Override
        public boolean undo() {
            return how.undo();
        }
    }

    /** Makes a pending promise with nothing to undo: a cancel just ends it. */
    public Promise(EventLoop loop) {
        super(loop, null);
    }

    /** Makes a pending promise; {@code undo} gives up what is to complete it, if the future is cancelled. */
    public Promise(EventLoop loop, Undo undo) {
        super(loop, undo);
    }

    /** Returns the read side. */
    public Future<T> future() {
        return this;
    }

    /** Sets how to give up from now on; a cancel that was not possible before is carried out at once. */
    public void undoBy(Undo undo) {
        undoWith(undo);
    }

    /**
     * Completes with a value.
     *
     * @throws IllegalStateException if it has ended before, be it by a cancel; see {@link #tryComplete}
     */
    public void complete(T value) {
        settled(tryComplete(value));
    }

    /**
     * Completes with a failure; a {@link java.util.concurrent.CancellationException} cancels.
     *
     * @throws IllegalStateException if it has ended before, be it by a cancel; see {@link #tryFail}
     */
    public void fail(Throwable cause) {
        settled(tryFail(cause));
    }

    /** Completes with a value, or does nothing and returns false if it has ended before. */
    public boolean tryComplete(T value) {
        return settleValue(value);
    }

    /** Completes with a failure, or does nothing and returns false if it has ended before. */
    public boolean tryFail(Throwable cause) {
        return settleFailed(cause);
    }

    /** Ends as another future will, as one of its waiters. */
    void follow(Future<? extends T> source) {
        source.requireLoop(loop());
        if (source == this) {
            throw new IllegalStateException("a future cannot wait for itself");
        }
        source.feed(this, () -> adopt(source));
    }

    void settleWith(T value, Throwable cause) {
        if (cause == null) {
            tryComplete(value);
        } else {
            tryFail(cause);
        }
    }
}
