package dev.millrace.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says of the tasks of a program where they are: for dumps, and for reports of programs that do not end. */
final class Whereabouts {
    private static final Set<String> OURS = Set.of("dev.millrace", "dev.millrace.task", "dev.millrace.loop",
            "dev.millrace.io", "dev.millrace.net", "dev.millrace.sync", "dev.millrace.time", "dev.millrace.threads",
            "dev.millrace.flow", "dev.millrace.inspect");

    private Whereabouts() {
    }

    /** Returns a line for a main task, and one for each task of its program that has not ended. */
    static List<String> of(Task<?> main) {
        return snapshots(main).stream().map(Whereabouts::line).toList();
    }

    /** Returns where a main task is, and every task of its program that has not ended. */
    static List<Coroutines.Snapshot> snapshots(Task<?> main) {
        if (main.isDone()) {
            return List.of();
        }
        List<Coroutines.Snapshot> all = new ArrayList<>();
        all.add(snapshot(main.suspension()));
        for (Scoped each : main.root().scope().inside()) {
            if (each != main.suspension()) {
                all.add(snapshot((Suspension) each));
            }
        }
        return all;
    }

    private static Coroutines.Snapshot snapshot(Suspension each) {
        Task<?> task = each.task();
        Coroutines.State state = state(each);
        boolean waits = state == Coroutines.State.SUSPENDED || state == Coroutines.State.LEAVING_GROUP;
        Optional<String> awaits = Optional.ofNullable(each.awaited()).map(Waits::inWords);
        MadeHere made = task.made();
        return new Coroutines.Snapshot(task, parent(task), state, waits ? awaits : Optional.empty(),
                waits ? Waits.on(each) : List.of(), each.since,
                each.thread == null ? List.of() : List.of(each.thread.getStackTrace()),
                made == null ? List.of() : List.of(made.getStackTrace()));
    }

    private static Optional<Task<?>> parent(Task<?> task) {
        return Optional.ofNullable(task.owner).map(group -> ((Suspension) group.scope().owner()).task());
    }

    static Coroutines.State state(Suspension each) {
        if (each.thread == null) {
            return Coroutines.State.NOT_BEGUN;
        }
        if (each.isReady()) {
            return Coroutines.State.READY;
        }
        if (each.isBlocked()) {
            return Coroutines.State.BLOCKED;
        }
        if (each.isLeavingGroup()) {
            return Coroutines.State.LEAVING_GROUP;
        }
        return each.awaited() == null ? Coroutines.State.RUNNING : Coroutines.State.SUSPENDED;
    }

    static String awaits(Suspension each) {
        return each.awaited() == null ? inWords(state(each)) : Waits.inWords(each.awaited());
    }

    static String inWords(Coroutines.State state) {
        return switch (state) {
            case NOT_BEGUN -> "has not begun";
            case READY -> "is ready";
            case RUNNING -> "runs";
            case SUSPENDED -> "is suspended";
            case LEAVING_GROUP -> "waits for the tasks of a group that it leaves";
            case BLOCKED -> "blocks outside of await";
        };
    }

    private static String line(Coroutines.Snapshot each) {
        return each.task().name() + " " + each.doing() + place(each.stack());
    }

    /** Returns the innermost line of the program's own code, with a word before; empty if there is none. */
    static String place(StackTraceElement... stack) {
        return place(List.of(stack));
    }

    static String place(List<StackTraceElement> stack) {
        for (StackTraceElement frame : stack) {
            String type = frame.getClassName();
            int dot = type.lastIndexOf('.');
            boolean ours = dot > 0 && OURS.contains(type.substring(0, dot));
            if (!ours && !type.startsWith("java.") && !type.startsWith("jdk.")) {
                return " at " + type + "." + frame.getMethodName() + "(" + frame.getFileName() + ":"
                        + frame.getLineNumber() + ")";
            }
        }
        return "";
    }
}
