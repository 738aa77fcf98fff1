package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * A body of straight-line code that runs on the loop, one step at a time. It is suspended only in {@code await}, in
 * {@link #yieldNow()} and on leaving a group; other steps run meanwhile. A task is the future of what its body returns.
 * Cancelling it cancels its scope: the body meets {@link Cancelled} at its await, and the task ends when the body has.
 *
 * <p>Tasks are started in a {@link TaskGroup}, which does not end before they have.
 *
 * @param <T> the type of the value
 */
public final class Task<T> extends Future<T> {
    /** How many awaits in a row may be of what is done already before the task gives way. */
    private static final int BUDGET = 128;
    /** The task of the calling thread: a task has a thread of its own, whatever it is made of. */
    private static final ThreadLocal<Task<?>> CURRENT = new ThreadLocal<>();

    private final Coroutine coroutine;
    private final TaskGroup root;
    /** Is told when this ends; null for a main task. */
    private final TaskGroup owner;
    private final CancelScope own = new CancelScope();
    /** Null once it has begun, so that what it refers to can be collected. */
    private Callable<? extends T> body;
    /** The innermost scope. */
    private CancelScope scope;
    /** What the body is suspended on; null if it is not, or if it must not be disturbed. */
    private Awaitable awaited;
    /** The scope for which the await that goes on was given up; null if it was not. */
    private CancelScope givenUpFor;
    /** What is left of the budget of awaits that do not suspend. */
    private int budget = BUDGET;
    /** What {@code interruptible} is about; null if it never was. */
    private Interruptible interruptible;
    private T result;
    private Throwable thrown;

    /** Code without a value that may throw anything. */
    @FunctionalInterface
    public interface Body {
        /** Runs. */
        void run() throws Exception;
    }

    static Callable<Void> callable(Body body) {
        return () -> {
            body.run();
            return null;
        };
    }

    Task(EventLoop loop, TaskGroup root, TaskGroup owner, CancelScope around, Callable<? extends T> body) {
        super(loop, null);
        this.root = root;
        this.owner = owner;
        this.body = body;
        this.coroutine = root.coroutines.make(this);
        own.enter(this, around);
        scope = own;
    }

    void begin() {
        loop().makeReady(coroutine);
    }

    /**
     * The task that calls.
     *
     * @throws IllegalStateException if the caller is not in a task
     */
    public static Task<?> current() {
        Task<?> task = CURRENT.get();
        if (task == null) {
            throw new IllegalStateException("this is for tasks; " + Thread.currentThread() + " is not one");
        }
        return task;
    }

    /** Tells whether the caller is in a task. */
    public static boolean inTask() {
        return CURRENT.get() != null;
    }

    // ------------------------------------------------------------------ suspending

    /**
     * Waits for a future, and only the calling task with it. One that is done is taken at once, without suspending; but
     * after 128 of those in a row the task gives way, so that what is always ready cannot keep the loop.
     *
     * @return its value
     * @throws Cancelled if the scope around is cancelled (then the future is cancelled, too, if it was pending), or if
     *     the future was. What was completed while this waited, before the cancel came, is returned; the cancel comes
     *     at the next await
     * @throws IllegalStateException outside of a task, for a future of another loop, for a task that cannot end before
     *     this one (itself, one that awaits this, or whose group this is in), or where a task cannot suspend
     * @throws RuntimeException (or an Error) what the future failed with, a checked failure wrapped in
     *     {@link java.util.concurrent.CompletionException}; its trace shows where it was thrown, and where awaited
     */
    public static <T> T await(Future<T> future) {
        settle(future);
        return future.value();
    }

    /** Waits for a count: as {@link #await(Future)}. */
    public static int await(IntFuture future) {
        settle(future);
        return future.value();
    }

    /** Lets all others that are ready run, and the poller be asked, before the calling task goes on. */
    public static void yieldNow() {
        yieldNow(current().loop());
    }

    /**
     * As {@link #yieldNow()}, for callers that have the loop at hand: about a tenth faster, for it need not look up the
     * calling task.
     */
    public static void yieldNow(EventLoop loop) {
        Task<?> task = runningOn(loop);
        task.pause();
        task.scope.expire();
        task.throwCancelled();
    }

    private static Task<?> runningOn(EventLoop loop) {
        if (loop.mounted() instanceof Task<?> task) {
            return task;
        }
        throw new IllegalStateException(inTask()
                ? "this future belongs to another loop: join it by toCompletableFuture()"
                : "this is for tasks; " + Thread.currentThread() + " is not one: use callbacks");
    }

    private static void settle(Awaitable future) {
        Task<?> task = runningOn(future.loop());
        if (future.isDone()) {
            task.throwIfCancelled();
            task.spendBudget();
        } else if (future instanceof Task<?> other && (other.awaited == task || task.scope.isInside(other))) {
            throw new IllegalStateException("a task that awaits itself, or one that waits for it, would wait for ever");
        } else {
            task.suspendOn(future);
        }
        if (future.isFailed()) {
            AwaitedHere.addTo(future.cause());
        }
    }

    /** Gives way when the budget is spent; a cancel that comes meanwhile is the next await's. */
    private void spendBudget() {
        if (--budget > 0) {
            return;
        }
        try {
            pause();
        } catch (IllegalStateException e) {
            // Where a task cannot suspend, what is done can still be had.
            budget = BUDGET;
        }
        scope.expire();
    }

    /** Suspends until the future has ended; throws if it was given up because a scope around was cancelled. */
    private void suspendOn(Awaitable future) {
        CancelScope origin;
        awaited = future;
        try {
            if (scope.isEffective()) {
                // Not linked yet: an undo may block in the JDK, and the body must not be resumed meanwhile.
                giveUpAwait();
            }
            if (!coroutine.isReady()) {
                future.add(coroutine);
            }
            suspendLinked(future);
        } finally {
            awaited = null;
            origin = givenUpFor;
            givenUpFor = null;
        }
        if (origin != null && (future.isCancelled() || !future.isDone())) {
            throw new Cancelled(origin.reason(), origin);
        }
    }

    /** Gives up what is awaited, for all; or, if another task awaits it as well, for this task only. */
    private void giveUpAwait() {
        if (awaited == null || givenUpFor != null) {
            return;
        }
        givenUpFor = scope.origin();
        if (awaited.isAwaitedBesides(coroutine)) {
            awaited.unlink(coroutine);
            loop().makeReady(coroutine);
        } else {
            awaited.cancel(givenUpFor.reason());
        }
    }

    /** Suspends until all has ended that the future stands for, whatever is cancelled meanwhile. */
    void suspendUndisturbed(Awaitable future) {
        while (!future.isDone()) {
            future.add(coroutine);
            suspendLinked(future);
        }
    }

    /** Suspends. Where a task cannot, nothing is left that would resume it later. */
    private void suspendLinked(Awaitable future) {
        budget = BUDGET;
        try {
            coroutine.suspend();
        } catch (IllegalStateException | VirtualMachineError e) {
            future.unlink(coroutine);
            loop().unready(coroutine);
            throw e;
        }
    }

    /** Throws if the scope is cancelled, on a step of its own: who swallows it and goes on must not keep the loop. */
    private void throwIfCancelled() {
        if (scope.isEffective()) {
            pause();
            throwCancelled();
        }
    }

    private void throwCancelled() {
        if (scope.isEffective()) {
            CancelScope origin = scope.origin();
            throw new Cancelled(origin.reason(), origin);
        }
    }

    private void pause() {
        budget = BUDGET;
        loop().makeReady(coroutine);
        try {
            coroutine.suspend();
        } catch (IllegalStateException | VirtualMachineError e) {
            loop().unready(coroutine);
            throw e;
        }
    }

    // ------------------------------------------------------------------ scopes

    /**
     * Runs a body, and cancels it if it takes longer.
     *
     * @return what it returned, also if that came late or in spite of the cancel
     * @throws TimedOut if the cancel came out of it
     */
    public static <T> T timeout(Duration time, Callable<T> body) {
        return CancelScope.limited(current().loop().deadline(time), "not done within " + time, body);
    }

    /** Runs a body without a value: as {@link #timeout(Duration, Callable)}. */
    public static void timeout(Duration time, Body body) {
        timeout(time, callable(body));
    }

    /** Runs a body, and cancels it at a deadline on the loop's clock: as {@link #timeout(Duration, Callable)}. */
    public static <T> T timeoutAt(long deadline, Callable<T> body) {
        return CancelScope.limited(deadline, "not done before the deadline", body);
    }

    /** Runs a body, and cancels it if it takes longer: then the result is empty (as it is for null). */
    public static <T> Optional<T> tryWithin(Duration time, Callable<T> body) {
        CancelScope scope = new CancelScope();
        scope.deadlineIn(time);
        return scope.run(body);
    }

    /** Runs a body that the cancels of the scopes around do not reach. */
    public static <T> T shielded(Callable<T> body) {
        CancelScope scope = new CancelScope();
        scope.shield(true);
        return scope.run(body).orElse(null);
    }

    /** Runs a body without a value: as {@link #shielded(Callable)}. */
    public static void shielded(Body body) {
        shielded(callable(body));
    }

    /**
     * Runs a body that blocks in the JDK, whose thread a cancel interrupts (in a scope that is cancelled already: at
     * once). An InterruptedException that comes out of it then is the {@link Cancelled}.
     */
    public static <T> T interruptible(Callable<T> body) {
        Task<?> task = current();
        if (task.interruptible == null) {
            task.interruptible = new Interruptible(task);
        }
        return task.interruptible.run(body);
    }

    /** Runs a body without a value: as {@link #interruptible(Callable)}. */
    public static void interruptible(Body body) {
        interruptible(callable(body));
    }

    void interrupt() {
        coroutine.thread.interrupt();
    }

    /** Makes the Cancelled of an InterruptedException that a cancel has caused; gives everything else back. */
    Throwable cancelledBy(Throwable thrown) {
        return interruptible == null ? thrown : interruptible.cancelledBy(thrown);
    }

    CancelScope scope() {
        return scope;
    }

    void scope(CancelScope innermost) {
        scope = innermost;
        if (interruptible != null) {
            interruptible.update();
        }
    }

    TaskGroup root() {
        return root;
    }

    /** The kind of coroutine this task is made of. */
    public Coroutines coroutines() {
        return root.coroutines;
    }

    /** Where the body is now, as a failure that can be reported. */
    Throwable whereabouts() {
        IllegalStateException here = new IllegalStateException(this + " has not ended");
        Thread thread = coroutine.thread;
        here.setStackTrace(thread == null ? new StackTraceElement[0] : thread.getStackTrace());
        return here;
    }

    /** Is told by a scope that it is cancelled now; it concerns the body if that is the innermost one. */
    void cancelled(CancelScope innermost) {
        if (innermost != scope || isDone()) {
            return;
        }
        if (owner != null && body != null) {
            owner.beginNow(this);
        }
        giveUpAwait();
        if (interruptible != null) {
            interruptible.update();
        }
    }

    /** A task is not cancelled by being told so, but by its body, which may take its time. */
    @Override
    boolean giveUp(Undo how, String reason) {
        own.cancel(reason);
        return false;
    }

    // ------------------------------------------------------------------ running

    /** The body, on the coroutine's thread. */
    void body() {
        CURRENT.set(this);
        Callable<? extends T> begun = body;
        body = null;
        try {
            result = begun.call();
        } catch (Throwable e) {
            thrown = e;
        }
    }

    /** The body has ended, and the coroutine with it. */
    void end() {
        own.leave();
        T value = result;
        result = null;
        if (thrown == null) {
            settleValue(value);
        } else {
            settleFailed(thrown);
        }
        if (owner != null) {
            owner.ended(this, cause());
        }
        if (thrown instanceof VirtualMachineError fatal && !loop().isClosed()) {
            throw fatal;
        }
    }
}
