package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Timer;

/** The deadline of a scope, in nanoseconds on the loop's clock: a timer as soon as the scope has been entered. */
final class ScopeDeadline {
    private static final long FARTHEST = Long.MAX_VALUE / 2;

    private final Runnable passed;
    private EventLoop loop;
    private Timer timer;
    private boolean set;
    private long nanos;

    ScopeDeadline(Runnable passed) {
        this.passed = passed;
    }

    void set(long deadline) {
        set = true;
        nanos = deadline;
    }

    void clear() {
        set = false;
        disarm();
    }

    boolean isSet() {
        return set;
    }

    boolean isOverdue() {
        return set && loop != null && nanos - loop.platform().clock().nanoTime() <= 0;
    }

    void arm(EventLoop clocked) {
        if (loop == null) {
            loop = clocked;
            timer = loop.timer(passed);
        }
        timer.cancel();
        nanos = comparable(nanos);
        if (isOverdue()) {
            passed.run();
        } else {
            timer.armAt(nanos);
        }
    }

    void disarm() {
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Clamps a deadline, so that differences to it do not overflow: 146 years from now is as good as never. */
    private long comparable(long deadline) {
        long now = loop.platform().clock().nanoTime();
        long left = deadline - now;
        boolean beyond = deadline > now && left < 0;
        return left > FARTHEST || beyond ? now + FARTHEST : deadline;
    }
}
