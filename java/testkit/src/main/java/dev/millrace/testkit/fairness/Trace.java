package dev.millrace.testkit.fairness;

import dev.millrace.testkit.fairness.TraceEvent.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one thread's scheduler did: which steps became ready, when each of them ran, and what it cost. A trace comes
 * from a loop ({@code TraceObserver}), from a run in virtual time ({@code VirtualRun}), or from anybody's scheduler, by
 * hand:
 *
 * <pre>{@code
 * Trace.Builder trace = new Trace.Builder();
 * TracedShare reader = trace.share("reader", 3);
 * TracedShare writer = trace.share("writer", 1);
 * trace.ready("r", reader);
 * trace.ready("w", writer);
 * trace.began("w");
 * trace.ended("w", 100);
 * Fairness fairness = Fairness.of(trace.build());
 * }</pre>
 *
 * @param shares the shares, in the order of their numbers
 * @param events what happened, in its order
 */
public record Trace(List<TracedShare> shares, List<TraceEvent> events) {
    /** Makes a trace. A builder sees to it that its events fit each other. */
    public Trace {
        shares = List.copyOf(shares);
        events = List.copyOf(events);
    }

    /** Returns the events, one per line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (TraceEvent event : events) {
            text.append(event).append('\n');
        }
        return text.toString();
    }

    /**
     * Writes a trace down. Its clock stands still but for {@link #advanceTo} and for the time that a step is charged
     * with. One step runs at a time. A step may become ready again while it runs. For one thread.
     */
    public static final class Builder {
        private final List<TracedShare> shares = new ArrayList<>();
        private final List<TraceEvent> events = new ArrayList<>();
        private final Map<Object, TracedShare> ready = new HashMap<>();
        private final Set<String> names = new HashSet<>();
        /** The begin of the step that runs; null if none does. */
        private TraceEvent running;
        private long now;

        /** Makes a builder of a trace that begins at 0. */
        public Builder() {
        }

        /** Adds a share at the top. */
        public TracedShare share(String name, int weight) {
            return add(name, weight, Optional.empty());
        }

        /** Adds a share that is a part of another one. */
        public TracedShare share(String name, int weight, TracedShare parent) {
            return add(name, weight, Optional.of(parent));
        }

        private TracedShare add(String name, int weight, Optional<TracedShare> parent) {
            TracedShare share = new TracedShare(shares.size(), name, parent);
            check(names.add(share.toString()), "there are two shares named", share);
            shares.add(share);
            weight(share, weight);
            return share;
        }

        /** Gives a share another weight. */
        public void weight(TracedShare share, int weight) {
            if (weight < 1) {
                throw new IllegalArgumentException("weight " + weight + " of " + share);
            }
            events.add(new TraceEvent(Kind.WEIGHT, now, share, share, weight));
        }

        /** Returns the time, in nanoseconds. */
        public long now() {
            return now;
        }

        /** Lets time pass until the moment given, in nanoseconds; does nothing if that is not later than now. */
        public void advanceTo(long moment) {
            now = Math.max(now, moment);
        }

        /** A step becomes ready. */
        public void ready(Object step, TracedShare share) {
            check(ready.putIfAbsent(step, share) == null, "is ready already:", step);
            events.add(new TraceEvent(Kind.READY, now, share, step, 0));
        }

        /** Takes back a step that is ready. */
        public void removed(Object step) {
            events.add(new TraceEvent(Kind.REMOVED, now, noLongerReady(step), step, 0));
        }

        /** A ready step begins to run. */
        public void began(Object step) {
            check(running == null, "another step runs still:", step);
            running = new TraceEvent(Kind.BEGAN, now, noLongerReady(step), step, 0);
            events.add(running);
        }

        /**
         * Ends the step that runs and charges its share. The time becomes that of its begin and the charge, unless it
         * is later already.
         */
        public void ended(Object step, long nanos) {
            check(running != null && running.step().equals(step), "does not run:", step);
            if (nanos < 0) {
                throw new IllegalArgumentException(step + " cost " + nanos + " ns");
            }
            advanceTo(running.at() + nanos);
            events.add(new TraceEvent(Kind.ENDED, now, running.share(), step, nanos));
            running = null;
        }

        /** Returns whether the step is ready. */
        public boolean isReady(Object step) {
            return ready.containsKey(step);
        }

        /** Returns how many events there are. */
        public int size() {
            return events.size();
        }

        /** Returns when the step that runs began, or 0. */
        long runningSince() {
            return running == null ? 0 : running.at();
        }

        /** Returns what has been written down until now. */
        public Trace build() {
            return new Trace(shares, events);
        }

        private TracedShare noLongerReady(Object step) {
            TracedShare share = ready.remove(step);
            check(share != null, "is not ready:", step);
            return share;
        }

        private static void check(boolean holds, String otherwise, Object whose) {
            if (!holds) {
                throw new IllegalStateException(otherwise + " " + whose);
            }
        }
    }
}
