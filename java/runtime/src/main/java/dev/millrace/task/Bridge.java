package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Watch;
import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/** Between futures and those of the Java world, which may end on any thread. */
final class Bridge {

    private Bridge() {
    }

    static <T> CompletableFuture<T> toJava(Future<T> future) {
        CompletableFuture<T> result = new CompletableFuture<>();
        EventLoop loop = future.loop();
        Runnable end = () -> {
            if (future.hasValue()) {
                result.complete(future.value());
            } else {
                // What is a CancellationException cancels it.
                result.completeExceptionally(future.cause());
            }
        };
        Watch closing = endWithLoop(loop, result);
        Callback callback = future.addCallback(result, () -> {
            closing.cancel();
            end.run();
        });
        result.whenComplete((ignored, cause) -> {
            if (result.isCancelled()) {
                homeward(loop, () -> {
                    closing.cancel();
                    new Cancellation("cancelled").release(future, callback).run();
                });
            }
        });
        if (loop.isClosed() && !future.isDone()) {
            result.completeExceptionally(closed());
        }
        return result;
    }

    /** No thread must wait for ever for a loop that has gone. */
    private static Watch endWithLoop(EventLoop loop, CompletableFuture<?> result) {
        // Weakly, or what nobody waits for any more would be kept as long as the loop.
        WeakReference<CompletableFuture<?>> reference = new WeakReference<>(result);
        return loop.core().watch(result, () -> {
            CompletableFuture<?> waiting = reference.get();
            if (waiting != null) {
                waiting.completeExceptionally(closed());
            }
        });
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("the loop was closed before this future had ended");
    }

    static <T> Future<T> fromJava(EventLoop loop, CompletionStage<T> stage) {
        Objects.requireNonNull(stage, "stage");
        Promise<T> promise = new Promise<>(loop, () -> {
            try {
                stage.toCompletableFuture().cancel(false);
            } catch (UnsupportedOperationException e) {
                // A stage need not be able to: then it goes on, and nobody waits for it.
            }
            return true;
        });
        stage.whenComplete((value, cause) -> homeward(loop, () ->
                promise.settleWith(value, cause == null ? null : Failures.unwrapped(cause))));
        return promise;
    }

    /** Hands something to the loop from wherever this is; if the loop is closed there is nobody left to tell. */
    static void homeward(EventLoop loop, Runnable action) {
        try {
            loop.execute(action);
        } catch (RejectedExecutionException e) {
            // The loop is closed: its futures will not be looked at any more.
        }
    }
}
