package dev.millrace.testkit.fairness;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Walks through a trace and tells meters when each share is backlogged: a step of it, or of a share within it, is ready
 * or runs. A share whose last step becomes ready again at the same instant, before any other begins, was backlogged
 * throughout.
 */
final class Backlog {
    private final Trace trace;
    private final List<Meter> meters = new ArrayList<>();
    private final List<List<TracedShare>> siblings = new ArrayList<>();
    private final int[] weight;
    private final int[] leastWeight;
    private final int[] mostWeight;
    private final int[] steps;
    private final boolean[] open;
    private final long[] longest;
    private final double[] longestPerWeight;
    /** Shares that have had nothing to run since {@link #leavingAt}. */
    private final List<TracedShare> leaving = new ArrayList<>();
    private long leavingAt;

    Backlog(Trace trace) {
        this.trace = trace;
        int shares = trace.shares().size();
        weight = new int[shares];
        leastWeight = new int[shares];
        mostWeight = new int[shares];
        steps = new int[shares];
        open = new boolean[shares];
        longest = new long[shares];
        longestPerWeight = new double[shares];
        for (TracedShare share : trace.shares()) {
            siblings.add(trace.shares().stream().filter(other -> other.parent().equals(share.parent())).toList());
        }
    }

    /** Returns the children of one parent that the share is one of; itself included. */
    List<TracedShare> siblings(TracedShare share) {
        return siblings.get(share.number());
    }

    int weight(TracedShare share) {
        return weight[share.number()];
    }

    int leastWeight(TracedShare share) {
        return leastWeight[share.number()];
    }

    int mostWeight(TracedShare share) {
        return mostWeight[share.number()];
    }

    boolean isOpen(TracedShare share) {
        return open[share.number()];
    }

    /** Returns the longest charge until now, in nanoseconds. */
    long longest(TracedShare share) {
        return longest[share.number()];
    }

    /** Returns the longest charge until now, each divided by the weight of its time. */
    double longestPerWeight(TracedShare share) {
        return longestPerWeight[share.number()];
    }

    /** Walks through the whole trace; once. */
    void walk(List<Meter> listening) {
        meters.addAll(listening);
        List<TraceEvent> events = trace.events();
        for (int i = 0; i < events.size(); i++) {
            TraceEvent event = events.get(i);
            if (event.at() > leavingAt) {
                settle(i);
            }
            take(event, i);
        }
        settle(events.size());
    }

    private void take(TraceEvent event, int index) {
        switch (event.kind()) {
            case READY -> enter(event.share(), index);
            case REMOVED -> leave(event);
            case BEGAN -> {
                settle(index);
                meters.forEach(meter -> meter.began(index));
            }
            case ENDED -> {
                charge(event, index);
                leave(event);
            }
            case WEIGHT -> {
                settle(index);
                weigh(event.share(), Math.toIntExact(event.amount()), index);
            }
        }
    }

    private void enter(TracedShare first, int index) {
        for (Optional<TracedShare> each = Optional.of(first); each.isPresent(); each = each.get().parent()) {
            TracedShare share = each.get();
            steps[share.number()]++;
            if (!open[share.number()]) {
                open(share, index);
            }
        }
    }

    private void open(TracedShare share, int index) {
        open[share.number()] = true;
        meters.forEach(meter -> meter.opened(share, index));
    }

    private void close(TracedShare share, int index) {
        open[share.number()] = false;
        meters.forEach(meter -> meter.closed(share, index));
    }

    private void leave(TraceEvent event) {
        for (Optional<TracedShare> each = Optional.of(event.share()); each.isPresent(); each = each.get().parent()) {
            if (--steps[each.get().number()] == 0) {
                leaving.add(each.get());
                leavingAt = event.at();
            }
        }
    }

    private void settle(int index) {
        for (TracedShare share : leaving) {
            if (steps[share.number()] == 0 && open[share.number()]) {
                close(share, index);
            }
        }
        leaving.clear();
    }

    private void charge(TraceEvent event, int index) {
        long nanos = event.amount();
        for (Optional<TracedShare> each = Optional.of(event.share()); each.isPresent(); each = each.get().parent()) {
            TracedShare share = each.get();
            int number = share.number();
            longest[number] = Math.max(longest[number], nanos);
            longestPerWeight[number] = Math.max(longestPerWeight[number], (double) nanos / weight[number]);
            meters.forEach(meter -> meter.charged(share, nanos, index));
        }
    }

    private void weigh(TracedShare share, int changed, int index) {
        int number = share.number();
        boolean first = weight[number] == 0;
        weight[number] = changed;
        leastWeight[number] = first ? changed : Math.min(leastWeight[number], changed);
        mostWeight[number] = Math.max(mostWeight[number], changed);
        if (open[number]) {
            close(share, index);
            open(share, index);
        }
    }
}
