package dev.millrace.sched;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A class of steps with a weight: under contention siblings get time in proportion to their weights, whatever the
 * number of their steps. Shares nest. What a share gets is divided between its children and its own steps, which
 * together stand beside the children as one of them, of the {@link #DEFAULT_WEIGHT}.
 *
 * <p>A step belongs to the share of whoever made it, unless it is put into another one. A share is used by one loop
 * only, on its thread.
 */
public final class Share implements Claim {
    /** The weight of a share that nobody gave another. */
    public static final int DEFAULT_WEIGHT = 100;
    /** The largest weight. */
    public static final int MAX_WEIGHT = 10_000;
    private static final Duration MAX_REQUEST = Duration.ofHours(1);

    private final String name;
    private final Share parent;
    private int weight = DEFAULT_WEIGHT;
    private long requestNanos = 1_000_000;
    /** What a {@link TreeScheduler} keeps of it; null until a step of it, or of a child, first becomes ready. */
    Contender node;

    private final DelayHistogram delays = new DelayHistogram();
    private long steps;
    private long nanos;
    private int backlog;

    /** Makes a share without a parent, of the default weight; the name is for reports. */
    public Share(String name) {
        this(name, null);
    }

    private Share(String name, Share parent) {
        this.name = Objects.requireNonNull(name, "name");
        this.parent = parent;
    }

    /**
     * Makes a share within this one.
     *
     * @throws IllegalArgumentException if the weight is not between 1 and {@link #MAX_WEIGHT}
     */
    public Share child(String childName, int childWeight) {
        Share child = new Share(childName, this);
        child.weight(childWeight);
        return child;
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /** Returns the share that this one is a part of, if there is one. */
    public Optional<Share> parent() {
        return Optional.ofNullable(parent);
    }

    /** Returns the weight. */
    @Override
    public int weight() {
        return weight;
    }

    /**
     * Changes the weight; what is charged from now on counts by the new one.
     *
     * @throws IllegalArgumentException if it is not between 1 and {@link #MAX_WEIGHT}
     */
    public void weight(int newWeight) {
        if (newWeight < 1 || newWeight > MAX_WEIGHT) {
            throw new IllegalArgumentException("weight " + newWeight + " is not between 1 and " + MAX_WEIGHT);
        }
        weight = newWeight;
    }

    /** Returns how much time the share asks for at once, in nanoseconds: see {@link #request}. */
    @Override
    public long requestNanos() {
        return requestNanos;
    }

    /**
     * Declares how much time the share asks for at once; a millisecond by default. An {@link EevdfScheduler} serves a
     * smaller request sooner, and gives it no more time for that: latency apart from weight. Others do not heed it.
     *
     * @throws IllegalArgumentException if it is not positive, or more than an hour
     */
    public void request(Duration time) {
        if (time.isNegative() || time.isZero() || time.compareTo(MAX_REQUEST) > 0) {
            throw new IllegalArgumentException("a request of " + time + " is not between 1 ns and " + MAX_REQUEST);
        }
        requestNanos = time.toNanos();
    }

    // ------------------------------------------------------------------ what it got

    /** Returns what the share's own steps have got until now; those of its children count for the children. */
    public ShareStatistics statistics() {
        return new ShareStatistics(steps, Duration.ofNanos(nanos), backlog, delays.copy());
    }

    /** Counts a step of this share as ready. For whoever drives a scheduler: the loop. */
    public void readied() {
        backlog++;
    }

    /** Counts a ready step as taken back. For whoever drives a scheduler. */
    public void takenBack() {
        backlog--;
    }

    /** Counts a ready step as begun, so many nanoseconds after it became ready. For whoever drives a scheduler. */
    public void began(long delayNanos) {
        backlog--;
        steps++;
        delays.add(delayNanos);
    }

    /** Counts time that steps of this share took. For whoever drives a scheduler. */
    public void took(long stepNanos) {
        nanos += stepNanos;
    }

    @Override
    public String toString() {
        return "share " + path();
    }

    private String path() {
        return parent == null ? name : parent.path() + "/" + name;
    }
}
