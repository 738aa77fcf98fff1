package dev.millrace;

import dev.millrace.loop.EventLoop;
import dev.millrace.sys.Platform;
import dev.millrace.task.Cancelled;
import dev.millrace.task.Future;
import java.time.Duration;
import java.util.function.Function;

/** Runs asynchronous programs: puts a platform, a loop and a main function together. */
public final class Millrace {

    private Millrace() {
    }

    /** Opens a loop on the operating system with the default options; the caller drives and closes it. */
    public static EventLoop open() {
        return open(Options.DEFAULT);
    }

    /** Opens a loop on the operating system; the caller drives and closes it. */
    public static EventLoop open(Options options) {
        return options.open(Platform.system());
    }

    /** Runs a program with the default options: as {@link #run(Options, Function)}. */
    public static <T> T run(Function<? super EventLoop, ? extends Future<T>> main) {
        return run(Options.DEFAULT, main);
    }

    /**
     * Runs a program in callback style on a loop of its own, on the calling thread, until the future that main returns
     * has ended. Then the loop closes, with every descriptor that is left.
     *
     * @param main begins the program, as the first step of the loop
     * @return the future's value
     * @throws Cancelled if the future was cancelled
     * @throws RuntimeException (or an Error) what main threw or the future failed with, a checked one wrapped in
     *     {@link java.util.concurrent.CompletionException}
     * @throws IllegalStateException if the calling thread drives a loop already
     */
    public static <T> T run(Options options, Function<? super EventLoop, ? extends Future<T>> main) {
        try (EventLoop loop = open(options)) {
            // By a timer: if the loop cannot be run, closing it drops the timer, and the program does not begin.
            Future<T> ended = Future.sleep(loop, Duration.ZERO).flatMap(now -> main.apply(loop));
            ended.onDone(done -> loop.stop());
            loop.run();
            return ended.value();
        }
    }
}
