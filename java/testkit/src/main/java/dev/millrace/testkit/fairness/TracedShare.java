package dev.millrace.testkit.fairness;

import java.util.Objects;
import java.util.Optional;

/**
 * A share of a trace. Its weight is not here, because that may change: {@link Trace.Builder#weight} says when.
 *
 * @param number counts the shares of a trace from 0, parents before their children
 * @param name for reports
 * @param parent the share it is a part of; empty if it is at the top
 */
public record TracedShare(int number, String name, Optional<TracedShare> parent) {
    /** Makes a share. */
    public TracedShare {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(parent, "parent");
    }

    /** Returns the names from the top down, with slashes between them. */
    @Override
    public String toString() {
        return parent.map(above -> above + "/" + name).orElse(name);
    }
}
