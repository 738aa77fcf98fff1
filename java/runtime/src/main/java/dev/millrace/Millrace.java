package dev.millrace;

import dev.millrace.loop.EventLoop;
import dev.millrace.sys.Platform;
import dev.millrace.sys.VirtualThreads;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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

    /** Runs a program of straight-line code with the default options: as {@link #run(Options, Callable)}. */
    public static <T> T run(Callable<T> main) {
        return run(Options.DEFAULT, main);
    }

    /** Runs a program without a value with the default options: as {@link #run(Options, Callable)}. */
    public static void run(Task.Body main) {
        run(Options.DEFAULT, main);
    }

    /** Runs a program without a value: as {@link #run(Options, Callable)}. */
    public static void run(Options options, Task.Body main) {
        run(options, () -> {
            main.run();
            return null;
        });
    }

    /**
     * Runs a program of straight-line code on a loop of its own, as its main task, until it has returned and nothing is
     * left of it: tasks of the root group are cancelled and awaited. The calling thread drives the loop; if it is a
     * virtual one, which cannot, a platform thread does, and this one waits.
     *
     * @return what main returned
     * @throws java.util.concurrent.CancellationException if main was cancelled
     * @throws RuntimeException (or an Error) what main, or a task of the root group, failed with, a checked failure
     *     wrapped in {@link java.util.concurrent.CompletionException}
     * @throws IllegalStateException if the calling thread drives a loop already or is a task's, or if the loop was
     *     stopped before main had ended
     */
    public static <T> T run(Options options, Callable<T> main) {
        return runCallbacks(options, loop -> TaskGroup.main(loop, options.coroutines().get(), main));
    }

    /** Runs a program in callback style with the default options: as {@link #runCallbacks(Options, Function)}. */
    public static <T> T runCallbacks(Function<? super EventLoop, ? extends Future<T>> main) {
        return runCallbacks(Options.DEFAULT, main);
    }

    /**
     * Runs a program in callback style on a loop of its own until the future that main returns has ended. Then the loop
     * closes, with every descriptor that is left. Which thread drives it, and what is thrown, is as in
     * {@link #run(Options, Callable)}.
     *
     * @param main begins the program, as the first step of the loop
     * @return the future's value
     */
    public static <T> T runCallbacks(Options options, Function<? super EventLoop, ? extends Future<T>> main) {
        if (Task.inTask()) {
            throw new IllegalStateException("a program runs already, and this is one of its tasks: start another task");
        }
        return VirtualThreads.isCurrentVirtual() ? driveElsewhere(options, main) : drive(options, main);
    }

    private static <T> T driveElsewhere(Options options, Function<? super EventLoop, ? extends Future<T>> main) {
        CompletableFuture<T> result = new CompletableFuture<>();
        new Thread(() -> {
            try {
                result.complete(drive(options, main));
            } catch (Throwable e) {
                // What was thrown may be a CompletionException itself, and has to arrive as it is.
                result.completeExceptionally(new CompletionException(e));
            }
        }, "millrace-loop").start();
        return joined(result);
    }

    private static <T> T drive(Options options, Function<? super EventLoop, ? extends Future<T>> main) {
        try (EventLoop loop = open(options)) {
            // By a timer: if the loop cannot be run, closing it drops the timer, and the program does not begin.
            Future<T> ended = Future.sleep(loop, Duration.ZERO).flatMap(now -> main.apply(loop));
            ended.onDone(done -> loop.stop());
            loop.run();
            if (!ended.isDone()) {
                throw new IllegalStateException("the loop was stopped before the program had ended");
            }
            return ended.value();
        }
    }

    /** As the thread that drove would have thrown it. */
    private static <T> T joined(CompletableFuture<T> result) {
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        }
    }
}
