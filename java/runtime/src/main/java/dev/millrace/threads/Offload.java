package dev.millrace.threads;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * How blocking work is run away from the loop: by whom, how much at a time, and what a cancel does to it. A value; each
 * {@code with} method returns another one. {@link Future#offload(Callable)} is the short form of {@link #DEFAULT}.
 */
public final class Offload {
    /** On the loop's blocking pool, without a limit but the pool's own; a cancel abandons the work. */
    public static final Offload DEFAULT = new Offload(Optional.empty(), OnCancel.ABANDON, Optional.empty());

    private final Optional<Executor> executor;
    private final OnCancel onCancel;
    private final Optional<CapacityLimiter> limiter;

    private Offload(Optional<Executor> executor, OnCancel onCancel, Optional<CapacityLimiter> limiter) {
        this.executor = executor;
        this.onCancel = onCancel;
        this.limiter = limiter;
    }

    /**
     * Runs the work on an executor instead of the loop's blocking pool. The executor must run what it accepts: work
     * that it drops silently never ends.
     */
    public Offload withExecutor(Executor other) {
        return new Offload(Optional.of(other), onCancel, limiter);
    }

    /** Says what a cancel does to work that a thread has begun. */
    public Offload withCancel(OnCancel other) {
        return new Offload(executor, Objects.requireNonNull(other, "other"), limiter);
    }

    /** Makes the work wait for a token of a limiter, which belongs to the same loop. */
    public Offload withLimiter(CapacityLimiter other) {
        return new Offload(executor, onCancel, Optional.of(other));
    }

    /** Runs blocking work on another thread, for the calling task: as {@link #start(EventLoop, Callable)}. */
    public <T> Future<T> start(Callable<T> work) {
        return start(Task.current().loop(), work);
    }

    /**
     * Runs blocking work on another thread (in a simulation, unless by an executor: as a step) and brings its result
     * back. For the loop's thread only.
     *
     * @return what the work returned; fails with what it threw, or with what the executor refused it with
     *     ({@link RejectedExecutionException} if the loop is closed). Cancelled before a thread has begun, the work
     *     never runs; after that, {@link OnCancel} says what happens. When the loop closes, whoever waits for a thread
     *     because of {@link OnCancel#WAIT} or {@link OnCancel#INTERRUPT} waits no longer. What comes after the loop has
     *     closed is dropped
     */
    public <T> Future<T> start(EventLoop loop, Callable<T> work) {
        Objects.requireNonNull(work, "work");
        loop.checkThread();
        Promise<T> promise = new Promise<>(loop);
        if (promise.refuseIfCancelled()) {
            return promise;
        }
        if (limiter.isEmpty()) {
            send(promise, work, () -> { });
            return promise;
        }
        CapacityLimiter tokens = limiter.get();
        Future<Void> token = tokens.borrow();
        promise.undoBy(token::cancel);
        token.onDone(done -> {
            if (!done.isFailed()) {
                send(promise, work, tokens::giveBack);
            }
        });
        return promise;
    }

    private <T> void send(Promise<T> promise, Callable<T> work, Runnable atEnd) {
        new Errand<>(promise, work, onCancel, atEnd).send(runner(promise.loop()));
    }

    private Function<Runnable, Runnable> runner(EventLoop loop) {
        if (executor.isEmpty()) {
            return work -> loop.platform().blockingPool().run(work, loop);
        }
        return work -> {
            if (loop.isClosed()) {
                throw new RejectedExecutionException("the loop is closed");
            }
            executor.get().execute(work);
            return () -> { };
        };
    }
}
