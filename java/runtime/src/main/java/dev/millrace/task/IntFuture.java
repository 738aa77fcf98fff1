package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/**
 * A count that comes later: as {@link Future}, without boxing. See {@link Awaitable} for how it ends, on which thread
 * it may be used, and what becomes of failures.
 */
public abstract sealed class IntFuture extends Awaitable permits IntPromise {
    private int value;

    IntFuture(EventLoop loop, Undo undo) {
        super(loop, undo);
    }

    /** Returns the count; throws as {@link Future#value()} does. */
    public final int value() {
        requireValue();
        return value;
    }

    /**
     * Runs a callback with this future when it has ended, as a step of its own. Callbacks run in the order in which
     * they were added.
     */
    public final void onDone(Consumer<? super IntFuture> callback) {
        addCallback(callback, () -> callback.accept(this));
    }

    /**
     * Makes a future of what {@code function} makes of the count. It fails as this does, or with what function throws.
     */
    public final <R> Future<R> map(IntFunction<? extends R> function) {
        Objects.requireNonNull(function, "function");
        return derive((promise, count) -> promise.complete(function.apply(count)));
    }

    /**
     * Makes a future that ends as the one that {@code function} makes of the count. A cancel gives up whichever is
     * pending.
     */
    public final <R> Future<R> flatMap(IntFunction<? extends Future<R>> function) {
        Objects.requireNonNull(function, "function");
        return derive((promise, count) -> promise.follow(function.apply(count)));
    }

    /** Makes a future of the boxed count. */
    public final Future<Integer> boxed() {
        return map(Integer::valueOf);
    }

    /** Makes a CompletableFuture of the boxed count: as {@link Future#toCompletableFuture}. */
    public final CompletableFuture<Integer> toCompletableFuture() {
        return boxed().toCompletableFuture();
    }

    /**
     * Makes a future of this count or, if this fails, of what {@code function} makes of the failure.
     */
    public final IntFuture recover(ToIntFunction<? super Throwable> function) {
        Objects.requireNonNull(function, "function");
        IntPromise promise = new IntPromise(loop());
        feed(promise, () -> {
            if (isFailed()) {
                promise.attempt(() -> promise.complete(function.applyAsInt(cause())));
            } else {
                promise.adopt(this);
            }
        });
        return promise;
    }

    /** Makes a future that has a count already. */
    public static IntFuture of(EventLoop loop, int count) {
        IntPromise promise = new IntPromise(loop);
        promise.complete(count);
        return promise;
    }

    /** Makes a future that ends as this does, or fails with {@link TimedOut}: as {@link Future#withTimeout}. */
    public final IntFuture withTimeout(Duration timeout) {
        IntPromise promise = new IntPromise(loop());
        feed(promise, new Limit(this, promise, timeout));
        return promise;
    }

    /** Makes a future that ends as this does; cancelling it leaves this running: as {@link Future#shield}. */
    public final IntFuture shield() {
        IntPromise promise = new IntPromise(loop());
        feed(promise, new Shield(this, promise));
        return promise;
    }

    /** Makes a future that has failed already. */
    public static IntFuture failed(EventLoop loop, Throwable cause) {
        IntPromise promise = new IntPromise(loop, null);
        promise.fail(cause);
        return promise;
    }

    final boolean settleValue(int result) {
        if (isDone()) {
            return false;
        }
        value = result;
        return settleDone();
    }

    @Override
    final void adopt(Awaitable source) {
        if (source.hasValue()) {
            settleValue(((IntFuture) source).value);
        } else {
            adoptFailure(source);
        }
    }

    /** What a derived future does with the count it was waiting for. */
    private interface Continuation<R> {
        void proceed(Promise<R> promise, int count);
    }

    private <R> Future<R> derive(Continuation<R> continuation) {
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
