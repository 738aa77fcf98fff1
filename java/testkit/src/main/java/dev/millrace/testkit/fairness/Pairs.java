package dev.millrace.testkit.fairness;

import java.util.ArrayList;
import java.util.List;

/** Measures how far apart the served work of siblings gets; one pass, whatever the number of intervals. */
final class Pairs implements Meter {
    private final Backlog backlog;
    /** By the numbers of both shares, the larger one first; null if they were never backlogged together. */
    private final Pair[][] pairs;

    Pairs(Backlog backlog, int shares) {
        this.backlog = backlog;
        pairs = new Pair[shares][];
        for (int i = 0; i < shares; i++) {
            pairs[i] = new Pair[i];
        }
    }

    @Override
    public void opened(TracedShare share, int event) {
        for (TracedShare other : backlog.siblings(share)) {
            if (backlog.isOpen(other) && other.number() != share.number()) {
                pair(share, other).start(event);
            }
        }
    }

    @Override
    public void charged(TracedShare share, long nanos, int event) {
        double work = (double) nanos / backlog.weight(share);
        for (TracedShare other : backlog.siblings(share)) {
            if (backlog.isOpen(other) && other.number() != share.number()) {
                pair(share, other).move(share, work, event);
            }
        }
    }

    private Pair pair(TracedShare one, TracedShare other) {
        if (one.number() < other.number()) {
            return pair(other, one);
        }
        Pair[] row = pairs[one.number()];
        if (row[other.number()] == null) {
            row[other.number()] = new Pair(one, other);
        }
        return row[other.number()];
    }

    List<PairFairness> results() {
        List<PairFairness> results = new ArrayList<>();
        for (Pair[] row : pairs) {
            for (Pair pair : row) {
                if (pair != null) {
                    results.add(pair.result(backlog));
                }
            }
        }
        return results;
    }

    /** The difference d of two siblings, since both have been backlogged; the measure is how far it ever moves. */
    private static final class Pair {
        private final TracedShare one;
        private final TracedShare other;
        private double d;
        private double least;
        private double most;
        private int leastAt;
        private int mostAt;
        private double worst;
        private int from;
        private int to;
        private boolean oneIsAhead;

        Pair(TracedShare one, TracedShare other) {
            this.one = one;
            this.other = other;
        }

        void start(int event) {
            d = 0;
            least = 0;
            most = 0;
            leastAt = event;
            mostAt = event;
        }

        void move(TracedShare charged, double work, int event) {
            d += charged.number() == one.number() ? work : -work;
            if (d - least > worst) {
                note(d - least, leastAt, event, true);
            }
            if (most - d > worst) {
                note(most - d, mostAt, event, false);
            }
            if (d <= least) {
                least = d;
                leastAt = event;
            }
            if (d >= most) {
                most = d;
                mostAt = event;
            }
        }

        private void note(double distance, int begin, int end, boolean ahead) {
            worst = distance;
            from = begin;
            to = end;
            oneIsAhead = ahead;
        }

        PairFairness result(Backlog backlog) {
            double bound = backlog.longestPerWeight(one) + backlog.longestPerWeight(other);
            return oneIsAhead ? new PairFairness(one, other, worst, bound, from, to)
                    : new PairFairness(other, one, worst, bound, from, to);
        }
    }
}
