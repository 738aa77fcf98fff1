package dev.millrace.testkit;

import dev.millrace.sys.Clock;
import java.time.Duration;

/** A clock that stands at 0 until it is moved: by hand, or by a simulation in which everything waits. */
public final class VirtualClock implements Clock {
    /** The last instant, after 292 years. One less than the greatest number, so that it is never a deadline. */
    private static final long END = Long.MAX_VALUE - 1;

    private long now;
    /** What runs at the instants of this clock. */
    private RunRecord record = new RunRecord(Integer.MAX_VALUE, false);

    /** Makes a clock that stands at 0. */
    public VirtualClock() {
    }

    @Override
    public long nanoTime() {
        return now;
    }

    /** Returns how much time has passed since 0. */
    public Duration elapsed() {
        return Duration.ofNanos(now);
    }

    /**
     * Moves the clock without running anything. A time beyond its range stops it short of the end, at 292 years.
     *
     * @throws IllegalArgumentException if the time is negative: clocks do not go back
     */
    public void advance(Duration time) {
        advanceNanos(nanosOf(time));
    }

    /** Returns a time in nanoseconds, cut to what is left of the clock's range; refuses one that is negative. */
    long nanosOf(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("a clock does not go back: " + time);
        }
        long left = END - now;
        return time.compareTo(Duration.ofNanos(left)) < 0 ? time.toNanos() : left;
    }

    void recordIn(RunRecord other) {
        record = other;
    }

    RunRecord record() {
        return record;
    }

    void advanceNanos(long nanos) {
        if (nanos < 0 || nanos > END - now) {
            throw new IllegalStateException("the clock stands at " + elapsed() + " and cannot move by " + nanos
                    + " ns");
        }
        now += nanos;
    }
}
