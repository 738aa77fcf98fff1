package dev.millrace.sched;

/** Who takes turns with its siblings: its accounts. */
class Contender {
    /** Virtual time has so many bits behind the point: nanoseconds per unit of weight are not whole numbers. */
    static final int FRACTION_BITS = 10;

    private final Claim claim;
    /** Whether it is among its siblings, having something to run. */
    boolean active;
    /** How far it has got in virtual time, which may wrap around: only differences count. */
    long virtual;
    /** What charges have left over, a fraction of a unit of virtual time, times the weight. */
    private long rest;
    /** When its request will have been served, in virtual time; for {@link EevdfSiblings}. */
    long deadline;
    /** The weight by which {@link EevdfSiblings} counts it at the moment. */
    int counted;
    /** By what a {@link NodeHeap} orders it, and where it stands there. */
    long key;
    long order;
    int index = -1;

    Contender(Claim claim) {
        this.claim = claim;
    }

    final Claim claim() {
        return claim;
    }

    /** Advances by what a charge is for this weight. What does not divide is kept, so no charge is lost by rounding. */
    void advance(long nanos) {
        long amount = (nanos << FRACTION_BITS) + rest;
        int weight = claim.weight();
        virtual += amount / weight;
        rest = amount % weight;
    }

    /** Sets the deadline of a new request. */
    void renewDeadline() {
        deadline = virtual + (claim.requestNanos() << FRACTION_BITS) / claim.weight();
    }

    /** Returns the later of two moments of virtual time. */
    static long later(long one, long other) {
        return one - other >= 0 ? one : other;
    }
}
