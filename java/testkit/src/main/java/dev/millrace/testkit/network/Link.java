package dev.millrace.testkit.network;

import java.time.Duration;

/**
 * How bytes travel from one host to another, in each direction: they take a latency, and leave one after the other at
 * the bandwidth. Those of a connection arrive in order, whatever each packet takes; datagrams do not.
 * {@link #DIRECT} is the natural link; the {@code with} methods make a changed copy.
 */
public final class Link {
    /** What is sent arrives at once. */
    public static final Link DIRECT = new Link(0, 0, 0, 0);

    private final long latency;
    private final long jitter;
    private final long bandwidth;
    private final int mtu;

    private Link(long latency, long jitter, long bandwidth, int mtu) {
        this.latency = latency;
        this.jitter = jitter;
        this.bandwidth = bandwidth;
        this.mtu = mtu;
    }

    /** Returns how long a packet travels at least. */
    public Duration latency() {
        return Duration.ofNanos(latency);
    }

    /**
     * Sets how long a packet travels at least. A connect takes a round trip.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public Link withLatency(Duration time) {
        return new Link(nanos(time), jitter, bandwidth, mtu);
    }

    /** Returns how much longer than the latency a packet may travel. */
    public Duration jitter() {
        return Duration.ofNanos(jitter);
    }

    /**
     * Sets how much longer than the latency a packet may travel. How much it is, in a few equal steps, is asked of the
     * decisions packet by packet; in the natural order it is nothing.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public Link withJitter(Duration time) {
        return new Link(latency, nanos(time), bandwidth, mtu);
    }

    /** Returns the bandwidth in bytes per second; 0 if it has no limit. */
    public long bandwidth() {
        return bandwidth;
    }

    /**
     * Sets the bandwidth in bytes per second, which all connections from one host to the other share; 0 for no limit.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Link withBandwidth(long bytesPerSecond) {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("a bandwidth of " + bytesPerSecond + " bytes per second");
        }
        return new Link(latency, jitter, bytesPerSecond, mtu);
    }

    /** Returns how many bytes a datagram may have; 0 if there is no limit but the protocol's. */
    public int mtu() {
        return mtu;
    }

    /**
     * Sets how many bytes a datagram may have: a longer one is lost, as it is where fragments are. 0 is no limit but
     * the protocol's. What a connection sends is not concerned.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Link withMtu(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("an MTU of " + bytes + " bytes");
        }
        return new Link(latency, jitter, bandwidth, bytes);
    }

    private static long nanos(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("nothing arrives before it was sent: " + time);
        }
        return time.toNanos();
    }

    @Override
    public String toString() {
        return "link of " + latency() + ", jitter " + jitter() + ", bandwidth " + bandwidth
                + ", MTU " + mtu;
    }
}
