package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import dev.millrace.sched.Share;
import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * A group of tasks, none of which outlives it: leaving {@link #run} waits for them. The first failure, of a child or of
 * the body, cancels all the others; every failure is kept, the first thrown and the others suppressed in it. A child
 * that was cancelled on its own is no failure. Finished children are forgotten. For the loop's thread only.
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

    final EventLoop loop;
    final Coroutines coroutines;
    /** The group that owns what no other group of the program does; it may be this one. */
    private final TaskGroup root;
    private final CancelScope scope = new CancelScope();
    /** Whether a child's failure is reported while the others go on. */
    private final boolean supervising;
    final GroupFailures failures = new GroupFailures();
    /** Of the whole program, in its root group. */
    final Blocked blocked = new Blocked();
    private final Children children;
    /** The share of the tasks that are started; null if that is the starting task's. */
    private Share share;
    private boolean left;
    /** Whether a child was ended by a cancel that concerned the whole group. */
    private boolean cutShort;

    TaskGroup(EventLoop loop, Coroutines coroutines, TaskGroup root, int limit, boolean supervising) {
        this.loop = loop;
        this.coroutines = coroutines;
        this.root = root == null ? this : root;
        this.children = new Children(limit);
        this.supervising = supervising;
    }

    /**
     * Opens a group in the calling task, runs the body, and waits until every task of the group has ended.
     *
     * @throws RuntimeException (or an Error) the first failure, a checked one wrapped in
     *     {@link java.util.concurrent.CompletionException}
     * @throws Cancelled if a scope around was cancelled, which cut the body or a child short, and nothing failed
     */
    public static void run(VoidBody body) {
        run(Integer.MAX_VALUE, body);
    }

    /**
     * Opens a group whose body has a value: as {@link #run}.
     *
     * @return what the body returned; null if the body ended by a cancel of the group itself
     */
    public static <T> T call(Body<T> body) {
        return call(Integer.MAX_VALUE, body);
    }

    /**
     * Opens a group in which at most {@code limit} tasks run at a time: as {@link #call(Body)}. Further ones begin when
     * others have ended, even in a group that was cancelled: they meet the cancel at their first await.
     *
     * @throws IllegalArgumentException if the limit is not positive
     */
    public static <T> T call(int limit, Body<T> body) {
        return open(limit, false, body);
    }

    /**
     * Opens a group whose tasks do not depend on each other. The failure of a task is reported to the loop's failure
     * handler, and the others go on. The body's own failure still cancels them all, and leaves the group: as
     * {@link #run(VoidBody)}.
     */
    public static void supervise(VoidBody body) {
        supervise(Integer.MAX_VALUE, body);
    }

    /** Opens a supervising group that runs at most {@code limit} tasks at a time: as {@link #supervise(VoidBody)}. */
    public static void supervise(int limit, VoidBody body) {
        open(limit, true, withoutValue(body));
    }

    private static <T> T open(int limit, boolean supervising, Body<T> body) {
        Objects.requireNonNull(body, "body");
        if (limit < 1) {
            throw new IllegalArgumentException("a group of at most " + limit + " tasks would never end");
        }
        Task<?> here = Task.current();
        return new TaskGroup(here.loop(), here.coroutines(), here.root(), limit, supervising)
                .runIn(here.suspension(), body);
    }

    /** Opens a group with a limit whose body has no value: as {@link #call(int, Body)}. */
    public static void run(int limit, VoidBody body) {
        open(limit, false, withoutValue(body));
    }

    private static Body<Void> withoutValue(VoidBody body) {
        Objects.requireNonNull(body, "body");
        return group -> {
            body.run(group);
            return null;
        };
    }

    /** Returns the group of the calling task's program that owns what no other does; it ends with the main task. */
    public static TaskGroup root() {
        return Task.current().root();
    }

    /**
     * Starts a program: a main task that runs the body in a root group, for whoever drives the loop. When the body has
     * returned, what is left in the root group is cancelled and awaited; what still runs after 5 s is reported to the
     * loop's failure handler, and so is what fails after the body has returned.
     *
     * @return ends with the body's value when nothing of the program is left; cancelled if the loop closes first
     */
    public static <T> Task<T> main(EventLoop loop, Coroutines coroutines, Callable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        TaskGroup root = new TaskGroup(loop, coroutines, null, Integer.MAX_VALUE, false);
        Task<T> main = new Task<>("main", root, null, null, () -> MainTask.run(root, body));
        main.enter(null);
        main.begin();
        return main;
    }

    /** Returns the scope of everything that runs in the group, its body included. */
    public CancelScope scope() {
        return scope;
    }

    /** Returns how many tasks have not ended yet. */
    public int size() {
        return children.size();
    }

    /**
     * Starts a task in the group; it begins on a later step. In a cancelled group it still begins, and meets the cancel
     * at its first await, so that it can release what it was given.
     *
     * @throws IllegalStateException if the group has been left
     */
    public <T> Task<T> start(Callable<? extends T> body) {
        return startIn(share, null, body);
    }

    /** Starts a task with a name, which is shown in thread names, toString and reports: as {@link #start(Callable)}. */
    public <T> Task<T> start(String name, Callable<? extends T> body) {
        return startIn(share, Objects.requireNonNull(name, "name"), body);
    }

    /** Starts a task without a value: as {@link #start(Callable)}. */
    public Task<Void> start(Task.Body body) {
        return start(Task.callable(body));
    }

    /** Starts a task without a value, with a name: as {@link #start(String, Callable)}. */
    public Task<Void> start(String name, Task.Body body) {
        return start(name, Task.callable(body));
    }

    /** Starts a task in a share of its own, or one that it has with others: as {@link #start(Callable)}. */
    public <T> Task<T> start(Share of, Callable<? extends T> body) {
        return startIn(Objects.requireNonNull(of, "share"), null, body);
    }

    /** Starts a task without a value in a share: as {@link #start(Share, Callable)}. */
    public Task<Void> start(Share of, Task.Body body) {
        return start(of, Task.callable(body));
    }

    /**
     * Puts the tasks that are started in this group from now on into a share, and with them what they start and the
     * callbacks they add. Without this a task belongs to the share of the task that started it. Returns this group.
     */
    public TaskGroup in(Share of) {
        loop.checkThread();
        share = Objects.requireNonNull(of, "share");
        return this;
    }

    private <T> Task<T> startIn(Share of, String name, Callable<? extends T> body) {
        loop.checkThread();
        if (left) {
            throw new IllegalStateException("the group has been left: nobody would wait for this task");
        }
        Task<T> task = new Task<>(name, root, this, scope, body);
        task.enter(of);
        children.add(task);
        return task;
    }

    /**
     * Starts a task that says when it is ready, with a value.
     *
     * @return the value; fails as the task does if it ends before it was ready, which is then no failure of the group;
     *     cancelling it cancels the task
     */
    public <R> Future<R> startReady(ReadyBody<R> body) {
        Objects.requireNonNull(body, "body");
        Promise<R> ready = new Promise<>(loop);
        Task<Void> task = start(() -> {
            try {
                body.run(ready);
            } catch (Throwable e) {
                if (!ready.tryFail(e) || e instanceof Cancelled || loop.core().isFatal(e)) {
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

    private <T> T runIn(Suspension here, Body<T> body) {
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
        failures.throwFirst();
        if (thrown != null && !scope.catches(thrown)) {
            throw Failures.unchecked(thrown);
        }
        CancelScope outside = cutShort ? around.origin() : null;
        if (outside != null) {
            throw new Cancelled(outside);
        }
        return value;
    }

    CancelScope enter(Suspension here) {
        CancelScope around = here.scope();
        scope.enter(here, around);
        here.scope(scope);
        return around;
    }

    void leave(Suspension here, CancelScope around) {
        here.scope(around);
        left = true;
        scope.leave();
    }

    void bodyFailed(Throwable thrown) {
        if (thrown instanceof Cancelled) {
            scope.cancel("the body of the group was cancelled");
        } else {
            failed(thrown);
        }
    }

    /** Waits no matter what is cancelled meanwhile: the children are in the scope and see the cancel themselves. */
    void awaitChildren(Suspension here) {
        try {
            children.awaitAll(here);
        } catch (IllegalStateException e) {
            scope.cancel("the group cannot wait for its tasks here");
            root.start(this::awaitOrphans);
            throw e;
        }
    }

    /** Waits in the root group for children whose own group could not. */
    private void awaitOrphans() {
        children.awaitAll(Suspension.current());
        failures.after(0).forEach(failure -> loop.core().report("a task failed after its group was left", failure));
    }

    void ended(Task<?> child, Throwable thrown) {
        children.ended();
        if (thrown instanceof Cancelled cancelled) {
            cutShort |= cancelled.origin() != null && cancelled.origin() == scope.origin();
        } else if (thrown != null && supervising) {
            loop.core().report("a task of a supervising group failed: " + child.name(), thrown);
        } else if (thrown != null) {
            failed(thrown);
        }
        children.proceed();
    }

    private void failed(Throwable failure) {
        failures.add(failure);
        scope.cancel("another task of the group failed: " + Failures.text(failure));
    }
}
