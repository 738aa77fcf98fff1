package dev.millrace.testkit.schedule;

import java.util.Objects;

/**
 * One simulated run of a program, from its first step to its end.
 *
 * @param outcome how it ended
 * @param schedule what it chose: replayed on the same program, it is the same run
 * @param trace what ran
 */
public record Run(Outcome outcome, Schedule schedule, Trace trace) {
    /** Makes a run. */
    public Run {
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(trace, "trace");
    }

    /** Returns the hash of its trace. */
    public long hash() {
        return trace.hash();
    }
}
