package dev.millrace.lab;

import org.HdrHistogram.Histogram;

/** What has come back to the clients of the demonstration so far, and how long it took. */
final class Tally {
    /** Latencies in nanoseconds, to three digits. */
    private final Histogram latencies = new Histogram(3);
    private long messages;
    private long bytes;

    /** Counts a message that came back whole and unaltered. */
    void add(int size, long nanos) {
        messages++;
        bytes += size;
        latencies.recordValue(nanos);
    }

    long messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }

    /** Returns the latency, in nanoseconds, that a part of the messages (in percent) did not exceed. */
    long latency(double percent) {
        return latencies.getValueAtPercentile(percent);
    }
}
