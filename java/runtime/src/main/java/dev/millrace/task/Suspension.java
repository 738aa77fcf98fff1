package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopCore;
import java.util.concurrent.Callable;

/**
 * How a task waits: the one place where a body is suspended. It is the task's callback on the awaited future and, once
 * that has ended, the step that resumes the body.
 *
 * <ul>
 * <li>A body that awaits is suspended until it is resumed, because the future has ended, or until it gives up, because
 *     a scope around it is cancelled.
 * <li>Whoever makes it wait has handed over the undo with the future. A body that gives up was one of the future's
 *     waiters. If others are left, it just goes, and they go on waiting. If it was the last, the future is given up.
 * <li>Giving up a future may be impossible at the moment: its undo says so. Then the body waits on, takes what comes,
 *     and meets the cancel at its next await.
 * <li>Giving up a task is always possible: its scope is cancelled, if nobody else waits for it, and the body that gave
 *     up goes on in the next turn, however long the task takes to end. So no circle of tasks outlives a cancel.
 * <li>What has ended before the cancel came is taken, and the cancel comes at the next await.
 * <li>A cancel is a level, not an edge: in a cancelled scope every await gives up.
 * <li>A body that would wait for itself, through tasks, futures made of them and groups, is refused.
 * <li>Where a body cannot be suspended, an exception says so, and nothing is left behind that would resume it.
 * </ul>
 */
abstract class Suspension extends Callback implements Scoped {
    /** How many awaits of what is already done a task may make in a row before it gives way. */
    private static final int BUDGET = 128;
    /** The task of the calling thread: a task has a thread of its own, whatever it is made of. */
    private static final ThreadLocal<Suspension> CURRENT = new ThreadLocal<>();

    final LoopCore core;
    /** What {@code Thread.currentThread()} returns in the body; null before the first run. */
    Thread thread;
    /** The innermost task-local value; null if there is none. */
    Bindings bindings;
    /** The innermost scope. */
    private CancelScope scope;
    /** What the body is suspended on; null if it is not, or if it must not be disturbed. */
    private Awaitable awaited;
    /** When it was suspended the last time, by the loop's last reading of the clock. */
    long since;
    /** The scope for which the current await was given up; null if it was not. */
    private CancelScope givenUpFor;
    /** What is left of the budget of awaits that do not suspend. */
    private int budget = BUDGET;
    private boolean unbudgeted;
    /** Whether the body waits for the tasks of a group that it is leaving. */
    private boolean leaving;
    /** What interrupts the body where it blocks in the JDK; null if it never asked for that. */
    private Interruptible interruptible;

    Suspension(LoopCore core) {
        super(null, null);
        this.core = core;
    }

    /** Gives control back to the loop, inside the body; returns when the next run begins. */
    abstract void suspend();

    /** Returns the task whose body this is. */
    abstract Task<?> task();

    /** Returns how the calling task waits; throws outside of tasks. */
    static Suspension current() {
        Suspension here = CURRENT.get();
        if (here == null) {
            throw new IllegalStateException("this is for tasks; " + Thread.currentThread() + " is not one");
        }
        return here;
    }

    static boolean isInTask() {
        return CURRENT.get() != null;
    }

    /** As {@link #current}, but faster, for a caller that has the loop; throws if the task belongs to another one. */
    static Suspension on(EventLoop loop) {
        if (loop.core().mounted() instanceof Suspension here) {
            return here;
        }
        throw new IllegalStateException(isInTask()
                ? "this future belongs to another loop: join it by toCompletableFuture()"
                : "this is for tasks; " + Thread.currentThread() + " is not one: use callbacks");
    }

    /** Makes this the calling thread's task. */
    final void begun() {
        CURRENT.set(this);
    }

    // ------------------------------------------------------------------ waiting

    /** Waits until the future has ended; see {@link Task#await}. */
    final void await(Awaitable future) {
        if (future.isDone()) {
            throwIfCancelled();
            spendBudget();
        } else {
            if (WaitCycle.closes(this, future)) {
                future.release(this);
                throw new IllegalStateException("a task that awaits itself, or one that waits for it, would wait for"
                        + " ever: " + task() + " awaits " + future);
            }
            suspendOn(future);
        }
        if (future.isFailed()) {
            AwaitedHere.addTo(future.cause());
        }
    }

    /** Lets others run. */
    final void yieldNow() {
        pause();
        scope.expire();
        throwCancelled();
    }

    /** Waits until the future has ended, whatever is cancelled meanwhile. */
    final void awaitUndisturbed(Awaitable future) {
        leaving = true;
        try {
            while (!future.isDone()) {
                future.add(this);
                suspendLinked(future);
            }
        } finally {
            leaving = false;
        }
    }

    /** Runs a body to which the budget does not apply. */
    final <T> T withoutBudget(Callable<T> body) {
        boolean before = unbudgeted;
        unbudgeted = true;
        try {
            return body.call();
        } catch (Throwable e) {
            throw Failures.unchecked(e);
        } finally {
            unbudgeted = before;
        }
    }

    /** Gives way when the budget is spent; a cancel that comes meanwhile is left to the next await. */
    private void spendBudget() {
        if (--budget > 0) {
            return;
        }
        if (unbudgeted) {
            budget = BUDGET;
            return;
        }
        try {
            pause();
        } catch (IllegalStateException e) {
            // Where a task cannot suspend, it can still take what is done.
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
                Cancellation cancellation = new Cancellation(scope.origin().reason());
                giveUp(cancellation);
                cancellation.run();
            }
            if (!isReady()) {
                future.add(this);
            }
            suspendLinked(future);
        } finally {
            awaited = null;
            origin = givenUpFor;
            givenUpFor = null;
        }
        if (origin != null && (future.isCancelled() || !future.isDone())) {
            throw new Cancelled(origin);
        }
    }

    private void giveUp(Cancellation cancellation) {
        if (awaited == null || givenUpFor != null) {
            return;
        }
        givenUpFor = scope.origin();
        if (awaited.isDone()) {
            return;
        }
        if (awaited instanceof Task || awaited.isAwaitedBesides(this)) {
            cancellation.release(awaited, this);
            core.makeReady(this);
        } else {
            cancellation.giveUp(awaited);
        }
    }

    /** Suspends. Where a task cannot, nothing is left behind that would resume it later. */
    private void suspendLinked(Awaitable future) {
        budget = BUDGET;
        since = core.lastReading();
        try {
            suspend();
        } catch (IllegalStateException | VirtualMachineError e) {
            future.unlink(this);
            core.unready(this);
            throw e;
        }
    }

    private void pause() {
        budget = BUDGET;
        since = core.lastReading();
        core.makeReady(this);
        try {
            suspend();
        } catch (IllegalStateException | VirtualMachineError e) {
            core.unready(this);
            throw e;
        }
    }

    /**
     * Throws if the scope is cancelled, on a step of its own: a body that swallows it and goes on must not hog the
     * loop.
     */
    private void throwIfCancelled() {
        if (scope.isEffective()) {
            pause();
            throwCancelled();
        }
    }

    private void throwCancelled() {
        if (scope.isEffective()) {
            throw new Cancelled(scope.origin());
        }
    }

    /** Returns what the body is suspended on; null if that is nothing in particular. */
    final Awaitable awaited() {
        return awaited;
    }

    final boolean isLeavingGroup() {
        return leaving;
    }

    /** Returns whether the body blocks in the JDK, outside of an await, while the loop goes on. */
    boolean isBlocked() {
        return false;
    }

    // ------------------------------------------------------------------ scopes

    @Override
    public final EventLoop loop() {
        return task().loop();
    }

    @Override
    public final CancelScope scope() {
        return scope;
    }

    @Override
    public final void scope(CancelScope innermost) {
        scope = innermost;
        if (interruptible != null) {
            interruptible.update();
        }
    }

    @Override
    public final void cancelled(CancelScope cancelled, Cancellation cancellation) {
        if (cancelled != scope) {
            return;
        }
        giveUp(cancellation);
        if (interruptible != null) {
            interruptible.update();
        }
    }

    @Override
    public final Throwable cancelledBy(Throwable thrown) {
        return interruptible == null ? thrown : interruptible.cancelledBy(thrown);
    }

    @Override
    public final Throwable whereabouts() {
        IllegalStateException here = new IllegalStateException(task() + " has not ended");
        here.setStackTrace(thread == null ? new StackTraceElement[0] : thread.getStackTrace());
        if (task().made() != null) {
            here.addSuppressed(task().made());
        }
        return here;
    }

    final Interruptible interruptible() {
        if (interruptible == null) {
            interruptible = new Interruptible(this);
        }
        return interruptible;
    }
}
