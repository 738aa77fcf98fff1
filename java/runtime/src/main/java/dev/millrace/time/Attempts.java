package dev.millrace.time;

import dev.millrace.loop.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;

/** What is known of the attempts that have failed. */
final class Attempts {
    /** How many failures are suppressed in the last one: those right before it. */
    private static final int KEPT = 8;

    private final RetryPolicy policy;
    private final EventLoop loop;
    private final long begun;
    private final RandomGenerator random;
    private final ArrayDeque<Throwable> earlier = new ArrayDeque<>();
    private int failed;

    Attempts(RetryPolicy policy, EventLoop loop) {
        this.policy = policy;
        this.loop = loop;
        this.begun = loop.deadline(Duration.ZERO);
        this.random = policy.random().orElseGet(() -> new SplittableRandom(begun));
    }

    /** Returns how long to wait after a failure; empty if it is the last one, which then has the others with it. */
    Optional<Duration> delayAfter(Exception failure) {
        failed++;
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause() : failure;
        Duration delay = policy.backOff().after(failed, random);
        if (failed < policy.attempts() && isRetried(cause) && isInTime(delay)) {
            if (earlier.size() == KEPT) {
                earlier.remove();
            }
            earlier.add(cause);
            return Optional.of(delay);
        }
        for (Throwable each : earlier) {
            // One object may fail again and again, and must not grow without bound.
            if (each != cause && cause.getSuppressed().length < 2 * KEPT) {
                cause.addSuppressed(each);
            }
        }
        return Optional.empty();
    }

    private boolean isRetried(Throwable cause) {
        return cause instanceof Exception exception && !(cause instanceof CancellationException)
                && policy.retried().test(exception);
    }

    private boolean isInTime(Duration delay) {
        return policy.totalTime().isEmpty() || delay.plusNanos(loop.deadline(Duration.ZERO) - begun)
                .compareTo(policy.totalTime().get()) <= 0;
    }
}
