package dev.millrace.loop;

import dev.millrace.sys.Clock;
import java.time.Duration;

/**
 * Runs an action once, as a step of its own, when its deadline has passed: never early, and not in the turn that armed
 * it. It can be armed again, even by its own action. Timers with the same deadline run in the order in which they were
 * last armed. For the loop's thread only.
 */
public final class Timer extends TimerQueue.Entry {
    /** Half the range of the clock, 146 years: deadlines this far apart can still be compared by their difference. */
    private static final long FARTHEST = Long.MAX_VALUE / 2;
    /** Half as far back, so that the difference of the two does not overflow, not even if one is armed years later. */
    private static final long EARLIEST = Long.MIN_VALUE / 4;

    private final LoopState loop;
    private final TimerQueue timers;
    private final Clock clock;
    private final Runnable action;
    /** Whether the action runs in the timer phase itself. */
    private final boolean inPhase;

    Timer(LoopState loop, TimerQueue timers, Clock clock, Runnable action, boolean inPhase) {
        this.loop = loop;
        this.timers = timers;
        this.clock = clock;
        this.action = action;
        this.inPhase = inPhase;
    }

    /**
     * Arms the timer, or moves it.
     *
     * @param delay from now; zero or negative is due at once (in deadline order); more than 146 years counts as 146
     *     years
     */
    public void arm(Duration delay) {
        armComparably(clock.nanoTime() + nanos(delay));
    }

    /**
     * Arms the timer, or moves it.
     *
     * @param deadline in nanoseconds on the loop's clock; more than 146 years from now counts as 146 years
     */
    public void armAt(long deadline) {
        long now = clock.nanoTime();
        armComparably(now + Math.max(EARLIEST, Math.min(deadline - now, FARTHEST)));
    }

    private void armComparably(long deadline) {
        cancel();
        loop.ready.adopt(this);
        this.deadline = deadline;
        timers.add(this);
    }

    /** Disarms the timer: its action does not run, not even if it was due. Does nothing if it was not armed. */
    public void cancel() {
        loop.checkThread();
        if (index >= 0) {
            timers.remove(this);
        }
        loop.unready(this);
    }

    /** Returns whether the action is still to run. */
    public boolean isArmed() {
        return index >= 0 || isReady();
    }

    /** Returns a duration in nanoseconds, clamped to the range in which deadlines can be compared. */
    static long nanos(Duration duration) {
        if (duration.compareTo(Duration.ofNanos(FARTHEST)) > 0) {
            return FARTHEST;
        }
        return duration.compareTo(Duration.ofNanos(EARLIEST)) < 0 ? EARLIEST : duration.toNanos();
    }

    @Override
    void fire() {
        if (inPhase) {
            loop.complete(action);
        } else {
            loop.makeReady(this);
        }
    }

    @Override
    public void run() {
        action.run();
    }
}
