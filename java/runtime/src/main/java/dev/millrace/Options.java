package dev.millrace;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.FailureHandler;
import dev.millrace.loop.LoopObserver;
import dev.millrace.loop.LoopOptions;
import dev.millrace.sched.Scheduler;
import dev.millrace.sys.Platform;
import dev.millrace.task.Coroutines;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a program runs: the settings of its loop, and what its tasks are made of. {@link #DEFAULT} is right for most; the
 * {@code with} methods make a changed copy.
 */
public final class Options {
    /**
     * A quantum of 100 microseconds, fair between shares, nobody watching, failures logged, the best coroutines this
     * JDK has.
     */
    public static final Options DEFAULT = new Options(LoopOptions.DEFAULT, Coroutines::best, Optional.empty());

    private final LoopOptions loop;
    /** Asked when a program with tasks starts: what is best may not be available where no task is ever started. */
    private final Supplier<Coroutines> coroutines;
    private final Optional<String> management;

    private Options(LoopOptions loop, Supplier<Coroutines> coroutines, Optional<String> management) {
        this.loop = loop;
        this.coroutines = coroutines;
        this.management = management;
    }

    /** Returns how long steps may run before the poller is asked again. */
    public Duration quantum() {
        return loop.quantum();
    }

    /**
     * Sets how long steps may run before the poller is asked again. A shorter quantum answers I/O sooner; a longer one
     * polls less often.
     *
     * @throws IllegalArgumentException if the time is not positive
     */
    public Options withQuantum(Duration time) {
        return withLoop(loop.withQuantum(time));
    }

    /** Returns who watches the loop. */
    public LoopObserver observer() {
        return loop.observer();
    }

    /** Sets who watches the loop. */
    public Options withObserver(LoopObserver watcher) {
        return withLoop(loop.withObserver(watcher));
    }

    /** Returns who is told of failures that nobody else can be told of. */
    public FailureHandler failures() {
        return loop.failures();
    }

    /** Sets who is told of failures that nobody else can be told of. */
    public Options withFailures(FailureHandler handler) {
        return withLoop(loop.withFailures(handler));
    }

    /** Returns what makes the scheduler of a loop. */
    public Supplier<? extends Scheduler> scheduler() {
        return loop.scheduler();
    }

    /** Sets what makes the scheduler, which decides the ready step that runs next; each loop gets one of its own. */
    public Options withScheduler(Supplier<? extends Scheduler> factory) {
        return withLoop(loop.withScheduler(factory));
    }

    /** Returns what tasks are made of: what was set, or else the best kind this JDK has. */
    public Coroutines coroutines() {
        return coroutines.get();
    }

    /** Sets what tasks are made of. */
    public Options withCoroutines(Coroutines kind) {
        Objects.requireNonNull(kind, "coroutines");
        return new Options(loop, () -> kind, management);
    }

    /** Returns whether every VirtualMachineError ends the program. */
    public boolean virtualMachineErrorsFatal() {
        return loop.virtualMachineErrorsFatal();
    }

    /**
     * Sets whether every VirtualMachineError that a step throws ends the program. By default only an InternalError or
     * UnknownError does; an OutOfMemoryError or StackOverflowError fails the step or task that threw it.
     */
    public Options withVirtualMachineErrorsFatal(boolean fatal) {
        return withLoop(loop.withVirtualMachineErrorsFatal(fatal));
    }

    /** Returns whether futures and tasks note where they were made. */
    public boolean debug() {
        return loop.debug();
    }

    /**
     * Sets whether futures and tasks note where they were made, which takes a stack trace each: dumps, and reports of
     * failures that nobody looked at and of tasks that were left pending, then say so.
     */
    public Options withDebug(boolean on) {
        return withLoop(loop.withDebug(on));
    }

    /** Returns the name under which JMX shows the program; empty if it does not. */
    public Optional<String> management() {
        return management;
    }

    /**
     * Shows each program that runs on a loop of its own to JMX, under a name, until it ends: see
     * {@link dev.millrace.inspect.ProgramMXBean}. It needs the module {@code java.management}.
     */
    public Options withManagement(String name) {
        return new Options(loop, coroutines, Optional.of(name));
    }

    private Options withLoop(LoopOptions changed) {
        return new Options(changed, coroutines, management);
    }

    EventLoop open(Platform platform) {
        return new EventLoop(platform, loop);
    }
}
