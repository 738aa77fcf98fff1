package dev.millrace.lab.gallery;

import dev.millrace.task.Task;
import java.util.Objects;

/**
 * A program with a bug.
 *
 * @param name what the command line calls it
 * @param body the main task; every run of it makes its own state
 * @param category what its failure is, as in {@link dev.millrace.testkit.schedule.Outcome#category}
 * @param failsNaturally whether the natural order shows the bug already
 */
public record Program(String name, Task.Body body, String category, boolean failsNaturally) {
    /** Makes a program. */
    public Program {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(category, "category");
    }

    @Override
    public String toString() {
        return name;
    }
}
