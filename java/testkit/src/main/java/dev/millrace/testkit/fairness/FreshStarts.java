package dev.millrace.testkit.fairness;

import dev.millrace.testkit.fairness.TraceEvent.Kind;
import dev.millrace.testkit.fairness.Violation.Guarantee;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures how far apart siblings get that have had something to run since all of them were idle. Whatever was before,
 * they begin equal; so between two of them only one step too many can be seen, not two.
 */
final class FreshStarts implements Meter {
    private final Trace trace;
    private final Backlog backlog;
    private final Map<Optional<TracedShare>, Level> levels = new HashMap<>();
    private final Map<TracedShare, Violation> violations = new LinkedHashMap<>();

    FreshStarts(Trace trace, Backlog backlog) {
        this.trace = trace;
        this.backlog = backlog;
    }

    /** The children of one parent, since all were idle. */
    private static final class Level {
        /** What each has got that was there before the first charge, per unit of weight. */
        private final Map<TracedShare, Double> got = new HashMap<>();
        private boolean charged;
        private int since;
    }

    /** Returns the first violation of each share that is behind. */
    List<Violation> violations() {
        return List.copyOf(violations.values());
    }

    private Level level(TracedShare share) {
        return levels.computeIfAbsent(share.parent(), any -> new Level());
    }

    @Override
    public void opened(TracedShare share, int event) {
        Level level = level(share);
        boolean alone = backlog.siblings(share).stream().noneMatch(other -> other != share && backlog.isOpen(other));
        // A change of weight closes a share and opens it again, and it is not idle in between.
        boolean idle = trace.events().get(event).kind() != Kind.WEIGHT;
        if (alone && idle) {
            level.got.clear();
            level.charged = false;
            level.since = event;
        }
        if (idle && !level.charged) {
            level.got.put(share, 0.0);
        }
    }

    @Override
    public void closed(TracedShare share, int event) {
        level(share).got.remove(share);
    }

    @Override
    public void charged(TracedShare share, long nanos, int event) {
        Level level = level(share);
        level.charged = true;
        double part = (double) nanos / backlog.weight(share);
        if (level.got.computeIfPresent(share, (any, work) -> work + part) != null) {
            double own = level.got.get(share);
            level.got.forEach((other, work) -> compare(level, share, other, own - work, event));
        }
    }

    private void compare(Level level, TracedShare ahead, TracedShare behind, double apart, int event) {
        double bound = backlog.longestPerWeight(ahead);
        if (!new PairFairness(ahead, behind, apart, bound, level.since, event).holds()) {
            violations.putIfAbsent(behind, new Violation(Guarantee.FRESH_START, behind + " beside " + ahead, apart,
                    bound, trace.events().subList(level.since, event + 1)));
        }
    }
}
