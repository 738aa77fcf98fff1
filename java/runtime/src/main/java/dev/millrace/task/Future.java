package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Timer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A value that comes later, or the reason why it does not: the read side of a {@link Promise}. See {@link Awaitable}
 * for how it ends, on which thread it may be used, and what becomes of failures.
 *
 * @param <T> the type of the value
 */
public abstract sealed class Future<T> extends Awaitable permits Promise, Task {
    private T value;

    Future(EventLoop loop, Undo undo) {
        super(loop, undo);
    }

    /**
     * Returns the value.
     *
     * @throws IllegalStateException if it is still pending
     * @throws java.util.concurrent.CancellationException if it was cancelled
     * @throws RuntimeException (or an Error) the failure, a checked one wrapped in
     *     {@link java.util.concurrent.CompletionException}
     */
    public final T value() {
        requireValue();
        return value;
    }

    /**
     * Runs a callback with this future when it has ended, as a step of its own. Callbacks run in the order in which
     * they were added.
     */
    public final void onDone(Consumer<? super Future<T>> callback) {
        addCallback(callback, () -> callback.accept(this));
    }

    /**
     * Makes a future of what {@code function} makes of the value. It fails as this does, or with what function throws.
     */
    public final <R> Future<R> map(Function<? super T, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        return derive((promise, done) -> promise.complete(function.apply(done)));
    }

    /**
     * Makes a future that ends as the one that {@code function} makes of the value. A cancel gives up whichever is
     * pending.
     */
    public final <R> Future<R> flatMap(Function<? super T, ? extends Future<R>> function) {
        Objects.requireNonNull(function, "function");
        return derive((promise, done) -> promise.follow(function.apply(done)));
    }

    /**
     * Makes a future of this value or, if this fails, of what {@code function} makes of the failure.
     */
    public final Future<T> recover(Function<? super Throwable, ? extends T> function) {
        Objects.requireNonNull(function, "function");
        Promise<T> promise = new Promise<>(loop());
        feed(promise, () -> {
            if (isFailed()) {
                promise.attempt(() -> promise.complete(function.apply(cause())));
            } else {
                promise.adopt(this);
            }
        });
        return promise;
    }

    /**
     * Makes a future that ends as this does, or fails with {@link TimedOut} if that takes longer; this is then given
     * up, unless somebody else waits for it. A value that is there when the time is up is kept.
     */
    public final Future<T> withTimeout(Duration timeout) {
        Promise<T> promise = new Promise<>(loop());
        feed(promise, new Limit(this, promise, timeout));
        return promise;
    }

    /**
     * Makes a future that ends as this does. Cancelling it leaves this running, even if nobody else waits for it; a
     * failure that this has later is reported if nobody looks at it.
     */
    public final Future<T> shield() {
        Promise<T> promise = new Promise<>(loop());
        feed(promise, new Shield(this, promise));
        return promise;
    }

    /**
     * Makes a CompletableFuture that ends as this does, for use on any thread. Cancelling it gives up its wait for
     * this. It fails with an IllegalStateException when the loop closes first. What is chained to it runs on the
     * loop, where it must not block, unless by an {@code Async} method.
     */
    public final CompletableFuture<T> toCompletableFuture() {
        return Bridge.toJava(this);
    }

    /** Makes a future that has a value already. */
    public static <T> Future<T> of(EventLoop loop, T value) {
        Promise<T> promise = new Promise<>(loop);
        promise.complete(value);
        return promise;
    }

    /** Makes a future that has failed already. */
    public static <T> Future<T> failed(EventLoop loop, Throwable cause) {
        Promise<T> promise = new Promise<>(loop);
        promise.fail(cause);
        return promise;
    }

    /**
     * Makes a future that ends as a completion stage does, whichever thread completes that. Cancelling it cancels the
     * stage.
     */
    public static <T> Future<T> from(EventLoop loop, CompletionStage<T> stage) {
        return Bridge.fromJava(loop, stage);
    }

    /** Makes a future that is done after a while, for the calling task: as {@link #sleep(EventLoop, Duration)}. */
    public static Future<Void> sleep(Duration time) {
        return sleep(Task.current().loop(), time);
    }

    /** Runs blocking work on another thread, for the calling task: as {@link #offload(EventLoop, Callable)}. */
    public static <T> Future<T> offload(Callable<T> work) {
        return offload(Task.current().loop(), work);
    }

    /** Makes a future that is done after a while. Cancelling it disarms its timer. */
    public static Future<Void> sleep(EventLoop loop, Duration time) {
        Promise<Void> promise = new Promise<>(loop);
        if (promise.refuseIfCancelled()) {
            return promise;
        }
        Timer timer = loop.core().phaseTimer(() -> promise.complete(null));
        promise.undoBy(new Sleep(timer, time));
        timer.arm(time);
        return promise;
    }

    /**
     * Runs blocking work on another thread (in a simulation: as a step) and brings its result back. A loop has up to 16
     * such threads, which look names up as well; more work waits for one. Cancelling takes back work that has not
     * begun: it never runs. Work that has begun goes on, and its result is dropped, as it is when the loop closes
     * first. After the loop has closed the future fails with {@link RejectedExecutionException}. Package
     * {@code dev.millrace.threads} has more choices.
     */
    public static <T> Future<T> offload(EventLoop loop, Callable<T> work) {
        Objects.requireNonNull(work, "work");
        loop.checkThread();
        Promise<T> promise = new Promise<>(loop);
        if (promise.refuseIfCancelled()) {
            return promise;
        }
        try {
            Runnable takeBack = loop.platform().blockingPool().run(() -> settle(loop, promise, work), loop);
            promise.undoBy(Promise.WaitsFor.of("blocking work", () -> {
                takeBack.run();
                return true;
            }));
        } catch (RejectedExecutionException e) {
            promise.fail(e);
        }
        return promise;
    }

    /** Does the work, on the calling thread, and brings its result back to the loop. */
    private static <T> void settle(EventLoop loop, Promise<T> promise, Callable<T> work) {
        T value = null;
        Throwable cause = null;
        try {
            value = work.call();
        } catch (Throwable e) {
            cause = e;
        }
        T result = value;
        Throwable failure = cause;
        Bridge.homeward(loop, () -> promise.settleWith(result, failure));
    }

    final boolean settleValue(T result) {
        if (isDone()) {
            return false;
        }
        value = result;
        return settleDone();
    }

    @Override
    @SuppressWarnings("unchecked")
    final void adopt(Awaitable source) {
        if (source.hasValue()) {
            settleValue(((Future<T>) source).value);
        } else {
            adoptFailure(source);
        }
    }

    /** What a derived future does with the value it was waiting for. */
    private interface Continuation<T, R> {
        void proceed(Promise<R> promise, T value);
    }

    private <R> Future<R> derive(Continuation<T, R> continuation) {
        Promise<R> promise = new Promise<>(loop());
        feed(promise, () -> {
            if (hasValue()) {
                promise.attempt(() -> continuation.proceed(promise, value));
            } else {
                promise.adoptFailure(this);
            }
        });
        return promise;
    }
}
