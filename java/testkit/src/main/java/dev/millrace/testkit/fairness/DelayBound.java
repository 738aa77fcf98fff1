package dev.millrace.testkit.fairness;

import java.util.List;
import java.util.Optional;

/** How much work may be done before a step begins: the bound of {@link Violation.Guarantee#BOUNDED_DELAY}. */
final class DelayBound {
    private final Backlog backlog;

    /** Takes the charges and weights from a backlog that has walked through its trace. */
    DelayBound(Backlog backlog) {
        this.backlog = backlog;
    }

    /** Returns the bound for a step of the share with so much work of the share ahead of it, in nanoseconds. */
    double of(TracedShare share, long ahead) {
        double delay = ahead;
        for (Optional<TracedShare> each = Optional.of(share); each.isPresent(); each = each.get().parent()) {
            delay += ofSiblings(each.get(), delay);
        }
        return delay;
    }

    private double ofSiblings(TracedShare share, double ahead) {
        double virtual = ahead / backlog.leastWeight(share) + backlog.longestPerWeight(share);
        double sum = 0;
        List<TracedShare> siblings = backlog.siblings(share);
        for (TracedShare other : siblings) {
            if (other.number() != share.number() && backlog.longest(other) > 0) {
                sum += backlog.longest(other) + backlog.mostWeight(other) * virtual;
            }
        }
        return sum;
    }
}
