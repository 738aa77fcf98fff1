package dev.millrace.lab;

import dev.millrace.Millrace;
import dev.millrace.loop.EventLoop;
import dev.millrace.sys.Signals.Kind;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** What the lab's programs do when their process gets a signal, for as long as their loop is open. */
final class BySignal {
    /** What a shell adds to the number of the signal that ended a process. */
    private static final int ENDED = 128;
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;

    private BySignal() {
    }

    /**
     * Ends a program on SIGINT or SIGTERM: the first in good order, a second one at once.
     *
     * @param end begins the end, on the loop; it is told the name of the signal
     */
    static void end(EventLoop loop, Consumer<String> end) {
        AtomicBoolean signalled = new AtomicBoolean();
        handle(loop, Kind.SIGINT, () -> end(loop, signalled, end, Kind.SIGINT, SIGINT));
        handle(loop, Kind.SIGTERM, () -> end(loop, signalled, end, Kind.SIGTERM, SIGTERM));
    }

    /** Prints the tasks of a loop's programs on SIGUSR1. */
    static void showTasks(Terminal terminal, EventLoop loop) {
        handle(loop, Kind.SIGUSR1, () -> {
            terminal.err().print(Millrace.dump(loop));
            terminal.err().flush();
        });
    }

    private static void end(EventLoop loop, AtomicBoolean signalled, Consumer<String> end, Kind kind, int number) {
        if (!signalled.compareAndSet(false, true)) {
            Runtime.getRuntime().halt(ENDED + number);
        }
        try {
            loop.execute(() -> end.accept(kind.name()));
        } catch (RejectedExecutionException e) {
            // The loop is closed: this is the end already.
        }
    }

    /** Runs the action on the thread of the signal: the loop may be what does not go on. */
    private static void handle(EventLoop loop, Kind kind, Runnable action) {
        try {
            loop.platform().signals().subscribe(kind, Runnable::run, action);
        } catch (UnsupportedOperationException e) {
            // The JVM was told to leave signals alone (-Xrs): they have the system's effect.
        }
    }
}
