package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import dev.millrace.sched.Share;
import dev.millrace.sched.Step;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * A body of straight-line code that runs on the loop, one step at a time. It is suspended only in {@code await}, in
 * {@link #yieldNow()} and on leaving a group; other steps run meanwhile. A task is the future of what its body returns.
 * Cancelling it cancels its scope: the body meets {@link Cancelled} at its await, and the task ends when the body has.
 * Whatever a body throws is the failure of its task, errors included.
 *
 * <p>Tasks are started in a {@link TaskGroup}, which does not end before they have.
 *
 * @param <T> the type of the value
 */
public final class Task<T> extends Future<T> {
    private final Coroutine coroutine;
    private final TaskGroup root;
    /** The group to be told when this ends; null for a main task. */
    final TaskGroup owner;
    private final CancelScope own = new CancelScope();
    /** The name it was started with; null if it has none. */
    private final String label;
    /** Null once it has begun, so that what it refers to can be collected. */
    private Callable<? extends T> body;
    private T result;
    private Throwable thrown;

    /** Code without a value that may throw anything. */
    @FunctionalInterface
    public interface Body {
        /** Runs. */
        void run() throws Exception;
    }

    /**
     * A value that a task has while a body runs, and with it the tasks that are started there, however long they run.
     * It is bound for a body and cannot be set: what runs outside of the body never sees it.
     *
     * @param <T> the type of the value; null is none
     */
    public static final class Local<T> {
        private final String name;

        /** Makes a task-local that is bound nowhere; the name is for messages. */
        public Local(String name) {
            this.name = Objects.requireNonNull(name, "name");
        }

        /**
         * Runs a body in the calling task, with this bound to a value. A checked exception comes out wrapped in a
         * {@link java.util.concurrent.CompletionException}.
         *
         * @throws IllegalStateException outside of tasks
         */
        public <R> R callWhere(T value, Callable<R> body) {
            Objects.requireNonNull(body, "body");
            return Bindings.call(this, Objects.requireNonNull(value, "value"), body);
        }

        /** Runs a body without a value: as {@link #callWhere}. */
        public void runWhere(T value, Body body) {
            callWhere(value, callable(body));
        }

        /**
         * Returns the value that is bound here.
         *
         * @throws IllegalStateException outside of tasks
         * @throws NoSuchElementException if none is bound
         */
        public T get() {
            T value = find(Suspension.current());
            if (value == null) {
                throw new NoSuchElementException("the task-local " + name + " is not bound here");
            }
            return value;
        }

        /** Returns the value that is bound here, or another one if none is; outside of tasks none ever is. */
        public T orElse(T other) {
            T value = inTask() ? find(Suspension.current()) : null;
            return value == null ? other : value;
        }

        @SuppressWarnings("unchecked")
        private T find(Suspension here) {
            return (T) Bindings.find(here.bindings, this);
        }

        @Override
        public String toString() {
            return "Task.Local[" + name + "]";
        }
    }

    static Callable<Void> callable(Body body) {
        Objects.requireNonNull(body, "body");
        return () -> {
            body.run();
            return null;
        };
    }

    Task(String label, TaskGroup root, TaskGroup owner, CancelScope around, Callable<? extends T> body) {
        super(root.loop, null);
        this.label = label;
        this.root = root;
        this.owner = owner;
        this.body = Objects.requireNonNull(body, "body");
        this.coroutine = root.coroutines.make(this);
        coroutine.bindings = Bindings.here(root.loop.core().mounted());
        own.enter(coroutine, around);
        coroutine.scope(own);
        if (owner == null) {
            loop().core().moveIn(this);
        }
        if (made() != null) {
            made().watchPending(this);
        }
    }

    /** Puts the task into a share, or into that of the running step if it is null. */
    void enter(Share share) {
        if (share == null) {
            loop().core().adopt(coroutine);
        } else {
            coroutine.share(share);
        }
    }

    void begin() {
        loop().core().makeReady(coroutine);
    }

    /**
     * Returns the task that calls.
     *
     * @throws IllegalStateException if the caller is not in a task
     */
    public static Task<?> current() {
        return Suspension.current().task();
    }

    /** Returns the task that a step is one of, for schedulers and observers; empty if it is a callback or a timer. */
    public static Optional<Task<?>> of(Step step) {
        return step instanceof Coroutine coroutine ? Optional.of(coroutine.task()) : Optional.empty();
    }

    /** Returns whether the caller is in a task. */
    public static boolean inTask() {
        return Suspension.isInTask();
    }

    /**
     * Waits for a future; only the calling task waits. One that is done is taken at once, without suspending; but after
     * 128 of those in a row the task gives way, so that it cannot hog the loop.
     *
     * @return its value
     * @throws Cancelled if a scope around the caller is cancelled. Then this gives up its wait, and the future with it
     *     if nobody else waits for that. A task that is given up is cancelled, but not waited for. What was completed
     *     while this waited, before the cancel came, is returned; the cancel comes at the next await
     * @throws java.util.concurrent.CancellationException if somebody else cancelled the future
     * @throws IllegalStateException outside of a task, for a future of another loop, for a task that cannot end before
     *     this one (itself, one that waits for this, or whose group this is in), or where a task cannot suspend
     * @throws RuntimeException (or an Error) what the future failed with, a checked failure wrapped in
     *     {@link java.util.concurrent.CompletionException}; its trace shows where it was thrown, and where awaited
     */
    public static <T> T await(Future<T> future) {
        Suspension.on(future.loop()).await(future);
        return future.value();
    }

    /** Waits for a count: as {@link #await(Future)}. */
    public static int await(IntFuture future) {
        Suspension.on(future.loop()).await(future);
        return future.value();
    }

    /**
     * Lets others run before the calling task goes on: all of its share that are ready now, those of other shares by
     * their weights. The poller is asked within a quantum; with one share, before the task goes on.
     */
    public static void yieldNow() {
        Suspension.current().yieldNow();
    }

    /**
     * As {@link #yieldNow()}, for callers that have the loop at hand: about a tenth faster, because it need not look up
     * the calling task.
     */
    public static void yieldNow(EventLoop loop) {
        Suspension.on(loop).yieldNow();
    }

    /**
     * Runs a body in the calling task that does not give way after 128 awaits in a row of what is done already. While
     * it awaits nothing else, nothing else runs, and nobody polls: for a short stretch that must not be interrupted.
     */
    public static void runUnbudgeted(Body body) {
        Suspension.current().withoutBudget(callable(body));
    }

    /** Runs a body with a value: as {@link #runUnbudgeted}. */
    public static <T> T callUnbudgeted(Callable<T> body) {
        return Suspension.current().withoutBudget(Objects.requireNonNull(body, "body"));
    }

    /** Returns the share that the steps of this task are charged to. */
    public Share share() {
        return coroutine.share();
    }

    /** Returns the kind of coroutine this task is made of. */
    public Coroutines coroutines() {
        return root.coroutines;
    }

    /** Returns the name it was started with, if it was given one. */
    public Optional<String> taskName() {
        return Optional.ofNullable(label);
    }

    /**
     * Returns for reports where the tasks of a program are that have not ended, if this is its main task: a line for
     * each, with its name, what it awaits, and its line of code. It takes the stack of every task, so it is slow.
     */
    public List<String> whereabouts() {
        loop().checkThread();
        return Whereabouts.of(this);
    }

    /**
     * Returns whether a task of this one's program blocks in the JDK right now, outside of an await, and has left the
     * loop to others meanwhile. Only tasks that the loop schedules itself can (JDK 21 and later); any other blocks the
     * loop.
     */
    public boolean isProgramBlocked() {
        loop().checkThread();
        return root.blocked.isAny();
    }

    String label() {
        return label;
    }

    @Override
    String name() {
        return label == null ? "Task" : "Task " + label;
    }

    TaskGroup root() {
        return root;
    }

    Suspension suspension() {
        return coroutine;
    }

    /** A cancel only asks: the task ends when its body does, which may take a while. */
    @Override
    boolean undoOnce(Cancellation cancellation) {
        own.cancelAs(cancellation);
        return false;
    }

    // ------------------------------------------------------------------ running

    /** Runs the body, on the coroutine's thread. */
    void body() {
        Callable<? extends T> begun = body;
        body = null;
        try {
            result = begun.call();
        } catch (Throwable e) {
            thrown = e;
        }
    }

    void notStarted(Throwable failure) {
        body = null;
        thrown = failure;
    }

    /** The body has ended, and the coroutine with it. */
    void end() {
        T value = result;
        result = null;
        Throwable failure = thrown;
        if (failure == null) {
            settleValue(value);
        } else if (failure instanceof Cancelled && own.isEffective()) {
            settleFailed(failure);
        } else {
            // A Cancelled that was brought here from elsewhere is a failure.
            failure = Failures.outsideOfScopes(failure);
            settleBroken(failure);
        }
        own.leave();
        if (owner == null) {
            loop().core().moveOut(this);
        } else {
            owner.ended(this, failure);
        }
        if (failure != null && !loop().isClosed()) {
            cause();
            loop().core().throwIfFatal(failure);
        }
    }
}
