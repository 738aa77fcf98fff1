package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Watch;
import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/** Converts between futures and the JDK's completion stages, which may end on any thread. */
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
                // A CancellationException cancels it.
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

    /** No thread may wait for ever for a loop that is gone. */
    private static Watch endWithLoop(EventLoop loop, CompletableFuture<?> result) {
        // Weak, or a result that nobody waits for any more would be kept until the loop closes.
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
                // A stage need not support this: then it goes on, and nobody waits for it.
            }
            return true;
        });
        stage.whenComplete((value, cause) -> homeward(loop, () ->
                promise.settleWith(value, cause == null ? null : Failures.unwrapped(cause))));
        return promise;
    }

    /** Hands an action to the loop, from any thread; does nothing if the loop is closed. */
    static void homeward(EventLoop loop, Runnable action) {
        try {
            loop.execute(action);
        } catch (RejectedExecutionException e) {
            // Nobody looks at the futures of a closed loop any more.
        }
    }
}
