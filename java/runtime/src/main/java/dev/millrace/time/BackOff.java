package dev.millrace.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before each new attempt. */
record BackOff(Duration first, double factor, Duration longest, double jitter) {

    BackOff {
        if (first.isNegative() || longest.isNegative() || !(factor >= 1)) {
            throw new IllegalArgumentException("delays from " + first + " by " + factor + " to " + longest);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("a jitter of " + jitter + " is not from 0 to 1");
        }
    }

    /** Returns the delay after so many failures, of which there was at least one. */
    Duration after(int failures, RandomGenerator random) {
        long most = nanos(longest);
        // The factor may grow to infinity, and nothing times that is not a number.
        double grown = first.isZero() ? 0 : nanos(first) * Math.pow(factor, failures - 1);
        long delay = grown >= most ? most : Math.round(grown);
        return Duration.ofNanos(jitter == 0 ? delay : delay - (long) (random.nextDouble() * jitter * delay));
    }

    private static long nanos(Duration time) {
        try {
            return time.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
