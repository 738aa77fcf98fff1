package dev.millrace.sched;

/** The rule of {@link FairScheduler}. */
class StartTimeSiblings extends Siblings {
    private final ContenderHeap byStart = new ContenderHeap();
    /** The start of what runs, or ran last. */
    long now;
    /** The furthest that anyone has got. */
    private long furthest;

    @Override
    void enter(Contender child) {
        child.virtual = start(child);
        byStart.add(child, child.virtual);
    }

    /** Returns where a child enters that was idle. */
    long start(Contender child) {
        return Contender.later(now, child.virtual);
    }

    @Override
    void leave(Contender child) {
        byStart.remove(child);
        if (byStart.isEmpty()) {
            now = furthest;
        }
    }

    @Override
    Contender first() {
        Contender first = byStart.first();
        now = first.virtual;
        return first;
    }

    @Override
    void charge(Contender child, long nanos) {
        if (!child.active) {
            child.virtual = start(child);
        }
        child.advance(nanos);
        furthest = Contender.later(furthest, child.virtual);
        if (child.active) {
            byStart.change(child, child.virtual);
        } else if (byStart.isEmpty()) {
            now = furthest;
        }
    }

    @Override
    boolean isEmpty() {
        return byStart.isEmpty();
    }
}
