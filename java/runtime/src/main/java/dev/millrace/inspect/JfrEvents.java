package dev.millrace.inspect;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** The events of {@link JfrObserver}. Stack traces are off because they would cost more than the events. */
final class JfrEvents {
    private static final String CATEGORY = "Millrace";

    private JfrEvents() {
    }

    @Name("dev.millrace.Turn")
    @Label("Turn")
    @Description("One iteration of a loop, until the next one begins")
    @Category(CATEGORY)
    @StackTrace(false)
    static final class Turn extends Event {
        @Label("Number")
        long number;
        @Label("Steps Run")
        long steps;
        @Label("Waited")
        @Description("How much of it the poll took")
        @Timespan(Timespan.NANOSECONDS)
        long waited;
    }

    @Name("dev.millrace.Poll")
    @Label("Poll")
    @Description("A loop has asked the system what is ready")
    @Category(CATEGORY)
    @StackTrace(false)
    static final class Poll extends Event {
        @Label("Timeout")
        @Description("How long it was allowed to wait")
        @Timespan(Timespan.NANOSECONDS)
        long timeout;
        @Label("Waited")
        @Timespan(Timespan.NANOSECONDS)
        long waited;
        @Label("Reports")
        int reports;
    }

    @Name("dev.millrace.Step")
    @Label("Step")
    @Description("One run of a task or callback, from resume to suspend")
    @Category(CATEGORY)
    @StackTrace(false)
    static final class StepRun extends Event {
        @Label("Step")
        @Description("The task or callback")
        String step;
        @Label("Identity")
        @Description("Tells those of the same name apart")
        int identity;
        @Label("Share")
        String share;
    }

    @Name("dev.millrace.SystemCall")
    @Label("System Call")
    @Category(CATEGORY)
    @StackTrace(false)
    static final class SystemCall extends Event {
        @Label("Call")
        String call;
        @Label("Descriptor")
        int descriptor;
        @Label("Result")
        int result;
        @Label("Error")
        @Description("The name of the error; empty if there was none")
        String error;
    }

    @Name("dev.millrace.Park")
    @Label("Park")
    @Description("A task was suspended, and waits")
    @Category(CATEGORY)
    @StackTrace(false)
    static final class Park extends Event {
        @Label("Task")
        String task;
        @Label("Identity")
        @Description("Tells those of the same name apart")
        int identity;
        @Label("Awaits")
        String awaits;
    }

    @Name("dev.millrace.Wake")
    @Label("Wake")
    @Description("A task that waited is ready to go on")
    @Category(CATEGORY)
    @StackTrace(false)
    static final class Wake extends Event {
        @Label("Task")
        String task;
        @Label("Identity")
        @Description("Tells those of the same name apart")
        int identity;
    }
}
