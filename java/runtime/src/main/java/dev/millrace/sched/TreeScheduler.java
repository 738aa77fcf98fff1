package dev.millrace.sched;

/**
 * A tree of shares. The steps of a share come out in the order of adding; which share's turn it is, is decided from the
 * root down by the rule of each level. While only one share has ever been seen, this is a FIFO and keeps no accounts.
 */
abstract class TreeScheduler implements Scheduler {
    /** How many steps may run before the clock is read while there is nothing to account for. */
    private static final int STEPS_OF_ONE_SHARE = 8;

    private final Node root = new Node(this, null, null);
    /** The leaf of the only share seen until now; null if there is none, or more. */
    private Node only;
    private boolean several;
    /** The leaf that gave the last step, until that is charged: it has something to run still. */
    private Node serving;
    private int size;

    TreeScheduler() {
        root.children = siblings();
    }

    /** Makes the rule for the children of one share. */
    abstract Siblings siblings();

    // ------------------------------------------------------------------ steps

    @Override
    public final void add(Step step) {
        Node leaf = leafOf(step.share());
        leaf.steps.add(step);
        size++;
        if (several) {
            enter(leaf);
        }
    }

    @Override
    public final Step next() {
        if (size == 0) {
            return null;
        }
        size--;
        if (!several) {
            serving = only;
            return only.steps.next();
        }
        settle();
        Node node = root;
        while (node.children != null) {
            node = (Node) node.children.first();
        }
        serving = node;
        return node.steps.next();
    }

    @Override
    public final void remove(Step step) {
        Node leaf = ((Node) step.share().node).own;
        leaf.steps.remove(step);
        size--;
        if (several && leaf != serving) {
            leaveIfDone(leaf);
        }
    }

    @Override
    public final boolean isEmpty() {
        return size == 0;
    }

    @Override
    public final int stepsPerReading() {
        return several ? 1 : STEPS_OF_ONE_SHARE;
    }

    @Override
    public final void charge(Share share, long nanos) {
        Node leaf = leafOf(share);
        if (!several) {
            serving = null;
            return;
        }
        for (Node node = leaf; node != root; node = node.parent) {
            node.parent.children.charge(node, nanos);
        }
        settle();
        leaveIfDone(leaf);
    }

    /** Ends the service of the leaf that gave the last step. */
    private void settle() {
        Node leaf = serving;
        serving = null;
        if (leaf != null) {
            leaveIfDone(leaf);
        }
    }

    private void enter(Node leaf) {
        for (Node node = leaf; node != root && !node.active; node = node.parent) {
            node.active = true;
            node.parent.children.enter(node);
        }
    }

    private void leaveIfDone(Node leaf) {
        for (Node node = leaf; node != root && node.active && !node.hasWork(); node = node.parent) {
            node.active = false;
            node.parent.children.leave(node);
        }
    }

    // ------------------------------------------------------------------ shares

    private Node leafOf(Share share) {
        Node node = (Node) share.node;
        if (node == null) {
            node = join(share);
        } else if (node.owner != this) {
            throw new IllegalArgumentException(share + " is used by another loop: make one for each");
        }
        return node.own;
    }

    private Node join(Share share) {
        Node parent = share.parent().map(this::inner).orElse(root);
        Node node = new Node(this, parent, share);
        node.steps = new FifoScheduler();
        share.node = node;
        if (only == null && !several) {
            only = node;
        } else {
            beginAccounts();
        }
        return node;
    }

    /** Makes a share an inner node, which has children; its own steps become one of them. */
    private Node inner(Share share) {
        leafOf(share);
        Node node = (Node) share.node;
        if (node.children == null) {
            beginAccounts();
            node.branch(siblings());
            if (serving == node) {
                serving = node.own;
            }
        }
        return node;
    }

    /** From now on it matters what each share has got. */
    private void beginAccounts() {
        several = true;
        if (only != null && (only.hasWork() || serving == only)) {
            enter(only);
        }
        only = null;
    }
}
