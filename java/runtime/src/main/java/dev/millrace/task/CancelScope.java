package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * A part of a task's work that can be cancelled as a whole, with all that is begun inside it. Scopes form a tree across
 * tasks. In a cancelled scope every {@code await} throws {@link Cancelled}, again and again, until the scope that was
 * cancelled is left; there the Cancelled ends. When several scopes around an await are cancelled, the outermost one
 * counts, except that an await which was already given up for an inner one says so.
 *
 * <p>A shield keeps the cancels of the scopes around out; its own cancel and its own deadline still count. For the
 * loop's thread only. After trio's cancel scopes (Nathaniel J. Smith, "Timeouts and cancellation for humans", 2018).
 */
public final class CancelScope extends ScopeNode {
    private enum Stage { NEW, ENTERED, LEFT }

    private Stage stage = Stage.NEW;
    private EventLoop loop;
    /** Null if there never was one. */
    private ScopeDeadline deadline;
    /** Whether there ever was a deadline, here or around: mostly none was, and a yield need not look outwards. */
    private boolean bounded;
    private boolean caught;

    /** Makes a scope that was not entered yet, without a deadline or shield. */
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
        // Not by the other: what stands on a task's stack is copied at every await, and scopes may nest deep.
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

    /** Cancels, without saying why. */
    public void cancel() {
        cancel("cancelled");
    }

    /** Cancels all that runs inside. Twice is once; before entering, it is cancelled from the start. */
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

    /** Takes the deadline away; throws as {@link #deadlineAt}. */
    public void noDeadline() {
        checkThread();
        requireMovable();
        if (deadline != null) {
            deadline.clear();
        }
    }

    /** Raises or lowers the shield. Lowering it lets in, at once, what waited outside. */
    public void shield(boolean up) {
        checkThread();
        shield = up;
        propagate();
    }

    /** Returns whether this scope itself was cancelled, or its deadline has passed. */
    public boolean isCancelled() {
        return reason != null || stage == Stage.ENTERED && overdue();
    }

    /** Returns whether the scope was left by its own cancel. */
    public boolean caught() {
        return caught;
    }

    // ------------------------------------------------------------------ in one call

    /**
     * Runs a body, and cancels it if it takes longer.
     *
     * @return what it returned, also if that came late or in spite of the cancel
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
     * Runs a body that blocks in the JDK, whose thread a cancel interrupts (in a scope that is cancelled already: at
     * once). An InterruptedException that comes out of it then is the {@link Cancelled}.
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

    /** Cancels the scopes around here whose deadlines have passed though their timers had no turn yet. */
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

    /** Works out anew whether this is cancelled and has a deadline; the scopes inside do so next if that changed. */
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
