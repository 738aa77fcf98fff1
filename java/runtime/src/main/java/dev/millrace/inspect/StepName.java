package dev.millrace.inspect;

import dev.millrace.sched.Step;
import dev.millrace.task.Task;

/** Names steps in reports. */
final class StepName {
    private StepName() {
    }

    /** Returns "Task" and its name, or how a callback calls itself. */
    static String of(Step step) {
        return Task.of(step).map(StepName::of).orElseGet(() -> inWords(step));
    }

    static String of(Task<?> task) {
        return "Task" + task.taskName().map(" "::concat).orElse("");
    }

    /** A callback calls itself by user code, which may throw. */
    private static String inWords(Step step) {
        try {
            return step.toString();
        } catch (RuntimeException | Error e) {
            return step.getClass().getName();
        }
    }
}
