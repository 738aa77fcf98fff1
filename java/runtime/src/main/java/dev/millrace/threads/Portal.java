package dev.millrace.threads;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The way from other threads into a task group: whatever thread holds it can run tasks there and take their results.
 * Any thread may use it. It does not keep its group open: the body of the group has to wait for something.
 *
 * <p>A task that fails tells the caller, and is no failure of the group. After the group has been left, or the loop
 * closed, submissions fail with a {@link RejectedExecutionException} and their bodies do not run. Every submission
 * ends: one that still runs when the loop closes fails with an {@link IllegalStateException}. After anyio's
 * {@code BlockingPortal}.
 */
public final class Portal {
    private final EventLoop loop;
    private final TaskGroup group;

    private Portal(EventLoop loop, TaskGroup group) {
        this.loop = loop;
        this.group = group;
    }

    /**
     * Makes a portal into a group.
     *
     * @throws IllegalStateException outside of tasks
     */
    public static Portal into(TaskGroup group) {
        return new Portal(Task.current().loop(), Objects.requireNonNull(group, "group"));
    }

    /**
     * Starts a task in the group. What one thread submits begins in that order.
     *
     * @return ends as the task does: with the value of the body, with what it threw, or as cancelled if the task was.
     *     Cancelling it cancels the task, which ends when its body does; a body that has not begun never does, unless
     *     the group's limit is what it waits for. What is chained to it runs on the loop, where it must not block
     */
    public <T> CompletableFuture<T> submit(Callable<T> body) {
        Objects.requireNonNull(body, "body");
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            loop.execute(() -> begin(body, result));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(e);
        }
        return result;
    }

    private <T> void begin(Callable<T> body, CompletableFuture<T> result) {
        if (result.isDone()) {
            return;
        }
        CompletableFuture<T> task;
        try {
            if (loop.isClosed()) {
                throw new IllegalStateException("the loop is closed");
            }
            task = group.<T>startReady(ready -> ready.tryComplete(body.call())).toCompletableFuture();
        } catch (IllegalStateException e) {
            result.completeExceptionally(new RejectedExecutionException(e.getMessage(), e));
            return;
        }
        task.whenComplete((value, cause) -> {
            if (cause == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(cause);
            }
        });
        result.whenComplete((value, cause) -> {
            if (result.isCancelled()) {
                task.cancel(true);
            }
        });
    }

    /**
     * Runs a body in a task of the group while the calling thread waits for it.
     *
     * @return what the body returned; if it had when the thread was interrupted, the thread stays interrupted
     * @throws InterruptedException if the calling thread was interrupted; the task is cancelled, and not waited for
     * @throws CancellationException if the task was cancelled
     * @throws IllegalStateException on the loop's own thread, which would wait for itself
     * @throws RuntimeException (or an Error) what the body threw, a checked exception wrapped in
     *     {@link CompletionException}
     */
    public <T> T call(Callable<T> body) throws InterruptedException {
        try {
            return waitFor(submitElsewhere(body), Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new AssertionError("292 years have passed", e);
        }
    }

    /**
     * Runs a body in a task of the group while the calling thread waits, for a limited time: as
     * {@link #call(Callable)}. A value that is there when the time is up is returned.
     *
     * @throws TimeoutException if it took longer; the task is cancelled, and not waited for
     */
    public <T> T call(Callable<T> body, Duration timeout) throws InterruptedException, TimeoutException {
        return waitFor(submitElsewhere(body), TimeUnit.NANOSECONDS.convert(timeout));
    }

    static <T> T waitFor(CompletableFuture<T> result, long nanos) throws InterruptedException, TimeoutException {
        try {
            return result.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        } catch (TimeoutException e) {
            // What a cancel comes too late for has ended in the meantime.
            if (result.cancel(true)) {
                throw e;
            }
        } catch (InterruptedException e) {
            if (result.cancel(true)) {
                throw e;
            }
            Thread.currentThread().interrupt();
        }
        try {
            return result.join();
        } catch (CompletionException e) {
            throw thrown(e.getCause());
        }
    }

    private <T> CompletableFuture<T> submitElsewhere(Callable<T> body) {
        if (loop.isLoopThread()) {
            throw new IllegalStateException("the loop's own thread would wait for itself: await a task instead");
        }
        return submit(body);
    }

    private static RuntimeException thrown(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new CompletionException(failure);
    }
}
