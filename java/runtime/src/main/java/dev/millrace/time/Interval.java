package dev.millrace.time;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Timer;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import java.time.Duration;
import java.util.Objects;

/**
 * Ticks, a period apart. The first one comes a period after it was made. Whoever takes a tick late has said by
 * {@link Missed} what becomes of those that were due meanwhile. For the loop's thread only.
 */
public final class Interval {
    /** What becomes of ticks that were due before the one before them was taken. */
    public enum Missed {
        /** They come at once, one after the other, until all have come. */
        BURST,
        /** They are given up: the next tick comes a period after this one was taken. */
        DELAY,
        /** They are given up: the next tick comes when it would have come without them. */
        SKIP
    }

    private final EventLoop loop;
    private final long period;
    private final Missed missed;
    private long due;
    private Promise<Void> waiting;
    private final Timer timer;

    /**
     * Makes an interval.
     *
     * @throws IllegalArgumentException if the period is not positive
     */
    public Interval(EventLoop loop, Duration period, Missed missed) {
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("a period of " + period + " is not positive");
        }
        this.loop = loop;
        this.missed = Objects.requireNonNull(missed, "missed");
        long now = loop.deadline(Duration.ZERO);
        due = loop.deadline(period);
        this.period = due - now;
        timer = loop.timer(this::tick);
    }

    /** Makes an interval for the calling task's loop. */
    public Interval(Duration period, Missed missed) {
        this(Task.current().loop(), period, missed);
    }

    /**
     * Waits for the next tick. A cancel leaves it to the next call.
     *
     * @throws IllegalStateException if somebody waits for it already
     */
    public Future<Void> next() {
        loop.checkThread();
        if (waiting != null) {
            throw new IllegalStateException("somebody waits for this tick already");
        }
        Promise<Void> promise = new Promise<>(loop, Promise.WaitsFor.of("tick of an interval", () -> {
            timer.cancel();
            waiting = null;
            return true;
        }));
        if (promise.refuseIfCancelled()) {
            return promise;
        }
        waiting = promise;
        if (now() - due >= 0) {
            tick();
        } else {
            timer.armAt(due);
        }
        return promise;
    }

    private void tick() {
        Promise<Void> taken = waiting;
        waiting = null;
        long now = now();
        due = switch (missed) {
            case BURST -> due + period;
            case DELAY -> now + period;
            case SKIP -> due + ((now - due) / period + 1) * period;
        };
        taken.complete(null);
    }

    private long now() {
        return loop.deadline(Duration.ZERO);
    }
}
