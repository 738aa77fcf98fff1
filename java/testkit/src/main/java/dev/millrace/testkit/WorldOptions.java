package dev.millrace.testkit;

import dev.millrace.testkit.network.Link;
import java.time.Duration;
import java.util.Objects;

/**
 * How a {@link World} is: its network, what its kernels may do, and its limits. {@link #DEFAULT} is a perfect world:
 * the network is direct, every call moves all it can, readiness is reported in the order of the changes, and nothing
 * has a limit. The {@code with} methods make a changed copy.
 */
public final class WorldOptions {
    /** A perfect world. */
    public static final WorldOptions DEFAULT = new WorldOptions(new Values(Link.DIRECT, 64 * 1024, false, false, false,
            false, Long.MAX_VALUE, Long.MAX_VALUE));

    private final Values values;

    private WorldOptions(Values values) {
        this.values = values;
    }

    private record Values(Link link, int buffer, boolean shortTransfers, boolean anyOrder, boolean spurious,
            boolean leaks, long nanos, long turns) {
    }

    /** Returns the link between two different hosts. */
    public Link link() {
        return values.link;
    }

    /** Sets the link between two different hosts, in both directions; inside a host it is direct. */
    public WorldOptions withLink(Link link) {
        Objects.requireNonNull(link, "link");
        return new WorldOptions(new Values(link, values.buffer, values.shortTransfers, values.anyOrder,
                values.spurious, values.leaks, values.nanos, values.turns));
    }

    /** Returns how many bytes a connection holds that nobody has read. */
    public int buffer() {
        return values.buffer;
    }

    /**
     * Sets how many bytes a connection holds that nobody has read, unless the option RECEIVE_BUFFER of its receiver
     * says otherwise.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public WorldOptions withBuffer(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a connection that holds " + bytes + " bytes moves none");
        }
        return new WorldOptions(new Values(values.link, bytes, values.shortTransfers, values.anyOrder,
                values.spurious, values.leaks, values.nanos, values.turns));
    }

    /** Returns whether reads and writes may move less than they could. */
    public boolean shortTransfers() {
        return values.shortTransfers;
    }

    /** Sets whether reads and writes may move less than they could. What a short read leaves is reported anew. */
    public WorldOptions withShortTransfers(boolean allowed) {
        return new WorldOptions(new Values(values.link, values.buffer, allowed, values.anyOrder,
                values.spurious, values.leaks, values.nanos, values.turns));
    }

    /** Returns whether a poller may report in any order. */
    public boolean reportsInAnyOrder() {
        return values.anyOrder;
    }

    /** Sets whether a poller may report in any order. */
    public WorldOptions withReportsInAnyOrder(boolean allowed) {
        return new WorldOptions(new Values(values.link, values.buffer, values.shortTransfers, allowed,
                values.spurious, values.leaks, values.nanos, values.turns));
    }

    /** Returns whether a poller may report a descriptor whose state has not changed. */
    public boolean spuriousReports() {
        return values.spurious;
    }

    /** Sets whether a poller may report, among others, a descriptor whose state has not changed. */
    public WorldOptions withSpuriousReports(boolean allowed) {
        return new WorldOptions(new Values(values.link, values.buffer, values.shortTransfers, values.anyOrder,
                allowed, values.leaks, values.nanos, values.turns));
    }

    /** Returns whether a program fails that leaves a descriptor open or a timer armed. */
    public boolean leaksFail() {
        return values.leaks;
    }

    /** Sets whether a program that was started in the world fails if it leaves a descriptor open or a timer armed. */
    public WorldOptions withLeaksFail(boolean fail) {
        return new WorldOptions(new Values(values.link, values.buffer, values.shortTransfers, values.anyOrder,
                values.spurious, fail, values.nanos, values.turns));
    }

    /** Returns the time on the clock beyond which the world fails; 292 years if there is no limit. */
    public Duration timeLimit() {
        return Duration.ofNanos(values.nanos);
    }

    /**
     * Sets the time on the clock beyond which the world fails, and says who waits.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public WorldOptions withTimeLimit(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("a limit of " + time);
        }
        return new WorldOptions(new Values(values.link, values.buffer, values.shortTransfers, values.anyOrder,
                values.spurious, values.leaks, time.toNanos(), values.turns));
    }

    /** Returns how many turns the loops of the world may make together. */
    public long turnLimit() {
        return values.turns;
    }

    /**
     * Sets how many turns the loops of the world may make together before it fails, and says who waits: a program that
     * runs in circles at one instant never lets the clock come to a limit.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public WorldOptions withTurnLimit(long turns) {
        if (turns < 0) {
            throw new IllegalArgumentException("a limit of " + turns + " turns");
        }
        return new WorldOptions(new Values(values.link, values.buffer, values.shortTransfers, values.anyOrder,
                values.spurious, values.leaks, values.nanos, turns));
    }
}
