package dev.millrace.lab;

import org.HdrHistogram.Histogram;

/** What has come back to the clients of the demonstration so far, and how long it took. */
final class Tally {
    /** Latencies in nanoseconds, to three digits. */
    private final Histogram latencies = new Histogram(3);
    private final Histogram handshakes = new Histogram(3);
    private long connecting;
    private long messages;
    private long bytes;

    /** Counts a message that came back whole and unaltered. */
    void add(int size, long nanos) {
        messages++;
        bytes += size;
        latencies.recordValue(nanos);
    }

    /** Counts a client that can talk: how long after TCP was connected. */
    void addHandshake(long nanos) {
        handshakes.recordValue(nanos);
    }

    /** Takes note of how long it took until all clients could talk. */
    void allConnected(long nanos) {
        connecting = nanos;
    }

    /** Returns the time, in nanoseconds, that a part of the handshakes (in percent) did not exceed. */
    long handshake(double percent) {
        return handshakes.getValueAtPercentile(percent);
    }

    /** Returns how long it took until all clients could talk, in nanoseconds. */
    long connecting() {
        return connecting;
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
