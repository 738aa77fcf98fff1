package dev.millrace.testkit.explore;

import dev.millrace.testkit.schedule.Deviation;
import dev.millrace.testkit.schedule.Run;
import dev.millrace.testkit.schedule.Trace;
import java.util.Objects;
import java.util.Optional;

/**
 * A schedule that fails.
 *
 * @param tries how many schedules were run until it was found, itself included
 * @param first the run that was found
 * @param shrunk the run that is left of it: it fails in the same way
 * @param nearest the schedule nearest to that which passes, if one was found
 */
public record Finding(int tries, Run first, Run shrunk, Optional<Nearest> nearest) {

    /**
     * A run that passes, and the one deviation by which it differs from one that fails.
     *
     * @param run the run that passes
     * @param difference the deviation that only one of the two has
     * @param inPassing whether that is the one that passes
     */
    public record Nearest(Run run, Deviation difference, boolean inPassing) {
        /** Makes the other side of a finding. */
        public Nearest {
            Objects.requireNonNull(run, "run");
            Objects.requireNonNull(difference, "difference");
        }
    }

    /** Makes a finding. */
    public Finding {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(shrunk, "shrunk");
        Objects.requireNonNull(nearest, "nearest");
    }

    /** Returns the line that {@link dev.millrace.testkit.Simulation#replay} takes. */
    public String replay() {
        return shrunk.schedule().toString();
    }

    /** Returns what a person wants to know, in lines. */
    public String report() {
        StringBuilder text = new StringBuilder();
        text.append("schedule ").append(tries).append(" fails: ")
                .append(shrunk.outcome().failure().map(Throwable::toString).orElse(shrunk.outcome().category()))
                .append("\nreplay: Simulation.replay(\"").append(replay()).append("\", program)")
                .append("\nwhat ran:\n").append(shrunk.trace());
        nearest.ifPresent(other -> text.append("\nit passes ").append(other.inPassing ? "with " : "without ")
                .append(other.difference).append(difference(other.run.trace())));
        return text.toString();
    }

    private String difference(Trace passing) {
        int index = shrunk.trace().firstDifference(passing);
        return index < 0 || index >= passing.steps().size() ? "" : ", where instead of step " + index + " this runs:\n"
                + passing.describe(index);
    }
}
