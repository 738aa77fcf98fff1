package dev.millrace.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Says of a task in one line where it is: for reports of programs that do not end. */
final class Whereabouts {
    private static final Set<String> OURS = Set.of("dev.millrace", "dev.millrace.task", "dev.millrace.loop",
            "dev.millrace.io", "dev.millrace.net", "dev.millrace.sync", "dev.millrace.time", "dev.millrace.threads",
            "dev.millrace.flow", "dev.millrace.inspect");

    private Whereabouts() {
    }

    /** Returns a line for a main task, and one for each task of its program that has not ended. */
    static List<String> of(Task<?> task) {
        if (task.isDone()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(task.suspension()));
        for (Scoped each : task.root().scope().inside()) {
            if (each != task.suspension()) {
                lines.add(line((Suspension) each));
            }
        }
        return lines;
    }

    private static String line(Suspension each) {
        return each.task().name() + " " + what(each) + where(each);
    }

    private static String what(Suspension each) {
        if (each.thread == null) {
            return "has not begun";
        }
        if (each.isReady()) {
            return "is ready";
        }
        if (each.isBlocked()) {
            return "blocks outside of await";
        }
        if (each.isLeavingGroup()) {
            return "waits for the tasks of a group that it leaves";
        }
        return each.awaited() == null ? "runs" : "awaits " + each.awaited();
    }

    private static String where(Suspension each) {
        if (each.thread != null) {
            for (StackTraceElement frame : each.thread.getStackTrace()) {
                String type = frame.getClassName();
                int dot = type.lastIndexOf('.');
                boolean ours = dot > 0 && OURS.contains(type.substring(0, dot));
                if (!ours && !type.startsWith("java.") && !type.startsWith("jdk.")) {
                    return " at " + type + "." + frame.getMethodName() + "(" + frame.getFileName() + ":"
                            + frame.getLineNumber() + ")";
                }
            }
        }
        return "";
    }
}
