package dev.millrace.testkit;

import dev.millrace.testkit.schedule.Run;
import dev.millrace.testkit.schedule.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * A simulated run has failed. The message has the line that replays it and what ran; the cause is what was thrown, and
 * the stack trace is that of the cause.
 */
public final class FailedRun extends AssertionError {
    private static final long serialVersionUID = 1;
    /** A longer run is shown without its middle. */
    private static final int SHOWN = 100;

    private final transient Run run;

    /** Makes the failure of a run that has not passed. */
    FailedRun(Run run) {
        this(run, report(run));
    }

    /** Makes the failure of a run that has not passed, with a report of its own. */
    public FailedRun(Run run, String report) {
        super(report, run.outcome().failure().orElse(null));
        this.run = run;
        run.outcome().failure().ifPresent(failure -> setStackTrace(failure.getStackTrace()));
    }

    /** Returns the run. */
    public Run run() {
        return run;
    }

    private static String report(Run run) {
        List<String> lines = new ArrayList<>();
        lines.add(run.outcome().failure().map(Throwable::toString).orElse(run.outcome().category()));
        lines.add("replay: Simulation.replay(\"" + run.schedule() + "\", program)");
        lines.add("what ran:");
        Trace trace = run.trace();
        int size = trace.steps().size();
        for (int i = 0; i < size; i++) {
            if (size > SHOWN && i == SHOWN / 4) {
                lines.add("      ...");
                i = size - 3 * SHOWN / 4;
            }
            lines.add(trace.describe(i));
        }
        return String.join("\n", lines);
    }
}
