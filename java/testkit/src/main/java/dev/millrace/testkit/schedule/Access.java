package dev.millrace.testkit.schedule;

import java.util.Objects;

/**
 * What a step does to a marked variable, known before it runs.
 *
 * @param what the variable's name; empty if the step touches none
 * @param writes whether it may change it
 */
public record Access(String what, boolean writes) {
    /** Of a step that touches no marked variable, as far as anybody knows. */
    public static final Access NONE = new Access("", false);

    /** Makes an access. */
    public Access {
        Objects.requireNonNull(what, "what");
    }

    /** Returns whether the order of the two matters: they touch the same variable, and one writes. */
    public boolean conflicts(Access other) {
        return (writes || other.writes) && !what.isEmpty() && what.equals(other.what);
    }

    @Override
    public String toString() {
        return what.isEmpty() ? "" : (writes ? "writes " : "reads ") + what;
    }
}
