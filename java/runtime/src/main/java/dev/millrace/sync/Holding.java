package dev.millrace.sync;

import dev.millrace.task.Future;
import dev.millrace.task.Task;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/** Runs bodies, while something is held or not. */
final class Holding {
    private Holding() {
    }

    /** Returns who has it, in words; empty if nobody is known. */
    static String by(List<Task<?>> holders) {
        return holders.isEmpty() ? "" : " held by " + names(holders);
    }

    static String names(List<Task<?>> tasks) {
        return tasks.stream().map(task -> "Task" + task.taskName().map(" "::concat).orElse(""))
                .collect(Collectors.joining(" and "));
    }

    /** Waits for what is acquired, runs the body, and releases it. */
    static <T> T call(Future<?> acquired, Runnable release, Callable<T> body) {
        Objects.requireNonNull(body, "body");
        Task.await(acquired);
        try {
            return call(body);
        } finally {
            release.run();
        }
    }

    /** Runs a body; a checked exception comes out wrapped in a {@link CompletionException}. */
    static <T> T call(Callable<T> body) {
        try {
            return body.call();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }
}
