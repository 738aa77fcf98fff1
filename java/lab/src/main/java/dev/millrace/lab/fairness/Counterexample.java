package dev.millrace.lab.fairness;

import dev.millrace.testkit.fairness.Violation;
import dev.millrace.testkit.fairness.Workload;
import java.util.Locale;

/**
 * A small workload in which a scheduler breaks a guarantee.
 *
 * @param workload the workload, one of {@link SmallWorkloads}
 * @param violation what happened
 */
public record Counterexample(Workload workload, Violation violation) {
    /** Returns it in short: the workload, what was measured, and the bound. */
    @Override
    public String toString() {
        return "`" + SmallWorkloads.inShort(workload) + "`: " + number(violation.measured()) + " > "
                + number(violation.bound());
    }

    static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.format(Locale.ROOT, "%.1f", value);
    }
}
