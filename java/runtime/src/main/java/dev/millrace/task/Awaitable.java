package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopCore;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * What {@link Future} and {@link IntFuture} share: pending at first, then done, failed or cancelled, once and for ever.
 * For the thread of its loop only; {@link EventLoop#checkThread} refuses every other.
 *
 * <p>A failure counts as looked at when a callback is added or {@link #failure} or {@code value} is called. One that
 * nobody looked at is reported to the loop's {@link dev.millrace.loop.FailureHandler}, once: when the future has become
 * unreachable, or when the loop closes.
 */
public abstract sealed class Awaitable extends Callbacks permits Future, IntFuture {
    private enum State { PENDING, DONE, FAILED, CANCELLED }

    /** An undo is used once; this takes its place. */
    private static final Undo USED = () -> false;

    private final EventLoop loop;
    private final LoopCore core;
    private State state = State.PENDING;
    private Throwable failure;
    private Undo undo;
    /** Why it was cancelled while that was not possible; null if it was not. */
    private String cancelAsked;
    /** Whether a failure that is still to come counts as looked at. */
    private boolean expected;

    /** Gives up waiting: handed over by whatever waits, used by whatever cancels. Called once, on the loop's thread. */
    @FunctionalInterface
    public interface Undo {

        /**
         * Gives up. It should not throw: what it throws is reported, and counts as true.
         *
         * @return true if it is given up: nothing more will be delivered. False if it cannot be given up, or not yet:
         *     the operation then goes on and completes its promise itself
         */
        boolean undo();
    }

    Awaitable(EventLoop loop, Undo undo) {
        this.loop = Objects.requireNonNull(loop, "loop");
        this.core = loop.core();
        this.undo = undo;
        if (core.isDebug()) {
            noteMade();
        }
    }

    /** Returns the loop it belongs to. */
    public final EventLoop loop() {
        return loop;
    }

    /** Returns whether it has a value, failed or was cancelled. */
    public final boolean isDone() {
        return state != State.PENDING;
    }

    /** Returns whether it was cancelled, which is one way to fail. */
    public final boolean isCancelled() {
        return state == State.CANCELLED;
    }

    /** Returns whether it has ended without a value. */
    public final boolean isFailed() {
        return state == State.FAILED || state == State.CANCELLED;
    }

    /**
     * Returns why there is no value: the failure or, if it was cancelled, the {@link CancellationException}; always the
     * same object. Empty if there is a value or it is still pending. Counts as looking at the failure.
     */
    public final Optional<Throwable> failure() {
        loop.checkThread();
        return Optional.ofNullable(cause());
    }

    /** Cancels without a reason: as {@link #cancel(String)}. */
    public final boolean cancel() {
        return cancel("cancelled");
    }

    /**
     * Gives this future up. What was waited for is undone, and whoever waits here fails with a
     * {@link CancellationException}: nobody is left waiting. A future made from others (by map, for instance) is one of
     * their waiters: they go on as long as somebody else waits for them, and are cancelled when nobody does. To give up
     * a shared future for oneself alone, cancel one that is made from it.
     *
     * @param reason the message of the CancellationException
     * @return true if it is cancelled now; false if it was completed before, or if the operation cannot be given up at
     *     this moment: it will complete by itself, or be given up at the next thing it waits for
     */
    public final boolean cancel(String reason) {
        Objects.requireNonNull(reason, "reason");
        loop.checkThread();
        Cancellation cancellation = new Cancellation(reason);
        boolean cancelled = cancellation.giveUp(this);
        cancellation.run();
        return cancelled;
    }

    /**
     * For operations: refuses to begin one in a cancelled scope, so that no byte and no permit is taken for an await
     * that will throw. This, the operation's promise, is then cancelled.
     *
     * @return whether it was refused
     */
    public final boolean refuseIfCancelled() {
        CancelScope origin = core.mounted() instanceof Suspension caller ? caller.scope().origin() : null;
        return origin != null && settleFailed(new CancellationException(origin.reason()));
    }

    /**
     * Removes every callback that equals this one and has not become ready.
     *
     * @return how many there were
     */
    public final int removeCallback(Object callback) {
        loop.checkThread();
        return unlinkEqual(Objects.requireNonNull(callback, "callback"));
    }

    /** Runs a callback when this has ended, whatever its kind: as {@code onDone}. */
    public final void onEnd(Runnable run) {
        addCallback(run, run);
    }

    // ------------------------------------------------------------------ giving up

    final Undo undo() {
        return undo;
    }

    /** Undoes what was waited for, unless that was tried before; false if that is not possible, or not yet. */
    boolean undoOnce(Cancellation cancellation) {
        Undo how = undo;
        undo = USED;
        try {
            return how == null || how.undo();
        } catch (Throwable e) {
            core.throwIfFatal(e);
            // One cancel may give up many waits: the others still have to be undone.
            core.report("an undo failed", e);
            return true;
        }
    }

    /** Ends as cancelled if the wait was undone; otherwise remembers the cancel until that is possible. */
    final boolean cancelIf(boolean undone, String reason) {
        if (!undone) {
            cancelAsked = reason;
        }
        return undone && settleFailed(new CancellationException(reason));
    }

    /** Sets how to give up from now on; a cancel that was not possible before is carried out now. */
    final void undoWith(Undo how) {
        if (!isDone()) {
            undo = how;
            if (cancelAsked != null) {
                cancel(cancelAsked);
            }
        }
    }

    // ------------------------------------------------------------------ for the kinds of future and promise

    final boolean settleDone() {
        return settle(State.DONE, null);
    }

    /** Ends with a failure; a cancel, of whatever kind, cancels. */
    final boolean settleFailed(Throwable cause) {
        Throwable own = Failures.outsideOfScopes(Objects.requireNonNull(cause, "a failure has a cause"));
        return settle(own instanceof CancellationException ? State.CANCELLED : State.FAILED, own);
    }

    /** Ends as failed, even if the cause is the cancel of something else. */
    final boolean settleBroken(Throwable cause) {
        return settle(State.FAILED, Failures.outsideOfScopes(cause));
    }

    /** Ends with the failure of another. */
    final void adoptFailure(Awaitable source) {
        settle(source.state, source.cause());
    }

    /** Ends as another of the same kind has ended. Does nothing if this has ended already. */
    abstract void adopt(Awaitable source);

    final boolean hasValue() {
        return state == State.DONE;
    }

    /** Returns the failure, to be passed on; null if there is none. Counts as looking at it. */
    final Throwable cause() {
        looked();
        return failure;
    }

    /** Refuses to complete a second time. */
    final void settled(boolean now) {
        if (!now) {
            throw new IllegalStateException("completed already: " + this);
        }
    }

    /** Runs code that is to complete this, unless it has ended; what the code throws is the failure. */
    final void attempt(Runnable code) {
        if (isDone()) {
            return;
        }
        try {
            code.run();
        } catch (Throwable e) {
            core.throwIfFatal(e);
            settleBroken(e);
        }
    }

    /** Runs code when this has ended, for a future that is derived from it and counts as one of its waiters. */
    final void feed(Awaitable derived, Runnable run) {
        feed(derived, new Source(this, run));
    }

    final void feed(Awaitable derived, Source source) {
        loop.checkThread();
        core.adopt(source);
        add(source);
        derived.undoWith(source);
    }

    /** Adds a callback: {@code run} is what runs, {@code action} what {@link #removeCallback} compares. */
    final Callback addCallback(Object action, Runnable run) {
        loop.checkThread();
        Callback callback = new Callback(Objects.requireNonNull(action, "callback"), run);
        core.adopt(callback);
        add(callback);
        return callback;
    }

    /** Adds a callback that is not linked anywhere. */
    final void add(Callback callback) {
        looked();
        if (isDone()) {
            core.makeReady(callback);
        } else {
            link(callback);
        }
    }

    /** Takes a callback back for good: a failure that comes later counts as looked at. */
    final void release(Callback callback) {
        expected = true;
        unlink(callback);
    }

    /** Refuses to be joined to futures of another loop, even if this thread drives both. */
    final void requireLoop(EventLoop wanted) {
        if (loop != wanted) {
            throw new IllegalStateException("a future of another loop: join it by toCompletableFuture()");
        }
    }

    /** Throws unless there is a value: unchecked failures as they are, checked ones as CompletableFuture.join does. */
    final void requireValue() {
        loop.checkThread();
        looked();
        if (state == State.PENDING) {
            throw new IllegalStateException("not done yet: " + this);
        }
        if (failure != null) {
            throw Failures.unchecked(failure);
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
            watchLost(core, cause);
        }
        ended();
        for (Callback each; (each = firstCallback()) != null;) {
            unlink(each);
            core.makeReady(each);
        }
        return true;
    }

    @Override
    public final String toString() {
        return name() + "[" + state + (failure == null ? "" : ": " + Failures.text(failure)) + "]";
    }

    String name() {
        return getClass().getSimpleName();
    }
}
