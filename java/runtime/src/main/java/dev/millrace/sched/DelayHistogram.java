package dev.millrace.sched;

import java.time.Duration;

/**
 * Counts delays by magnitude: each bucket ends a quarter above where it begins, or less, so a percentile is right to
 * within 25 %. A fixed array of 252 longs; adding allocates nothing.
 */
public final class DelayHistogram {
    /** Each power of two has four buckets. */
    private static final int FINE_BITS = 2;
    private static final int FINE = 1 << FINE_BITS;

    private final long[] counts;
    private long longest;

    DelayHistogram() {
        counts = new long[(Long.SIZE - FINE_BITS + 1) * FINE];
    }

    private DelayHistogram(DelayHistogram from) {
        counts = from.counts.clone();
        longest = from.longest;
    }

    DelayHistogram copy() {
        return new DelayHistogram(this);
    }

    /** Counts a delay; a clock that went backwards counts as none. */
    void add(long nanos) {
        long delay = Math.max(0, nanos);
        counts[bucket(delay)]++;
        if (delay > longest) {
            longest = delay;
        }
    }

    /** The small ones have a bucket each; of the others the highest bit and the two behind it tell. */
    static int bucket(long delay) {
        if (delay < FINE) {
            return (int) delay;
        }
        int shift = Long.SIZE - 1 - FINE_BITS - Long.numberOfLeadingZeros(delay);
        return (shift + 1) * FINE + (int) (delay >>> shift) - FINE;
    }

    /** Returns the largest delay that falls into a bucket. */
    static long end(int bucket) {
        if (bucket < FINE) {
            return bucket;
        }
        int shift = bucket / FINE - 1;
        return ((long) (FINE + bucket % FINE) << shift) + (1L << shift) - 1;
    }

    /** Returns how many delays were counted. */
    public long count() {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    /** Returns the longest delay, exactly. */
    public Duration longest() {
        return Duration.ofNanos(longest);
    }

    /**
     * Returns a delay that so many percent of all did not exceed, at most 25 % too long; zero if none was counted.
     *
     * @throws IllegalArgumentException if the percentage is not between 0 and 100
     */
    public Duration percentile(double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException(percent + " % is not between 0 and 100");
        }
        long wanted = Math.max(1, (long) Math.ceil(count() * percent / 100));
        long seen = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            seen += counts[bucket];
            if (seen >= wanted) {
                return Duration.ofNanos(Math.min(longest, end(bucket)));
            }
        }
        return Duration.ZERO;
    }

    @Override
    public String toString() {
        return count() + " delays, half of them up to " + percentile(50) + ", 99 % up to " + percentile(99)
                + ", the longest " + longest();
    }
}
