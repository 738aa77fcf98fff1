package dev.millrace.sched;

/** The rule of {@link EevdfScheduler}. */
class EevdfSiblings extends Siblings {
    /** Those that were not eligible when that was last asked, by their place. */
    private final ContenderHeap byPlace = new ContenderHeap();
    /** Those that were, by their deadline. */
    private final ContenderHeap byDeadline = new ContenderHeap();
    /** The average place is {@code base + offsets / weights}: the sum of w (v - base) over all, and the sum of w. */
    private long base;
    private long offsets;
    private long weights;

    @Override
    void enter(Contender child) {
        child.virtual = Contender.later(average(), child.virtual);
        child.renewDeadline();
        count(child);
        byPlace.add(child, child.virtual);
    }

    @Override
    void leave(Contender child) {
        // The last one leaves the average where it was itself.
        average();
        take(child);
        if (weights == 0) {
            base = child.virtual;
        }
    }

    @Override
    Contender first() {
        long average = average();
        for (Contender next; (next = byPlace.first()) != null && next.virtual - average <= 0;) {
            byPlace.remove(next);
            byDeadline.add(next, next.deadline);
        }
        Contender first = byDeadline.first();
        for (; first.virtual - average > 0; first = byDeadline.first()) {
            byDeadline.remove(first);
            byPlace.add(first, first.virtual);
        }
        return first;
    }

    @Override
    void charge(Contender child, long nanos) {
        if (!child.active) {
            child.virtual = Contender.later(average(), child.virtual);
            child.advance(nanos);
            return;
        }
        take(child);
        child.advance(nanos);
        if (child.virtual - child.deadline >= 0) {
            child.renewDeadline();
        }
        count(child);
        byPlace.add(child, child.virtual);
    }

    @Override
    boolean isEmpty() {
        return weights == 0;
    }

    /** The weight that counts is the one of now, until the child is taken out again. */
    private void count(Contender child) {
        child.counted = child.claim().weight();
        weights += child.counted;
        offsets += child.counted * (child.virtual - base);
    }

    private void take(Contender child) {
        (byPlace.holds(child) ? byPlace : byDeadline).remove(child);
        weights -= child.counted;
        offsets -= child.counted * (child.virtual - base);
    }

    /** Returns the average place, rounded down. The base follows it, so that the offsets stay small. */
    private long average() {
        if (weights != 0) {
            long whole = Math.floorDiv(offsets, weights);
            base += whole;
            offsets -= whole * weights;
        }
        return base;
    }
}
