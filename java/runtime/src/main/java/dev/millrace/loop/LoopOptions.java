package dev.millrace.loop;

import dev.millrace.sched.FairScheduler;
import dev.millrace.sched.Scheduler;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/** How a loop is set up. {@link #DEFAULT} is right for most; the {@code with} methods make a changed copy. */
public final class LoopOptions {
    /** A quantum of 100 microseconds, fair between shares, nobody watching, failures logged. */
    public static final LoopOptions DEFAULT = new LoopOptions();

    private Duration quantum = Duration.ofNanos(100_000);
    private Supplier<? extends Scheduler> scheduler = FairScheduler::new;
    private LoopObserver observer = LoopObserver.NONE;
    private FailureHandler failures = FailureHandler.logging();
    private boolean virtualMachineErrorsFatal;
    private boolean debug;

    private LoopOptions() {
    }

    private LoopOptions(LoopOptions from) {
        quantum = from.quantum;
        scheduler = from.scheduler;
        observer = from.observer;
        failures = from.failures;
        virtualMachineErrorsFatal = from.virtualMachineErrorsFatal;
        debug = from.debug;
    }

    /** Returns how long steps may run before the poller is asked again. */
    public Duration quantum() {
        return quantum;
    }

    /**
     * Sets how long steps may run before the poller is asked again.
     *
     * @throws IllegalArgumentException if the time is not positive
     */
    public LoopOptions withQuantum(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("quantum " + time + " is not positive");
        }
        LoopOptions changed = new LoopOptions(this);
        changed.quantum = time;
        return changed;
    }

    /** Returns the factory that makes a loop's scheduler. */
    public Supplier<? extends Scheduler> scheduler() {
        return scheduler;
    }

    /** Sets the factory that makes a loop's scheduler; each loop gets one of its own. */
    public LoopOptions withScheduler(Supplier<? extends Scheduler> factory) {
        LoopOptions changed = new LoopOptions(this);
        changed.scheduler = Objects.requireNonNull(factory, "scheduler");
        return changed;
    }

    /** Returns the loop's observer. */
    public LoopObserver observer() {
        return observer;
    }

    /** Sets the loop's observer. */
    public LoopOptions withObserver(LoopObserver watcher) {
        LoopOptions changed = new LoopOptions(this);
        changed.observer = Objects.requireNonNull(watcher, "observer");
        return changed;
    }

    /** Returns the handler of failures that nobody else can be told of. */
    public FailureHandler failures() {
        return failures;
    }

    /** Sets the handler of failures that nobody else can be told of. */
    public LoopOptions withFailures(FailureHandler handler) {
        LoopOptions changed = new LoopOptions(this);
        changed.failures = Objects.requireNonNull(handler, "failures");
        return changed;
    }

    /** Returns whether every VirtualMachineError leaves the loop's run. */
    public boolean virtualMachineErrorsFatal() {
        return virtualMachineErrorsFatal;
    }

    /**
     * Sets whether every VirtualMachineError that a step throws leaves the loop's run. By default only an InternalError
     * or UnknownError does; an OutOfMemoryError or StackOverflowError fails the step or task that threw it.
     */
    public LoopOptions withVirtualMachineErrorsFatal(boolean fatal) {
        LoopOptions changed = new LoopOptions(this);
        changed.virtualMachineErrorsFatal = fatal;
        return changed;
    }

    /** Returns whether futures and tasks note where they were made. */
    public boolean debug() {
        return debug;
    }

    /**
     * Sets whether futures and tasks note where they were made, which takes a stack trace each: reports of failures
     * that nobody looked at, and of tasks that were left pending, then say so.
     */
    public LoopOptions withDebug(boolean on) {
        LoopOptions changed = new LoopOptions(this);
        changed.debug = on;
        return changed;
    }
}
