package dev.millrace.testkit.fairness;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the waits of a trace, in the order in which they began. */
final class Waits {
    private final Trace trace;
    private final List<Wait> waits = new ArrayList<>();
    private final Map<Object, Wait> open = new HashMap<>();
    private final int[] ranks;
    private final Begun[] begunOf;
    private int begun;
    private long work;

    private Waits(Trace trace) {
        this.trace = trace;
        ranks = new int[trace.shares().size()];
        begunOf = new Begun[ranks.length];
    }

    static List<Wait> of(Trace trace) {
        Waits found = new Waits(trace);
        found.find();
        found.measure();
        found.addAhead();
        return found.waits;
    }

    private void find() {
        Wait running = null;
        List<TraceEvent> events = trace.events();
        for (int i = 0; i < events.size(); i++) {
            TraceEvent event = events.get(i);
            switch (event.kind()) {
                case READY -> {
                    Wait wait = new Wait(event.step(), event.share(), i, ranks[event.share().number()]++);
                    wait.until = events.size();
                    waits.add(wait);
                    open.put(wait.step, wait);
                }
                case REMOVED -> {
                    Wait wait = open.remove(event.step());
                    wait.removed = true;
                    wait.until = i;
                }
                case BEGAN -> {
                    running = open.remove(event.step());
                    running.beganAt = i;
                    running.until = i;
                }
                case ENDED -> running.charge = event.amount();
                case WEIGHT -> { }
            }
        }
    }

    /** The second pass knows how many waits each share has. */
    private void measure() {
        for (int i = 0; i < ranks.length; i++) {
            begunOf[i] = new Begun(ranks[i]);
        }
        open.clear();
        int next = 0;
        List<TraceEvent> events = trace.events();
        for (int i = 0; i < events.size(); i++) {
            TraceEvent event = events.get(i);
            switch (event.kind()) {
                case READY -> {
                    Wait wait = waits.get(next++);
                    wait.nanos = -event.at();
                    wait.work = -work;
                    wait.passedOver = -begun;
                    open.put(wait.step, wait);
                }
                case REMOVED -> end(open.remove(event.step()), event.at());
                case BEGAN -> {
                    Wait wait = open.remove(event.step());
                    end(wait, event.at());
                    begunOf[wait.share.number()].add(wait.rank);
                    begun++;
                }
                case ENDED -> work += event.amount();
                case WEIGHT -> { }
            }
        }
        long last = events.isEmpty() ? 0 : events.get(events.size() - 1).at();
        open.values().forEach(wait -> end(wait, last));
    }

    private void end(Wait wait, long at) {
        wait.nanos += at;
        wait.work += work;
        wait.passedOver += begun;
        wait.overtaken = begunOf[wait.share.number()].above(wait.rank);
    }

    /** Adds up the charges of the share's steps that were ready or ran when a step became ready. */
    private void addAhead() {
        long[] pending = new long[ranks.length];
        int[] unknown = new int[ranks.length];
        Map<Object, Wait> ready = new HashMap<>();
        Wait running = null;
        int next = 0;
        for (TraceEvent event : trace.events()) {
            int share = event.share().number();
            switch (event.kind()) {
                case READY -> {
                    Wait wait = waits.get(next++);
                    wait.ahead = pending[share];
                    wait.aheadIsKnown = unknown[share] == 0;
                    ready.put(wait.step, wait);
                    pending[share] += Math.max(0, wait.charge);
                    unknown[share] += wait.charge < 0 && !wait.removed ? 1 : 0;
                }
                case REMOVED -> ready.remove(event.step());
                case BEGAN -> running = ready.remove(event.step());
                case ENDED -> pending[share] -= running.charge;
                case WEIGHT -> { }
            }
        }
    }

    /** Which ranks have begun: a binary indexed tree (P. M. Fenwick, 1994), so each question takes log n. */
    private static final class Begun {
        private final int[] sums;
        private int all;

        Begun(int ranks) {
            sums = new int[ranks + 1];
        }

        void add(int rank) {
            all++;
            for (int i = rank + 1; i < sums.length; i += i & -i) {
                sums[i]++;
            }
        }

        /** Returns how many have begun whose rank is above. */
        int above(int rank) {
            int upTo = 0;
            for (int i = rank + 1; i > 0; i -= i & -i) {
                upTo += sums[i];
            }
            return all - upTo;
        }
    }
}
