package dev.millrace.time;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** What was chosen about trying again. */
record RetryPolicy(int attempts, BackOff backOff, Predicate<? super Exception> retried, Optional<Duration> totalTime,
        Optional<RandomGenerator> random) {

    RetryPolicy withBackOff(BackOff changed) {
        return new RetryPolicy(attempts, changed, retried, totalTime, random);
    }
}
