package dev.millrace;

import dev.millrace.inspect.Dump;
import dev.millrace.inspect.Management;
import dev.millrace.loop.EventLoop;
import dev.millrace.sys.Platform;
import dev.millrace.sys.VirtualThreads;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs programs: puts a platform, a loop and a main function together.
 *
 * <p>{@code run} is for programs of straight-line code, whose main is a task; {@code runCallbacks} is for programs in
 * callback style. Every form runs a program in the same way, whether its platform is the operating system or simulated.
 */
public final class Millrace {

    private Millrace() {
    }

    // ------------------------------------------------------------------ loops

    /** Opens a loop on the operating system with the default options; the caller drives and closes it. */
    public static EventLoop open() {
        return open(Options.DEFAULT);
    }

    /** Opens a loop on the operating system; the caller drives and closes it. */
    public static EventLoop open(Options options) {
        return open(Platform.system(), options);
    }

    /** Opens a loop on a platform, which the loop owns from now on; the caller drives and closes the loop. */
    public static EventLoop open(Platform platform, Options options) {
        return options.open(platform);
    }

    // ------------------------------------------------------------------ straight-line code

    /** Runs a program with the default options: as {@link #run(Options, Callable)}. */
    public static <T> T run(Callable<T> main) {
        return run(Options.DEFAULT, main);
    }

    /** Runs a program without a value: as {@link #run(Callable)}. */
    public static void run(Task.Body main) {
        run(Options.DEFAULT, main);
    }

    /** Runs a program on the operating system: as {@link #run(Platform, Options, Callable)}. */
    public static <T> T run(Options options, Callable<T> main) {
        return runCallbacks(options, inTask(options::coroutines, main));
    }

    /** Runs a program without a value: as {@link #run(Options, Callable)}. */
    public static void run(Options options, Task.Body main) {
        run(options, withoutValue(main));
    }

    /**
     * Runs a program of straight-line code on a loop of its own, as its main task, until it has returned and nothing is
     * left of it: tasks of the root group are cancelled and awaited. Then the loop closes, and the platform with it.
     *
     * <p>The calling thread drives the loop. If it is a virtual one, which cannot, a platform thread does, and this one
     * waits.
     *
     * @param platform what the program runs on: the operating system, or a simulated host
     * @return what main returned
     * @throws java.util.concurrent.CancellationException if main was cancelled
     * @throws RuntimeException (or an Error) what main, or a task of the root group, failed with, a checked failure
     *     wrapped in {@link CompletionException}
     * @throws IllegalStateException if the calling thread drives a loop already or is a task's, or if the loop was
     *     stopped before main had ended
     */
    public static <T> T run(Platform platform, Options options, Callable<T> main) {
        return runCallbacks(platform, options, inTask(options::coroutines, main));
    }

    /** Runs a program without a value: as {@link #run(Platform, Options, Callable)}. */
    public static void run(Platform platform, Options options, Task.Body main) {
        run(platform, options, withoutValue(main));
    }

    /**
     * Runs a program on a loop that is open, which stays open afterwards: otherwise as
     * {@link #run(Platform, Options, Callable)}. Main begins after whatever was submitted to the loop before.
     *
     * @param coroutines what the program's tasks are made of
     * @throws IllegalStateException also if the loop is another thread's, or closed
     */
    public static <T> T run(EventLoop loop, Coroutines coroutines, Callable<T> main) {
        return runCallbacks(loop, inTask(() -> coroutines, main));
    }

    // ------------------------------------------------------------------ callback style

    /** Runs a program with the default options: as {@link #runCallbacks(Options, Function)}. */
    public static <T> T runCallbacks(Function<? super EventLoop, ? extends Future<T>> main) {
        return runCallbacks(Options.DEFAULT, main);
    }

    /** Runs a program on the operating system: as {@link #runCallbacks(Platform, Options, Function)}. */
    public static <T> T runCallbacks(Options options, Function<? super EventLoop, ? extends Future<T>> main) {
        return runOwnLoop(Platform::system, options, main);
    }

    /**
     * Runs a program in callback style on a loop of its own until the future that main returns has ended. Then the loop
     * closes, with every descriptor that is left, and the platform with it. Which thread drives the loop, and what is
     * thrown, is as in {@link #run(Platform, Options, Callable)}.
     *
     * @param main begins the program, as the first step of the loop
     * @return the future's value
     */
    public static <T> T runCallbacks(Platform platform, Options options,
            Function<? super EventLoop, ? extends Future<T>> main) {
        Objects.requireNonNull(platform, "platform");
        return runOwnLoop(() -> platform, options, main);
    }

    /**
     * Runs a program on a loop that is open, which stays open afterwards, until the future that main returns has ended.
     * Main begins after whatever was submitted to the loop before.
     *
     * @return the future's value
     * @throws IllegalStateException if the loop is another thread's, or closed, or was stopped before the future had
     *     ended; if the calling thread drives a loop already or is a task's
     */
    public static <T> T runCallbacks(EventLoop loop, Function<? super EventLoop, ? extends Future<T>> main) {
        refuseInTask();
        return new Program<T>(loop, main).run();
    }

    // ------------------------------------------------------------------ seeing what it does

    /**
     * Returns the tasks of the calling task's loop as a tree, with what each awaits and since when; deadlocks are named
     * first. It takes the stack of every task, so it is slow.
     *
     * @throws IllegalStateException outside of a task
     */
    public static String dump() {
        return Dump.of(Task.current().loop()).tree();
    }

    /**
     * Returns the tasks of a loop as a tree: as {@link #dump()}, from any thread. The loop takes the dump itself. If it
     * has not answered within a second, the text says so, with the stack of the step that stalls it.
     */
    public static String dump(EventLoop loop) {
        return Dump.ask(loop, Duration.ofSeconds(1), Dump::tree);
    }

    // ------------------------------------------------------------------ what they share

    private static <T> Function<EventLoop, Future<T>> inTask(Supplier<Coroutines> coroutines, Callable<T> main) {
        Objects.requireNonNull(main, "main");
        return loop -> TaskGroup.main(loop, coroutines.get(), main);
    }

    private static Callable<Void> withoutValue(Task.Body main) {
        Objects.requireNonNull(main, "main");
        return () -> {
            main.run();
            return null;
        };
    }

    private static void refuseInTask() {
        if (Task.inTask()) {
            throw new IllegalStateException("a program runs already, and this is one of its tasks: start another task");
        }
    }

    /** The platform is opened only where nothing is refused any more: it would stay open. */
    private static <T> T runOwnLoop(Supplier<Platform> platform, Options options,
            Function<? super EventLoop, ? extends Future<T>> main) {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(main, "main");
        refuseInTask();
        Supplier<T> run = () -> {
            try (EventLoop loop = open(platform.get(), options)) {
                return options.management().isPresent()
                        ? runShown(loop, options.management().get(), main)
                        : runCallbacks(loop, main);
            }
        };
        return VirtualThreads.isCurrentVirtual() ? onPlatformThread(run) : run.get();
    }

    /** Apart, because the class that it needs does not load where JMX is not there. */
    private static <T> T runShown(EventLoop loop, String name,
            Function<? super EventLoop, ? extends Future<T>> main) {
        Management shown = Management.register(loop, name);
        try {
            return runCallbacks(loop, main);
        } finally {
            shown.close();
        }
    }

    private static <T> T onPlatformThread(Supplier<T> run) {
        CompletableFuture<T> result = new CompletableFuture<>();
        new Thread(() -> {
            try {
                result.complete(run.get());
            } catch (Throwable e) {
                // What was thrown may be a CompletionException itself, and has to arrive as it is.
                result.completeExceptionally(new CompletionException(e));
            }
        }, "millrace-loop").start();
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
