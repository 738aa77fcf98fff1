package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * A part of a task's work that can be cancelled as a whole, with everything that is started inside it. Scopes form a
 * tree across tasks. In a cancelled scope every {@code await} throws {@link Cancelled}, again and again, until the
 * scope that was cancelled is left; that scope catches it. When several scopes around an await are cancelled, the
 * outermost one counts, except for an await that was already given up for an inner one.
 *
 * <p>A shield keeps out the cancels of the scopes around it; the scope's own cancel and deadline still count. For the
 * loop's thread only. After trio's cancel scopes (Nathaniel J. Smith, "Timeouts and cancellation for humans", 2018).
 */
public final class CancelScope extends ScopeNode {
    private enum Stage { NEW, ENTERED, LEFT }

    private Stage stage = Stage.NEW;
    private EventLoop loop;
    /** Null if there never was one. */
    private ScopeDeadline deadline;
    /** Whether this scope or one around it ever had a deadline: if not, a yield need not look outwards. */
    boolean bounded;
    private boolean caught;

    /** Makes a scope without a deadline or shield, to be entered once. */
    public CancelScope() {
    }

    /**
     * Runs a body inside this scope, in the calling task.
     *
     * @return what the body returned (empty for null), or empty if this scope's own cancel came out of it
     * @throws IllegalStateException if the scope was entered before, or outside of a task
     */
    public <T> Optional<T> call(Callable<T> body) {
        Objects.requireNonNull(body, "body");
        Scoped here = enterInside();
        try {
            return Optional.ofNullable(body.call());
        } catch (Throwable e) {
            endOrThrow(here, e);
            return Optional.empty();
        } finally {
            here.scope(parent());
            leave();
        }
    }

    /** Runs a body without a value inside this scope: as {@link #call}. */
    public void run(Task.Body body) {
        // Not through call(): a task's stack is copied at every await, and scopes may nest deep.
        Objects.requireNonNull(body, "body");
        Scoped here = enterInside();
        try {
            body.run();
        } catch (Throwable e) {
            endOrThrow(here, e);
        } finally {
            here.scope(parent());
            leave();
        }
    }

    private Scoped enterInside() {
        Scoped here = Suspension.current();
        enter(here, here.scope());
        here.scope(this);
        return here;
    }

    private void endOrThrow(Scoped here, Throwable failure) {
        Throwable thrown = here.cancelledBy(failure);
        if (!catches(thrown)) {
            throw Failures.unchecked(thrown);
        }
    }

    /** Cancels without a reason. */
    public void cancel() {
        cancel("cancelled");
    }

    /** Cancels everything that runs inside, from the start if it is not entered yet. A second cancel does nothing. */
    public void cancel(String why) {
        Objects.requireNonNull(why, "why");
        checkThread();
        Cancellation cancellation = new Cancellation(why);
        cancelAs(cancellation);
        cancellation.run();
    }

    private void checkThread() {
        if (loop != null) {
            loop.checkThread();
        }
    }

    /**
     * Sets or moves the deadline at which the scope is cancelled, in nanoseconds on the loop's clock.
     *
     * @throws IllegalStateException if the scope was cancelled or left
     */
    public void deadlineAt(long nanos) {
        checkThread();
        requireMovable();
        if (deadline == null) {
            deadline = new ScopeDeadline(this::timeOut);
        }
        deadline.set(nanos);
        if (stage == Stage.ENTERED) {
            arm();
        }
    }

    /** Sets or moves the deadline to {@code time} from now; throws as {@link #deadlineAt}. For use inside a task. */
    public void deadlineIn(Duration time) {
        deadlineAt((loop == null ? Suspension.current().loop() : loop).deadline(time));
    }

    /** Removes the deadline; throws as {@link #deadlineAt}. */
    public void noDeadline() {
        checkThread();
        requireMovable();
        if (deadline != null) {
            deadline.clear();
        }
    }

    /** Raises or lowers the shield. Lowering it lets in, at once, the cancels that it kept out. */
    public void shield(boolean up) {
        checkThread();
        shield = up;
        propagate();
    }

    /** Returns whether this scope itself was cancelled, or its deadline has passed. */
    public boolean isCancelled() {
        return reason != null || stage == Stage.ENTERED && overdue();
    }

    /** Returns whether the scope has caught its own cancel. */
    public boolean caught() {
        return caught;
    }

    // ------------------------------------------------------------------ in one call

    /**
     * Runs a body, and cancels it if it takes longer.
     *
     * @return what it returned, even if that came late or in spite of the cancel
     * @throws TimedOut if the cancel came out of it
     */
    public static <T> T callWithTimeout(Duration timeout, Callable<T> body) {
        return limited(Suspension.current().loop().deadline(timeout), "not done within " + timeout, body);
    }

    /** Runs a body without a value, and cancels it if it takes longer: as {@link #callWithTimeout}. */
    public static void runWithTimeout(Duration timeout, Task.Body body) {
        callWithTimeout(timeout, Task.callable(body));
    }

    /** Runs a body, and cancels it at a deadline on the loop's clock: as {@link #callWithTimeout}. */
    public static <T> T callWithDeadline(long nanos, Callable<T> body) {
        return limited(nanos, "not done before the deadline", body);
    }

    /** Runs a body, and cancels it if it takes longer: then the result is empty (as it is for null). */
    public static <T> Optional<T> tryWithTimeout(Duration timeout, Callable<T> body) {
        CancelScope scope = new CancelScope();
        scope.deadlineIn(timeout);
        return scope.call(body);
    }

    /** Runs a body that the cancels of the scopes around do not reach. */
    public static <T> T callShielded(Callable<T> body) {
        CancelScope scope = new CancelScope();
        scope.shield(true);
        return scope.call(body).orElse(null);
    }

    /** Runs a body without a value: as {@link #callShielded}. */
    public static void runShielded(Task.Body body) {
        callShielded(Task.callable(body));
    }

    /**
     * Runs a body that blocks in the JDK. A cancel interrupts its thread, at once if the scope is cancelled already,
     * and an InterruptedException that then comes out of the body becomes the {@link Cancelled}.
     */
    public static <T> T callInterruptible(Callable<T> body) {
        return Suspension.current().interruptible().run(Objects.requireNonNull(body, "body"));
    }

    /** Runs a body without a value: as {@link #callInterruptible}. */
    public static void runInterruptible(Task.Body body) {
        callInterruptible(Task.callable(body));
    }

    private static <T> T limited(long deadline, String late, Callable<T> body) {
        CancelScope scope = new CancelScope();
        scope.deadlineAt(deadline);
        Optional<T> value = scope.call(body);
        if (scope.caught()) {
            throw new TimedOut(late);
        }
        return value.orElse(null);
    }

    // ------------------------------------------------------------------ for tasks and groups

    void enter(Scoped entered, CancelScope around) {
        if (stage != Stage.NEW) {
            throw new IllegalStateException("a cancel scope is entered once");
        }
        stage = Stage.ENTERED;
        loop = entered.loop();
        link(this, entered, around);
        origin = seenOrigin(this);
        bounded = seenBounded();
        if (hasDeadline()) {
            arm();
        }
    }

    void leave() {
        stage = Stage.LEFT;
        if (deadline != null) {
            deadline.disarm();
        }
        unlink();
    }

    /** Returns whether what comes out of this scope is its own cancel, which ends here. */
    boolean catches(Throwable thrown) {
        boolean mine = thrown instanceof Cancelled cancelled && cancelled.origin() == this;
        caught |= mine;
        return mine;
    }

    private boolean seenBounded() {
        return bounded || hasDeadline() || parent() != null && parent().bounded;
    }

    /** Cancels this scope and those around it whose deadlines have passed, though their timers have not fired yet. */
    void expire() {
        if (!bounded) {
            return;
        }
        for (CancelScope each = this; each != null; each = each.parent()) {
            if (each.reason == null && each.overdue()) {
                each.timeOut();
            }
        }
    }

    private boolean overdue() {
        return deadline != null && deadline.isOverdue();
    }

    private boolean hasDeadline() {
        return deadline != null && deadline.isSet();
    }

    private void requireMovable() {
        if (stage == Stage.LEFT || reason != null) {
            throw new IllegalStateException("the scope was " + (reason != null ? "cancelled: " + reason : "left"));
        }
    }

    private void arm() {
        if (!bounded) {
            propagate();
        }
        deadline.arm(loop);
    }

    private void timeOut() {
        cancel("the deadline has passed");
    }

    private void propagate() {
        CancelScope seen = seenOrigin(this);
        new Cancellation(seen == null ? "not cancelled" : seen.reason).update(this).run();
    }

    /** Works out again whether this is cancelled and has a deadline; on a change the scopes inside do so next. */
    void update(Cancellation cancellation) {
        if (stage != Stage.ENTERED) {
            return;
        }
        CancelScope before = origin;
        boolean boundedBefore = bounded;
        origin = seenOrigin(this);
        bounded = seenBounded();
        if (origin == before && bounded == boundedBefore) {
            return;
        }
        updateChildren(cancellation);
        if (before == null && origin != null) {
            owner().cancelled(this, cancellation);
        }
    }

    /** Cancels as part of a larger cancel. */
    void cancelAs(Cancellation cancellation) {
        if (reason == null && stage != Stage.LEFT) {
            reason = cancellation.reason();
            cancellation.update(this);
        }
    }
}
