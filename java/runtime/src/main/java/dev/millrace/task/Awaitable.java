package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopStep;
import dev.millrace.loop.Timer;
import dev.millrace.loop.Watch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * What {@link Future} and {@link IntFuture} share: pending at first, then done, failed or cancelled, once and for ever.
 * For the thread of its loop only; {@link EventLoop#checkThread} refuses every other.
 *
 * <p>A failure counts as looked at when a callback is added or {@link #failure} or {@code value} is called. One that
 * nobody looked at is reported to the loop's {@link dev.millrace.loop.FailureHandler}, once: when the future has become
 * unreachable, or when the loop closes.
 */
public abstract sealed class Awaitable permits Future, IntFuture {
    private enum State { PENDING, DONE, FAILED, CANCELLED }

    /** An undo is used once; this takes its place. */
    private static final Undo USED = () -> false;

    private final EventLoop loop;
    private State state = State.PENDING;
    private Throwable failure;
    private Undo undo;
    /** The reason of a cancel that could not be carried out yet; null if there was none. */
    private String cancelAsked;
    private Callback firstCallback;
    private Callback lastCallback;
    /** Whether a failure to come was looked at in advance. */
    private boolean expected;
    /** Waits for this to be collected with a failure that nobody looked at. */
    private Watch lost;

    Awaitable(EventLoop loop, Undo undo) {
        this.loop = loop;
        this.undo = undo;
    }

    /** Tells whose future this is. */
    public final EventLoop loop() {
        return loop;
    }

    /** Tells whether it is done, failed or cancelled. */
    public final boolean isDone() {
        return state != State.PENDING;
    }

    /** Tells whether it was cancelled. */
    public final boolean isCancelled() {
        return state == State.CANCELLED;
    }

    /** Tells whether it failed; being cancelled is no failure. */
    public final boolean isFailed() {
        return state == State.FAILED;
    }

    /**
     * Tells why there is no value: the failure, or the {@link Cancelled}, which is always the same object. Empty if
     * there is a value or nothing has happened yet. Looks at the failure.
     */
    public final Optional<Throwable> failure() {
        loop.checkThread();
        return Optional.ofNullable(cause());
    }

    /** Cancels, without saying why. As {@link #cancel(String)}. */
    public final boolean cancel() {
        return cancel("cancelled");
    }

    /**
     * Gives up waiting: what was waited for is undone, and whoever waits here gets a {@link Cancelled}. A future made
     * from another (by map, for instance) cancels that one, also for others who wait for it.
     *
     * @param reason the message of the Cancelled
     * @return true if it is cancelled now; false if it was completed before, or if the operation cannot be given up at
     *     this moment: it will complete by itself, or be given up at the next thing it waits for
     */
    public final boolean cancel(String reason) {
        Objects.requireNonNull(reason, "reason");
        loop.checkThread();
        // A chain of futures made from each other may be longer than the stack is deep, so this does not recurse.
        ArrayDeque<Awaitable> derived = new ArrayDeque<>();
        Awaitable first = this;
        while (first.undo instanceof Source source) {
            derived.push(first);
            first.undo = USED;
            first = source.future;
        }
        Undo once = first.undo;
        first.undo = USED;
        boolean cancelled = first.cancelIf(!first.isDone() && first.giveUp(once, reason), reason);
        while (!derived.isEmpty()) {
            cancelled = derived.pop().cancelIf(cancelled, reason);
        }
        return cancelled;
    }

    /**
     * For operations: refuses to begin one in a cancelled scope, so that no byte and no permit is taken for an await
     * that will throw. Its promise, this, is cancelled then.
     *
     * @return whether it was refused
     */
    public final boolean refuseIfCancelled() {
        CancelScope origin = loop.mounted() instanceof Task<?> task ? task.scope().origin() : null;
        return origin != null && settleFailed(new Cancelled(origin.reason(), origin));
    }

    /** Undoes what was waited for; false if that is not possible, or not yet. */
    boolean giveUp(Undo how, String reason) {
        try {
            return how == null || how.undo();
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            // One cancel may give up the waits of many, who must not suffer from this.
            loop.report("an undo failed", e);
            return true;
        }
    }

    private boolean cancelIf(boolean undone, String reason) {
        if (!undone) {
            cancelAsked = reason;
        }
        return undone && settle(State.CANCELLED, new Cancelled(reason));
    }

    /**
     * Takes back every callback equal to this one that has not become ready.
     *
     * @return how many there were
     */
    public final int removeCallback(Object callback) {
        loop.checkThread();
        Objects.requireNonNull(callback, "callback");
        // equals() is the caller's code and may add or remove callbacks itself, so it runs over a copy.
        ArrayList<Callback> all = new ArrayList<>();
        for (Callback each = firstCallback; each != null; each = each.after) {
            all.add(each);
        }
        int removed = 0;
        for (Callback each : all) {
            if (each.action != null && each.action.equals(callback) && unlink(each)) {
                removed++;
            }
        }
        return removed;
    }

    // ------------------------------------------------------------------ for the kinds of future and promise

    final boolean settleDone() {
        return settle(State.DONE, null);
    }

    final boolean settleFailed(Throwable cause) {
        Objects.requireNonNull(cause, "a failure has a cause");
        return settle(cause instanceof Cancelled ? State.CANCELLED : State.FAILED, cause);
    }

    /** Ends as another of the same kind has ended. Does nothing if this has ended already. */
    abstract void adopt(Awaitable source);

    final boolean hasValue() {
        return state == State.DONE;
    }

    /** The failure, or the Cancelled; for those who pass it on. */
    final Throwable cause() {
        looked();
        return failure;
    }

    /** Says how to give up from now on; a cancel that came when it was not possible is made up for. */
    final void undoWith(Undo how) {
        if (!isDone()) {
            undo = how;
            if (cancelAsked != null) {
                cancel(cancelAsked);
            }
        }
    }

    /** Refuses to complete a second time. */
    final void settled(boolean now) {
        if (!now) {
            throw new IllegalStateException("completed already: " + this);
        }
    }

    /** Adds a callback: {@code run} is what is to happen, {@code action} what {@link #removeCallback} compares. */
    final void addCallback(Object action, Runnable run) {
        loop.checkThread();
        Objects.requireNonNull(action, "callback");
        add(new Callback(action, run));
    }

    /** Adds a callback that is not linked anywhere. */
    final void add(Callback callback) {
        looked();
        if (isDone()) {
            loop.makeReady(callback);
            return;
        }
        callback.before = lastCallback;
        if (lastCallback == null) {
            firstCallback = callback;
        } else {
            lastCallback.after = callback;
        }
        lastCallback = callback;
    }

    /** Refuses to be joined to futures of another loop, even if this thread drives both. */
    final void requireLoop(EventLoop wanted) {
        if (loop != wanted) {
            throw new IllegalStateException("a future of another loop: join it by toCompletableFuture()");
        }
    }

    /** Runs a callback when this has ended, whatever its kind: as {@code onDone}. */
    public final void onEnd(Runnable run) {
        addCallback(run, run);
    }

    /** Lets {@code derived} end as this does, or with {@link TimedOut} if that takes longer than the timeout. */
    final void limit(Awaitable derived, Duration timeout) {
        boolean[] late = {false};
        Timer timer = loop.timer(() -> {
            late[0] = true;
            cancel("timed out after " + timeout);
        });
        timer.arm(timeout);
        onEnd(() -> {
            timer.cancel();
            if (late[0] && isCancelled()) {
                derived.settleFailed(new TimedOut("not done within " + timeout));
            } else {
                derived.adopt(this);
            }
        });
    }

    /**
     * Throws unless there is a value: unchecked failures as they are, checked ones as {@code CompletableFuture.join}.
     */
    final void requireValue() {
        loop.checkThread();
        looked();
        if (state == State.PENDING) {
            throw new IllegalStateException("not done yet: " + this);
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw new CompletionException(failure);
        }
    }

    private boolean settle(State end, Throwable cause) {
        loop.checkThread();
        if (isDone()) {
            return false;
        }
        state = end;
        failure = cause;
        undo = null;
        if (end == State.FAILED && !hasCallbacks() && !expected) {
            EventLoop here = loop;
            lost = loop.watch(this, () -> here.report("a failed future that nobody looked at", cause));
        }
        while (hasCallbacks()) {
            Callback each = firstCallback;
            unlink(each);
            loop.makeReady(each);
        }
        return true;
    }

    private void looked() {
        if (lost != null) {
            lost.cancel();
            lost = null;
        }
    }

    /** Tells whether another task waits for this than the one whose callback is given. */
    final boolean isAwaitedBesides(Callback own) {
        for (Callback each = firstCallback; each != null; each = each.after) {
            if (each != own && each instanceof Coroutine) {
                return true;
            }
        }
        return false;
    }

    /** Takes a callback back, which may be linked here or nowhere. Returns whether it was. */
    final boolean unlink(Callback callback) {
        if (callback.before == null && callback != firstCallback) {
            return false;
        }
        if (callback.before == null) {
            firstCallback = callback.after;
        } else {
            callback.before.after = callback.after;
        }
        if (callback.after == null) {
            lastCallback = callback.before;
        } else {
            callback.after.before = callback.before;
        }
        // Who keeps a callback must not keep those that were beside it.
        callback.before = null;
        callback.after = null;
        return true;
    }

    final boolean hasCallbacks() {
        return firstCallback != null;
    }

    /** Takes a callback back for good: a failure that comes later counts as looked at. */
    final void release(Callback callback) {
        expected = true;
        unlink(callback);
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + state + (failure == null ? "" : ": " + Failures.text(failure)) + "]";
    }

    /** The undo of a future that is made from another: that one is cancelled. */
    static final class Source implements Undo {
        private final Awaitable future;

        Source(Awaitable future) {
            this.future = future;
        }

        @Override
        public boolean undo() {
            return future.cancel();
        }
    }

    /** A callback that waits, linked to one awaitable at a time, and then the step that runs it. */
    static class Callback extends LoopStep {
        private final Object action;
        private final Runnable run;
        private Callback before;
        private Callback after;

        Callback(Object action, Runnable run) {
            this.action = action;
            this.run = run;
        }

        @Override
        public void run() {
            run.run();
        }

        @Override
        public String toString() {
            return "callback " + action;
        }
    }
}
