package dev.millrace.inspect;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The tasks of a loop's programs at one moment. Taking it takes the stack of every task, so it is slow: some
 * microseconds per task, in which the loop does nothing else.
 *
 * @param nowNanos when it was taken, in nanoseconds on the loop's clock
 * @param tasks the tasks that have not ended; a task comes after the one that opened its group
 */
public record Dump(long nowNanos, List<Coroutines.Snapshot> tasks) {

    /** Makes a dump of what was seen. */
    public Dump {
        tasks = List.copyOf(tasks);
    }

    /**
     * Takes a dump, on the loop's thread.
     *
     * @throws IllegalStateException on any other thread: see {@link #ask}
     */
    public static Dump of(EventLoop loop) {
        loop.checkThread();
        List<Coroutines.Snapshot> all = new ArrayList<>();
        Coroutines.mainTasks(loop).forEach(main -> all.addAll(Coroutines.snapshots(main)));
        return new Dump(loop.deadline(Duration.ZERO), all);
    }

    /**
     * Takes a dump from any thread: hands that to the loop, and waits for it.
     *
     * @param timeout how long to wait
     * @param text what to make of the dump; it runs on the calling thread
     * @return that text. If the loop does not answer in time, because a step stalls it or nobody drives it, or if it is
     *     closed or the calling thread is interrupted, a text that says so, with the stack of the loop's thread
     */
    public static String ask(EventLoop loop, Duration timeout, Function<Dump, String> text) {
        Objects.requireNonNull(text, "text");
        if (loop.isLoopThread()) {
            return text.apply(of(loop));
        }
        CompletableFuture<Dump> answer = new CompletableFuture<>();
        try {
            loop.execute(() -> answer.complete(of(loop)));
            return text.apply(answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException e) {
            return "the loop is closed";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted before the loop had answered";
        } catch (TimeoutException e) {
            return "the loop has not answered within " + timeout + ": a step stalls it, or nobody drives it"
                    + Stack.of(loop);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the dump failed", e.getCause());
        }
    }

    /**
     * Returns the circles of tasks that wait for each other, a sentence for each: they will never go on by themselves.
     * What a deadline will end is not among them.
     */
    public List<String> deadlocks() {
        return new Circles(tasks).find().stream().map(Dump::inWords).toList();
    }

    private static String inWords(List<Coroutines.Snapshot> circle) {
        List<String> words = circle.stream().map(each -> name(each) + " " + each.doing()).toList();
        return "deadlock: " + String.join("; ", words);
    }

    private static String name(Coroutines.Snapshot each) {
        return "Task" + each.task().taskName().map(" "::concat).orElse("");
    }

    /** Returns the tasks as a tree, a line for each, under the task that opened its group. Deadlocks come first. */
    public String tree() {
        return prefaced(new Tree(nowNanos, tasks).text());
    }

    /** Returns the tasks as a table, a line for each, with the path that leads to it. Deadlocks come first. */
    public String table() {
        return prefaced(new Table(nowNanos, tasks).text());
    }

    private String prefaced(String text) {
        StringBuilder all = new StringBuilder();
        deadlocks().forEach(each -> all.append(each).append('\n'));
        return all.append(tasks.isEmpty() ? "no tasks\n" : text).toString();
    }

    @Override
    public String toString() {
        return tree();
    }
}
