package dev.millrace.testkit.fairness;

import dev.millrace.loop.LoopObserver;
import dev.millrace.sched.Share;
import dev.millrace.sched.Step;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Traces a loop, simulated or real. To be given to the loop's options; a step's cost is the time from its begin to its
 * end by the clock given here, so use the loop's own.
 *
 * <pre>{@code
 * TraceObserver observer = new TraceObserver(platform.clock()::nanoTime, 100_000);
 * Millrace.run(platform, Options.DEFAULT.withObserver(observer), main);
 * Fairness fairness = Fairness.of(observer.trace());
 * }</pre>
 *
 * <p>It takes up to the limit of events, each some 50 bytes, keeps their steps reachable, and then stops tracing. A
 * share that has children besides its own steps is traced with a child named "own" for them, of the default weight.
 */
public final class TraceObserver implements LoopObserver {
    private final LongSupplier clock;
    private final int limit;
    private final Trace.Builder trace = new Trace.Builder();
    private final Map<Share, Place> places = new IdentityHashMap<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final long start;
    private boolean running;
    private boolean full;

    /** Where a share stands in the trace. */
    private static final class Place {
        final TracedShare share;
        /** Where its own steps are: in itself, until it has a child. */
        TracedShare own;
        int weight;

        Place(TracedShare share, int weight) {
            this.share = share;
            this.own = share;
            this.weight = weight;
        }
    }

    /**
     * Makes an observer.
     *
     * @param nanos the loop's clock, in nanoseconds; the trace begins at 0 now
     * @param limit how many events are traced at the most
     */
    public TraceObserver(LongSupplier nanos, int limit) {
        this.clock = nanos;
        this.limit = limit;
        this.start = nanos.getAsLong();
    }

    /** Returns what has been traced until now. */
    public Trace trace() {
        return trace.build();
    }

    /** Returns whether the limit was reached: what came later is not in the trace. */
    public boolean isFull() {
        return full;
    }

    @Override
    public void stepReady(Step step) {
        if (goesOn() && !trace.isReady(step)) {
            trace.ready(step, place(step.share()).own);
        }
    }

    @Override
    public void stepTakenBack(Step step) {
        if (goesOn() && trace.isReady(step)) {
            trace.removed(step);
        }
    }

    @Override
    public void stepStarted(Step step) {
        if (goesOn() && trace.isReady(step)) {
            trace.began(step);
            running = true;
        }
    }

    @Override
    public void stepEnded(Step step) {
        if (running && goesOn()) {
            place(step.share());
            trace.ended(step, trace.now() - trace.runningSince());
        }
        running = false;
    }

    /** Sets the clock of the trace. Returns whether there is room for an event and those that it needs. */
    private boolean goesOn() {
        full |= trace.size() >= limit;
        trace.advanceTo(clock.getAsLong() - start);
        return !full;
    }

    /** Finds a share, and notes new weights from it upwards. */
    private Place place(Share share) {
        Place place = places.get(share);
        if (place == null) {
            place = join(share);
            places.put(share, place);
        } else if (place.weight != share.weight()) {
            place.weight = share.weight();
            trace.weight(place.share, place.weight);
        }
        share.parent().ifPresent(this::place);
        return place;
    }

    private Place join(Share share) {
        Optional<Place> above = share.parent().map(this::place);
        above.ifPresent(parent -> {
            if (parent.own == parent.share) {
                parent.own = trace.share(unique(parent.share + "/", "own"), Share.DEFAULT_WEIGHT, parent.share);
            }
        });
        String name = unique(above.map(parent -> parent.share + "/").orElse(""), share.name());
        return new Place(above.map(parent -> trace.share(name, share.weight(), parent.share))
                .orElseGet(() -> trace.share(name, share.weight())), share.weight());
    }

    private String unique(String path, String name) {
        int others = names.merge(path + name, 1, Integer::sum) - 1;
        return others == 0 ? name : name + "#" + (others + 1);
    }
}
