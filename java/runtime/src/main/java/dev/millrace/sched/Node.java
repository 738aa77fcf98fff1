package dev.millrace.sched;

/**
 * A place in the tree of a {@link TreeScheduler}: a share, or a share's own steps. A leaf has steps. An inner one has
 * children, and is never a leaf again.
 */
final class Node extends Contender {
    /** Whose tree it is in. */
    final Object owner;
    /** Null if this is the root of the tree. */
    final Node parent;
    /** The steps of a leaf, the oldest first; null in an inner node. */
    FifoScheduler steps;
    /** The children that have something to run; null in a leaf. */
    Siblings children;
    /** Where a share's own steps are: here, until it has a child. */
    Node own = this;

    Node(Object owner, Node parent, Claim claim) {
        super(claim);
        this.owner = owner;
        this.parent = parent;
    }

    boolean hasWork() {
        return children == null ? !steps.isEmpty() : !children.isEmpty();
    }

    /** Makes this leaf an inner node; its steps become its first child. */
    void branch(Siblings rule) {
        Claim mine = claim();
        own = new Node(owner, this, new Claim() {
            @Override
            public int weight() {
                return Share.DEFAULT_WEIGHT;
            }

            @Override
            public long requestNanos() {
                return mine.requestNanos();
            }
        });
        own.steps = steps;
        steps = null;
        children = rule;
        if (active) {
            own.active = true;
            children.enter(own);
        }
    }
}
