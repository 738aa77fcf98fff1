package dev.millrace.time;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Tries again what has failed, after a delay that grows. {@link #DEFAULT} is right for most; the {@code with} methods
 * make a changed copy. A cancel and an Error are never retried. When it gives up, the last failure comes out, and some
 * of those before it are suppressed in it.
 */
public final class Retry {
    /**
     * Five attempts; delays that double from 100 milliseconds and do not pass 10 seconds, each shortened at random;
     * every Exception is retried; no limit on the time.
     */
    public static final Retry DEFAULT = new Retry(new RetryPolicy(5,
            new BackOff(Duration.ofMillis(100), 2, Duration.ofSeconds(10), 1), failure -> true, Optional.empty(),
            Optional.empty()));

    private final RetryPolicy policy;

    private Retry(RetryPolicy policy) {
        this.policy = policy;
    }

    /**
     * Sets how often it is tried at most, the first time included; Integer.MAX_VALUE for no limit.
     *
     * @throws IllegalArgumentException if that is not positive
     */
    public Retry withAttempts(int most) {
        if (most < 1) {
            throw new IllegalArgumentException(most + " attempts");
        }
        return new Retry(new RetryPolicy(most, policy.backOff(), policy.retried(), policy.totalTime(),
                policy.random()));
    }

    /**
     * Sets the delays: the first one, by what each is multiplied to give the next, and the longest.
     *
     * @throws IllegalArgumentException if a delay is negative, or the factor less than 1
     */
    public Retry withDelays(Duration first, double factor, Duration longest) {
        return new Retry(policy.withBackOff(new BackOff(first, factor, longest, policy.backOff().jitter())));
    }

    /**
     * Sets by which part of itself a delay may be shortened at random: 0 for none, 1 for all of it.
     *
     * @throws IllegalArgumentException if it is not from 0 to 1
     */
    public Retry withJitter(double part) {
        BackOff before = policy.backOff();
        return new Retry(policy.withBackOff(new BackOff(before.first(), before.factor(), before.longest(), part)));
    }

    /**
     * Sets what shortens the delays. By default each call has a generator of its own, seeded from the loop's clock, so
     * that a simulation can be repeated.
     */
    public Retry withRandom(RandomGenerator generator) {
        return new Retry(new RetryPolicy(policy.attempts(), policy.backOff(), policy.retried(), policy.totalTime(),
                Optional.of(generator)));
    }

    /** Sets which failures are retried. It is asked about the failure itself, even if await has wrapped it. */
    public Retry withRetried(Predicate<? super Exception> which) {
        Objects.requireNonNull(which, "retried");
        return new Retry(new RetryPolicy(policy.attempts(), policy.backOff(), which, policy.totalTime(),
                policy.random()));
    }

    /**
     * Sets how long after the beginning the last attempt may begin: a delay that would end later is not waited for. An
     * attempt that runs is not cut short; {@link dev.millrace.task.CancelScope#callWithTimeout} does that.
     */
    public Retry withTotalTime(Duration limit) {
        return new Retry(new RetryPolicy(policy.attempts(), policy.backOff(), policy.retried(), Optional.of(limit),
                policy.random()));
    }

    /**
     * Calls a body in the calling task until it returns.
     *
     * @return what it returned
     * @throws RuntimeException (or an Error) the last failure, a checked one wrapped in {@link CompletionException}
     */
    public <T> T call(Callable<T> body) {
        Objects.requireNonNull(body, "body");
        Attempts made = begin(Task.current().loop());
        for (;;) {
            Duration delay;
            try {
                return body.call();
            } catch (Exception e) {
                delay = made.delayAfter(e).orElseThrow(() -> unchecked(e));
            }
            Task.await(Future.sleep(delay));
        }
    }

    /** Runs a body without a value in the calling task until it returns: as {@link #call}. */
    public void run(Task.Body body) {
        Objects.requireNonNull(body, "body");
        call(() -> {
            body.run();
            return null;
        });
    }

    /** Asks for futures until one has a value, for the calling task: as {@link #future(EventLoop, Supplier)}. */
    public <T> Future<T> future(Supplier<? extends Future<T>> attempt) {
        return future(Task.current().loop(), attempt);
    }

    /**
     * Asks for futures, one after the other, until one has a value; makes a future of that. It fails as the last of
     * them, or with what {@code attempt} throws. Cancelling it gives up the attempt that runs, unless somebody else
     * waits for that.
     *
     * @param attempt begins an attempt; later ones begin in callbacks, outside of any task, so it must not await
     */
    public <T> Future<T> future(EventLoop loop, Supplier<? extends Future<T>> attempt) {
        loop.checkThread();
        return new RetriedFuture<>(loop, Objects.requireNonNull(attempt, "attempt"), begin(loop)).begin();
    }

    private Attempts begin(EventLoop loop) {
        return new Attempts(policy, loop);
    }

    private static RuntimeException unchecked(Exception failure) {
        return failure instanceof RuntimeException unchecked ? unchecked : new CompletionException(failure);
    }
}
