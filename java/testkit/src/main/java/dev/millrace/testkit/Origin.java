package dev.millrace.testkit;

import java.lang.StackWalker.StackFrame;
import java.util.Set;

/** Finds the line of a program that calls. */
final class Origin {
    private static final Set<String> RUNTIME = Set.of("dev.millrace", "dev.millrace.task", "dev.millrace.loop",
            "dev.millrace.io", "dev.millrace.net");

    /** The classes of this package between a program and its sockets. */
    private static final Set<String> TESTKIT = Set.of("Origin", "SimulatedDescriptors", "SimulatedSockets", "Running",
            "Programs", "World", "Simulation");

    private Origin() {
    }

    /** Returns the innermost line that is not the runtime's, its simulation's or the JDK's; empty if there is none. */
    static String here() {
        return StackWalker.getInstance().walk(frames -> frames.filter(Origin::isProgram).findFirst())
                .map(frame -> frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName() + ":"
                        + frame.getLineNumber() + ")").orElse("");
    }

    private static boolean isProgram(StackFrame frame) {
        String type = frame.getClassName();
        int dot = Math.max(0, type.lastIndexOf('.'));
        return !RUNTIME.contains(type.substring(0, dot)) && !type.startsWith("java.") && !type.startsWith("jdk.")
                && !TESTKIT.contains(type.substring(dot == 0 ? 0 : dot + 1).replaceFirst("\\$.*", ""));
    }
}
