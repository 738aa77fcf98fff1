package dev.millrace.inspect;

import dev.millrace.loop.EventLoop;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The stack of the thread that uses a loop, as text. */
final class Stack {
    private Stack() {
    }

    static String of(EventLoop loop) {
        return loop.core().user().map(thread -> "\n" + thread + inLines(thread.getStackTrace())).orElse("");
    }

    static String inLines(StackTraceElement... stack) {
        return Arrays.stream(stack).map(frame -> "\n    at " + frame).collect(Collectors.joining());
    }
}
