package dev.millrace.testkit.fairness;

import java.util.Arrays;

/**
 * How long steps were ready before they began, in nanoseconds of the trace's clock. A percentile is the delay of a step
 * of the trace (the nearest rank): so many per cent of the steps waited that long at most. All are 0 if no step began.
 *
 * @param count how many steps began
 * @param p50 the median
 * @param p99 of 99 per cent
 * @param p999 of 99.9 per cent
 * @param max the longest
 */
public record Delays(int count, long p50, long p99, long p999, long max) {

    static Delays of(long[] delays) {
        long[] sorted = delays.clone();
        Arrays.sort(sorted);
        return new Delays(sorted.length, rank(sorted, 500), rank(sorted, 990), rank(sorted, 999), rank(sorted, 1000));
    }

    private static long rank(long[] sorted, int perMille) {
        long rank = ((long) sorted.length * perMille + 999) / 1000;
        return sorted.length == 0 ? 0 : sorted[(int) Math.max(rank, 1) - 1];
    }

    @Override
    public String toString() {
        return "p50 " + p50 + ", p99 " + p99 + ", p99.9 " + p999 + ", max " + max + " ns";
    }
}
