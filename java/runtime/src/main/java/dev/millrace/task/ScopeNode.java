package dev.millrace.task;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;

/** The place of a cancel scope in the tree of scopes, which spans tasks, and the cancel that is seen there. */
abstract sealed class ScopeNode permits CancelScope {
    private CancelScope parent;
    /** The children: a linked list, in the order in which they were entered, for that is how they are cancelled. */
    private CancelScope firstChild;
    private CancelScope lastChild;
    private CancelScope previous;
    private CancelScope next;
    /** The task that has entered it. */
    private Scoped owner;
    boolean shield;
    /** Why this scope itself was cancelled; null if it was not. */
    String reason;
    /** The outermost scope whose cancel is seen here, through no shield; null if none is. */
    CancelScope origin;

    final CancelScope parent() {
        return parent;
    }

    final Scoped owner() {
        return owner;
    }

    final boolean isEffective() {
        return origin != null;
    }

    /** Returns the outermost scope whose cancel is seen here; null if none is. */
    final CancelScope origin() {
        return origin;
    }

    final String reason() {
        return reason;
    }

    final CancelScope seenOrigin(CancelScope self) {
        ScopeNode outer = parent;
        if (!shield && outer != null && outer.origin != null) {
            return outer.origin;
        }
        return reason == null ? null : self;
    }

    final void link(CancelScope self, Scoped entered, CancelScope around) {
        owner = entered;
        parent = around;
        if (around != null) {
            ScopeNode outer = around;
            previous = outer.lastChild;
            if (previous == null) {
                outer.firstChild = self;
            } else {
                ((ScopeNode) previous).next = self;
            }
            outer.lastChild = self;
        }
    }

    final void unlink() {
        ScopeNode outer = parent;
        if (outer != null) {
            if (previous == null) {
                outer.firstChild = next;
            } else {
                ((ScopeNode) previous).next = next;
            }
            if (next == null) {
                outer.lastChild = previous;
            } else {
                ((ScopeNode) next).previous = previous;
            }
        }
        // A scope that somebody keeps must not keep its former neighbours.
        parent = null;
        previous = null;
        next = null;
    }

    /** Notes the children as scopes that may see a different cancel now. */
    final void updateChildren(Cancellation cancellation) {
        for (CancelScope child = firstChild; child != null; child = ((ScopeNode) child).next) {
            cancellation.update(child);
        }
    }

    /** Returns whether that task has entered this scope or one around it. */
    final boolean isInside(Scoped other) {
        ScopeNode each = this;
        while (each != null && each.owner != other) {
            each = each.parent;
        }
        return each != null;
    }

    /** Returns the tasks that have entered the scopes below, each once. */
    final Set<Scoped> inside() {
        Set<Scoped> inside = new LinkedHashSet<>();
        ArrayDeque<ScopeNode> scopes = new ArrayDeque<>();
        scopes.add(this);
        for (ScopeNode each; (each = scopes.poll()) != null;) {
            for (ScopeNode child = each.firstChild; child != null; child = child.next) {
                scopes.add(child);
                inside.add(child.owner);
            }
        }
        return inside;
    }
}
