package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Timer;
import dev.millrace.loop.Watch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;

/**
 * Tasks that end before their group does: leaving {@link #run} waits for them. The first failure, of a child or of the
 * body, cancels all the others; every failure is kept, the first thrown and the others suppressed in it. A child that
 * was cancelled alone is no failure. Finished children are forgotten. For the loop's thread only.
 */
public final class TaskGroup {
    /** The body of a group, which starts tasks in it. */
    @FunctionalInterface
    public interface Body<T> {
        /** Runs in the task that opened the group. */
        T run(TaskGroup group) throws Exception;
    }

    /** The body of a group, without a value. */
    @FunctionalInterface
    public interface VoidBody {
        /** Runs in the task that opened the group. */
        void run(TaskGroup group) throws Exception;
    }

    /** The body of a task that says when it is ready. */
    @FunctionalInterface
    public interface ReadyBody<R> {
        /** Runs; completes {@code ready} when it is ready, and goes on. */
        void run(Promise<R> ready) throws Exception;
    }

    private static final Duration SLOW = Duration.ofSeconds(5);

    private final EventLoop loop;
    final Coroutines coroutines;
    /** The group that owns what no other group of the program does; this one, if it is that. */
    private final TaskGroup root;
    private final CancelScope scope = new CancelScope();
    private final int limit;
    private final List<Throwable> failures = new ArrayList<>();
    /** Children that wait for others to end before they may begin. */
    private final ArrayDeque<Task<?>> waiting = new ArrayDeque<>();
    private int running;
    private boolean left;
    /** Whether a child was ended by a cancel that concerned the whole group. */
    private boolean cutShort;
    /** Completed when no child is left; null while nobody waits for that. */
    private Promise<Void> empty;

    TaskGroup(EventLoop loop, Coroutines coroutines, TaskGroup root, int limit) {
        this.loop = loop;
        this.coroutines = coroutines;
        this.root = root == null ? this : root;
        this.limit = limit;
    }

    /**
     * Opens a group in the calling task, runs the body, and waits until every task of the group has ended.
     *
     * @throws RuntimeException (or an Error) the first failure, a checked one wrapped in
     *     {@link java.util.concurrent.CompletionException}
     * @throws Cancelled if a scope around was cancelled, that cut the body or a child short, and nothing failed
     */
    public static void run(VoidBody body) {
        run(Integer.MAX_VALUE, body);
    }

    /**
     * Opens a group whose body has a value: as {@link #run}.
     *
     * @return what the body returned; null if the group was cancelled by itself, and that came out of the body
     */
    public static <T> T call(Body<T> body) {
        return call(Integer.MAX_VALUE, body);
    }

    /**
     * Opens a group in which at most {@code limit} tasks run at a time: as {@link #call(Body)}. Further ones begin when
     * others have ended, or when they are cancelled, to meet that at their first await.
     *
     * @throws IllegalArgumentException if the limit is not positive
     */
    public static <T> T call(int limit, Body<T> body) {
        if (limit < 1) {
            throw new IllegalArgumentException("a group of at most " + limit + " tasks would never end");
        }
        Task<?> here = Task.current();
        return new TaskGroup(here.loop(), here.coroutines(), here.root(), limit).runIn(here, body);
    }

    /** Opens a group with a limit whose body has no value: as {@link #call(int, Body)}. */
    public static void run(int limit, VoidBody body) {
        call(limit, group -> {
            body.run(group);
            return null;
        });
    }

    /** The group of the calling task's program that owns what no other group does: it ends with the main task. */
    public static TaskGroup root() {
        return Task.current().root();
    }

    /**
     * Starts a program: a main task that runs the body in a root group, for whoever drives the loop. When the body has
     * returned, what is left in the root group is cancelled and awaited; what still runs after 5 s is named to the
     * loop's failure handler, and so is what fails after the body has returned.
     *
     * @return ends with the body's value when nothing of the program is left; cancelled if the loop is closed before
     */
    public static <T> Task<T> main(EventLoop loop, Coroutines coroutines, Callable<? extends T> body) {
        TaskGroup root = new TaskGroup(loop, coroutines, null, Integer.MAX_VALUE);
        Task<T> main = new Task<>(loop, root, null, null, () -> root.runMain(Task.current(), body));
        main.begin();
        return main;
    }

    /** The scope of all that runs in the group, its body included. */
    public CancelScope scope() {
        return scope;
    }

    /** Tells how many tasks have not ended yet. */
    public int size() {
        return running + waiting.size();
    }

    /**
     * Starts a task in the group; it begins on a later step. In a cancelled group it still begins, and meets the cancel
     * at its first await, so that it can release what it was given.
     *
     * @throws IllegalStateException if the group has been left
     */
    public <T> Task<T> start(Callable<? extends T> body) {
        loop.checkThread();
        if (left) {
            throw new IllegalStateException("the group has been left: nobody would wait for this task");
        }
        Task<T> task = new Task<>(loop, root, this, scope, body);
        if (running < limit) {
            running++;
            task.begin();
        } else {
            waiting.add(task);
        }
        return task;
    }

    /** Starts a task without a value: as {@link #start(Callable)}. */
    public Task<Void> start(Task.Body body) {
        return start(Task.callable(body));
    }

    /**
     * Starts a task that says when it is ready, with a value.
     *
     * @return the value; fails as the task does if it ends before it was ready, which then is no failure of the
     *     group's; cancelling it cancels the task
     */
    public <R> Future<R> startReady(ReadyBody<R> body) {
        Promise<R> ready = new Promise<>(loop);
        Task<Void> task = start(() -> {
            try {
                body.run(ready);
            } catch (VirtualMachineError e) {
                throw e;
            } catch (Throwable e) {
                if (!ready.tryFail(e) || e instanceof Cancelled) {
                    throw e;
                }
            }
            ready.tryFail(new IllegalStateException("the task has ended without being ready"));
            return null;
        });
        // Not given up at once: a child that is just getting ready may still say so, and its value is kept.
        ready.undoBy(task::cancel);
        return ready;
    }

    private <T> T runIn(Task<?> here, Body<T> body) {
        CancelScope around = enter(here);
        T value = null;
        Throwable thrown = null;
        try {
            value = body.run(this);
        } catch (Throwable e) {
            thrown = here.cancelledBy(e);
            bodyFailed(thrown);
        }
        try {
            awaitChildren(here);
        } finally {
            leave(here, around);
        }
        throwFailures();
        if (thrown != null && !scope.catches(thrown)) {
            throw Failures.unchecked(thrown);
        }
        CancelScope outside = cutShort ? around.origin() : null;
        if (outside != null) {
            throw new Cancelled(outside.reason(), outside);
        }
        return value;
    }

    private <T> T runMain(Task<?> here, Callable<? extends T> body) {
        Watch closing = loop.watch(here, () -> here.cancel("the loop is closed"));
        CancelScope around = enter(here);
        T value = null;
        Throwable thrown = null;
        try {
            value = body.call();
        } catch (Throwable e) {
            thrown = e;
            bodyFailed(e);
        }
        int before = failures.size();
        scope.cancel("the main task has ended");
        Timer slow = loop.timer(() -> scope.tasks().forEach(task -> loop.report(
                "still running " + SLOW.toSeconds() + " s after the main task has ended", task.whereabouts())));
        slow.arm(SLOW);
        awaitChildren(here);
        slow.cancel();
        closing.cancel();
        leave(here, around);
        List<Throwable> late = failures.subList(before, failures.size());
        if (before == 0 && thrown == null) {
            late.forEach(failure -> loop.report("a task failed after the main task has ended", failure));
            return value;
        }
        throwFailures();
        throw Failures.unchecked(thrown);
    }

    private CancelScope enter(Task<?> here) {
        CancelScope around = here.scope();
        scope.enter(here, around);
        here.scope(scope);
        return around;
    }

    private void leave(Task<?> here, CancelScope around) {
        here.scope(around);
        left = true;
        scope.leave();
    }

    private void bodyFailed(Throwable thrown) {
        if (thrown instanceof Cancelled) {
            scope.cancel("the body of the group was cancelled");
        } else {
            failed(thrown);
        }
    }

    /** Waits whatever is cancelled meanwhile: the children are in the scope and see it themselves. */
    private void awaitChildren(Task<?> here) {
        while (size() > 0) {
            empty = new Promise<>(loop);
            try {
                here.suspendUndisturbed(empty);
            } catch (IllegalStateException e) {
                scope.cancel("the group cannot wait for its tasks here");
                root.start(this::awaitOrphans);
                throw e;
            }
        }
    }

    /** A child that has not begun is cancelled: it does not wait for its turn, for all it will do is end. */
    void beginNow(Task<?> child) {
        if (waiting.remove(child)) {
            running++;
            child.begin();
        }
    }

    /** Waits in the root group for children whose own group could not. */
    private void awaitOrphans() {
        Task.current().suspendUndisturbed(empty);
        failures.forEach(failure -> loop.report("a task failed after its group was left", failure));
    }

    void ended(Task<?> child, Throwable thrown) {
        running--;
        if (thrown instanceof Cancelled cancelled) {
            cutShort |= cancelled.origin() != null && cancelled.origin() == scope.origin();
        } else if (thrown != null) {
            failed(thrown);
        }
        while (running < limit && !waiting.isEmpty()) {
            beginNow(waiting.peek());
        }
        if (size() == 0 && empty != null) {
            empty.tryComplete(null);
        }
    }

    private void failed(Throwable failure) {
        if (!isKnown(failure)) {
            failures.add(failure);
        }
        scope.cancel("another task of the group failed: " + Failures.text(failure));
    }

    /** The failure of a child comes a second time, perhaps wrapped, out of whoever awaited it. */
    private boolean isKnown(Throwable failure) {
        for (Throwable each : failures) {
            if (each == failure || failure instanceof CompletionException && each == failure.getCause()) {
                return true;
            }
        }
        return false;
    }

    private void throwFailures() {
        if (failures.isEmpty()) {
            return;
        }
        Throwable first = failures.get(0);
        failures.stream().skip(1).forEach(first::addSuppressed);
        throw Failures.unchecked(first);
    }
}
