package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
public final class CancelScope {
    private enum Stage { NEW, ENTERED, LEFT }

    private Stage stage = Stage.NEW;
    private CancelScope parent;
    /** The children: a linked list, in the order in which they were entered, for that is how they are cancelled. */
    private CancelScope firstChild;
    private CancelScope lastChild;
    private CancelScope previous;
    private CancelScope next;
    /** The task that entered it. */
    private Task<?> task;
    private EventLoop loop;
    private Timer timer;
    private boolean hasDeadline;
    private long deadline;
    /** Whether there ever was a deadline, here or around: mostly none was, and a yield need not look outwards. */
    private boolean bounded;
    private boolean shield;
    /** Why this very scope was cancelled; null if it was not. */
    private String reason;
    /** The outermost scope whose cancel is seen here, through no shield; null if none is. */
    private CancelScope origin;
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
    public <T> Optional<T> run(Callable<T> body) {
        Task<?> here = enterInside();
        try {
            return Optional.ofNullable(body.call());
        } catch (Throwable e) {
            endOrThrow(here, e);
            return Optional.empty();
        } finally {
            here.scope(parent);
            leave();
        }
    }

    /** Runs a body inside this scope: as {@link #run(Callable)}. */
    public void run(Task.Body body) {
        // Not by the other: what stands on a task's stack is copied at every await, and scopes may nest deep.
        Task<?> here = enterInside();
        try {
            body.run();
        } catch (Throwable e) {
            endOrThrow(here, e);
        } finally {
            here.scope(parent);
            leave();
        }
    }

    private Task<?> enterInside() {
        Task<?> here = Task.current();
        enter(here, here.scope());
        here.scope(this);
        return here;
    }

    private void endOrThrow(Task<?> here, Throwable failure) {
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
        if (loop != null) {
            loop.checkThread();
        }
        if (reason == null && stage != Stage.LEFT) {
            reason = why;
            propagate();
        }
    }

    /**
     * Sets or moves the deadline at which the scope is cancelled, in nanoseconds on the loop's clock.
     *
     * @throws IllegalStateException if the scope was cancelled or left
     */
    public void deadlineAt(long nanos) {
        requireMovable();
        hasDeadline = true;
        deadline = nanos;
        arm();
    }

    /** Sets or moves the deadline to {@code time} from now; throws as {@link #deadlineAt}. For use inside a task. */
    public void deadlineIn(Duration time) {
        deadlineAt((loop == null ? Task.current().loop() : loop).deadline(time));
    }

    /** Takes the deadline away; throws as {@link #deadlineAt}. */
    public void noDeadline() {
        requireMovable();
        hasDeadline = false;
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Raises or lowers the shield. Lowering it lets in, at once, what waited outside. */
    public void shield(boolean up) {
        if (loop != null) {
            loop.checkThread();
        }
        shield = up;
        propagate();
    }

    /** Tells whether this scope itself was cancelled, or its deadline has passed. */
    public boolean isCancelled() {
        return reason != null || stage == Stage.ENTERED && overdue();
    }

    /** Tells whether the scope was left by its own cancel. */
    public boolean caught() {
        return caught;
    }

    // ------------------------------------------------------------------ for tasks and groups

    /** Runs a body until a deadline; throws {@link TimedOut} if the cancel came out of it. */
    static <T> T limited(long deadline, String late, Callable<T> body) {
        CancelScope scope = new CancelScope();
        scope.deadlineAt(deadline);
        Optional<T> value = scope.run(body);
        if (scope.caught()) {
            throw new TimedOut(late);
        }
        return value.orElse(null);
    }

    void enter(Task<?> owner, CancelScope around) {
        if (stage != Stage.NEW) {
            throw new IllegalStateException("a cancel scope is entered once");
        }
        stage = Stage.ENTERED;
        task = owner;
        loop = owner.loop();
        parent = around;
        if (around != null) {
            previous = around.lastChild;
            if (previous == null) {
                around.firstChild = this;
            } else {
                previous.next = this;
            }
            around.lastChild = this;
        }
        origin = seenOrigin();
        bounded = seenBounded();
        if (hasDeadline) {
            arm();
        }
    }

    void leave() {
        stage = Stage.LEFT;
        if (timer != null) {
            timer.cancel();
        }
        if (parent != null) {
            if (previous == null) {
                parent.firstChild = next;
            } else {
                previous.next = next;
            }
            if (next == null) {
                parent.lastChild = previous;
            } else {
                next.previous = previous;
            }
        }
        // A scope that somebody keeps must not keep its former neighbours.
        parent = null;
        previous = null;
        next = null;
    }

    /** Tells whether what comes out of this scope is its own cancel, which ends here. */
    boolean catches(Throwable thrown) {
        boolean mine = thrown instanceof Cancelled cancelled && cancelled.origin() == this;
        caught |= mine;
        return mine;
    }

    /** Tells whether this scope is a task's, or lies in one of its scopes. */
    boolean isInside(Task<?> other) {
        CancelScope each = this;
        while (each != null && each.task != other) {
            each = each.parent;
        }
        return each != null;
    }

    boolean isEffective() {
        return origin != null;
    }

    /** The outermost scope whose cancel is seen here; null if none is. */
    CancelScope origin() {
        return origin;
    }

    private CancelScope seenOrigin() {
        if (!shield && parent != null && parent.origin != null) {
            return parent.origin;
        }
        return reason == null ? null : this;
    }

    private boolean seenBounded() {
        return bounded || hasDeadline || parent != null && parent.bounded;
    }

    String reason() {
        return reason;
    }

    /** The tasks in the scopes below, each once. */
    Set<Task<?>> tasks() {
        Set<Task<?>> tasks = new LinkedHashSet<>();
        ArrayDeque<CancelScope> scopes = new ArrayDeque<>();
        scopes.add(this);
        for (CancelScope each; (each = scopes.poll()) != null;) {
            for (CancelScope child = each.firstChild; child != null; child = child.next) {
                scopes.add(child);
                tasks.add(child.task);
            }
        }
        return tasks;
    }

    /** Cancels the scopes around here whose deadlines have passed though their timers had no turn yet. */
    void expire() {
        if (!bounded) {
            return;
        }
        for (CancelScope each = this; each != null; each = each.parent) {
            if (each.reason == null && each.overdue()) {
                each.timeOut();
            }
        }
    }

    private boolean overdue() {
        return hasDeadline && deadline - loop.platform().clock().nanoTime() <= 0;
    }

    private void requireMovable() {
        if (stage == Stage.LEFT || reason != null) {
            throw new IllegalStateException("the scope was " + (reason != null ? "cancelled: " + reason : "left"));
        }
    }

    private void arm() {
        if (stage != Stage.ENTERED) {
            return;
        }
        if (timer == null) {
            timer = loop.timer(this::timeOut);
        }
        timer.cancel();
        if (!bounded) {
            propagate();
        }
        if (overdue()) {
            timeOut();
        } else {
            timer.armAt(deadline);
        }
    }

    private void timeOut() {
        cancel("the deadline has passed");
    }

    /**
     * Works out anew which scopes from here on are cancelled, and which have a deadline; without recursion, for trees
     * may be thousands deep.
     */
    private void propagate() {
        if (stage != Stage.ENTERED) {
            return;
        }
        ArrayDeque<CancelScope> changed = new ArrayDeque<>();
        changed.add(this);
        for (CancelScope each; (each = changed.poll()) != null;) {
            CancelScope before = each.origin;
            boolean boundedBefore = each.bounded;
            each.origin = each.seenOrigin();
            each.bounded = each.seenBounded();
            if (each.origin != before || each.bounded != boundedBefore) {
                for (CancelScope child = each.firstChild; child != null; child = child.next) {
                    changed.add(child);
                }
                if (before == null && each.origin != null) {
                    each.task.cancelled(each);
                }
            }
        }
    }
}
