package dev.millrace.testkit;

import dev.millrace.sys.Clock;
import java.time.Duration;

/** A clock that stands at 0 until it is moved: by hand, or by a simulation in which everything waits. */
public final class VirtualClock implements Clock {
    private long now;

    /** Makes a clock that stands at 0. */
    public VirtualClock() {
    }

    @Override
    public long nanoTime() {
        return now;
    }

    /** Tells how much time has passed since 0. */
    public Duration elapsed() {
        return Duration.ofNanos(now);
    }

    /**
     * Moves the clock without running anything. A time beyond its range stops it short of the end, at 292 years.
     *
     * @throws IllegalArgumentException if the time is negative: clocks do not go back
     */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("a clock does not go back: " + time);
        }
        long left = Long.MAX_VALUE - 1 - now;
        advanceNanos(time.compareTo(Duration.ofNanos(left)) < 0 ? time.toNanos() : left);
    }

    void advanceNanos(long nanos) {
        now += nanos;
    }
}
