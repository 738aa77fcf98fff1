package dev.millrace.lab.goker;

import dev.millrace.lab.gallery.Program;
import dev.millrace.task.Task;
import java.util.List;
import java.util.Objects;

/**
 * A bug that a Go project had, cut down to what it needs, and the same code without it.
 *
 * @param bug what kind of mistake it is
 * @param program the code with the bug
 * @param repaired the code without it
 * @param waiting the names of the tasks that never go on; none if the bug is no deadlock
 */
public record Kernel(Bug bug, Program program, Task.Body repaired, List<String> waiting) {
    /** The kinds of mistake, as GoBench divides them. */
    public enum Bug {
        /** Tasks wait for each other's locks, or one for its own. */
        RESOURCE_DEADLOCK,
        /** Tasks wait for messages or signals that never come. */
        COMMUNICATION_DEADLOCK,
        /** Some wait for locks, others for messages. */
        MIXED_DEADLOCK,
        /** What must be read or written together is not, or comes in the wrong order. */
        DATA_RACE,
        /** A channel is used before it is there, or after it is closed. */
        CHANNEL_MISUSE,
        /** A function uses a variable that goes on to change. */
        CAPTURED_VARIABLE,
        /** What counts the tasks that are left is changed too late, or too often. */
        COUNT_MISUSE
    }

    /** The code of a kernel, in both forms. */
    @FunctionalInterface
    interface Code {
        void run(boolean repaired) throws Exception;
    }

    /** Makes a kernel. */
    public Kernel {
        Objects.requireNonNull(bug, "bug");
        Objects.requireNonNull(program, "program");
        Objects.requireNonNull(repaired, "repaired");
        waiting = List.copyOf(waiting);
    }

    private static Kernel of(Bug bug, String name, Code code, String category, String... waiting) {
        return new Kernel(bug, new Program(name, () -> code.run(false), category, false), () -> code.run(true),
                List.of(waiting));
    }

    /** A kernel that ends with everything waiting, these tasks among it. */
    static Kernel deadlock(Bug bug, String name, Code code, String... waiting) {
        return of(bug, name, code, "deadlock", waiting);
    }

    /** A kernel in which a task asks for a lock that it has, which is refused at once. */
    static Kernel refused(String name, Code code) {
        return of(Bug.RESOURCE_DEADLOCK, name, code,
                "java.lang.IllegalStateException: the calling task has this lock: it would wait for itself");
    }

    /** A kernel in which a task waits for a lock that another one has kept when it ended. */
    static Kernel abandoned(String name, Code code, String hold) {
        return of(Bug.RESOURCE_DEADLOCK, name, code, "java.lang.IllegalStateException: nobody will release this lock:"
                + " its task has ended without closing " + hold);
    }

    /** A kernel in which a claim does not hold. */
    static Kernel wrong(Bug bug, String name, Code code, String otherwise) {
        return of(bug, name, code, "java.lang.AssertionError: " + otherwise);
    }

    /** A kernel that uses a channel after it is closed. */
    static Kernel closed(String name, Code code) {
        return of(Bug.CHANNEL_MISUSE, name, code,
                "dev.millrace.sync.ChannelClosedException: the channel is closed");
    }

    /** Says that the natural order shows the bug already. */
    Kernel naturally() {
        return new Kernel(bug, new Program(name(), program.body(), program.category(), true), repaired, waiting);
    }

    /** Returns the name that GoBench has for it. */
    public String name() {
        return program.name();
    }

    @Override
    public String toString() {
        return name();
    }
}
