package dev.millrace.loop;

import dev.millrace.loop.Watch.Watches;
import dev.millrace.sched.Share;
import dev.millrace.sys.Clock;
import dev.millrace.sys.Platform;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The event loop: takes what is ready, lets it run, asks the system what else is ready, and sleeps when nothing is.
 *
 * <p>{@link #turn} is the whole of it, in five phases. <b>Phases complete, steps run.</b> In the inbox, timer and
 * hand-out phases only the runtime's own code runs: it takes submissions, fires timers, tries the parked operation of a
 * reported descriptor, and makes steps ready. User code runs in the run phase alone. So whatever a phase made ready
 * runs before the next poll: an echo and a sleep take one poll each. At most one quantum and one step pass between two
 * polls (plus 8 steps while only one share is in use, because the clock is not read after every one then).
 *
 * <p>{@link #run} makes turns until {@link #stop}; a program with a loop of its own, or a test, calls {@link #turn}.
 * The loop belongs to the thread inside a turn; between turns, to the thread that drove it last, and at first to the
 * one that made it. Any other is refused with an {@link IllegalStateException}, except in {@link #execute},
 * {@link #stop} and {@link #close}.
 */
public final class EventLoop implements Executor, AutoCloseable {
    private static final long FOREVER = -1;
    /** How many rounds {@link #close} gives to watches that were added by watches. */
    private static final int CLOSING_ROUNDS = 1000;

    private final Platform platform;
    private final Clock clock;
    private final LoopThread thread = new LoopThread();
    private final LoopState state;
    final TimerQueue timers = new TimerQueue();
    private final Registry registry;
    private final Watches watches = new Watches(thread::check);
    private final Turn turn;
    private final LoopCore core;
    private volatile boolean closing;

    /** Makes a loop with the default options. */
    public EventLoop(Platform platform) {
        this(platform, LoopOptions.DEFAULT);
    }

    /** Makes a loop. It owns the platform from now on. */
    public EventLoop(Platform platform, LoopOptions options) {
        LoopObserver observer = GuardedObserver.of(options.observer(), thread);
        this.platform = ObservedPlatform.of(platform, observer);
        this.clock = platform.clock();
        long quantum = Timer.nanos(options.quantum());
        ReadySteps ready = new ReadySteps(options.scheduler().get(), clock, observer, quantum);
        this.state = new LoopState(thread, ready, platform.poller()::wakeup, options);
        this.registry = new Registry(state, this.platform);
        this.turn = new Turn(state, timers, registry, watches, this.platform.poller(), clock, observer, quantum);
        this.core = new LoopCore(state, turn, timers, registry, watches, clock);
    }

    // ------------------------------------------------------------------ driving

    /**
     * Makes one turn: takes the inbox, fires timers, runs the steps that are ready, polls, hands readiness out.
     *
     * @param maxWaitNanos how long the poll may wait if no step is ready and no timer due; 0 does not wait, negative
     *     waits without limit
     * @return whether the loop goes on: false if {@link #stop} was called, which ends its program
     * @throws IllegalStateException if the loop is being driven or is closed, or if this thread drives another loop or
     *     is virtual
     * @throws VirtualMachineError what a step threw, if it is {@linkplain LoopCore#isFatal fatal}; the loop can be
     *     driven on
     */
    public boolean turn(long maxWaitNanos) {
        thread.drive();
        try {
            turn.make(maxWaitNanos, true);
            return !turn.stopping;
        } finally {
            turn.stopping = false;
            thread.endDrive();
        }
    }

    /**
     * Makes turns, at least one, until {@link #stop} is called; the loop can be run again afterwards. Throws what
     * {@link #turn} throws.
     */
    public void run() {
        thread.drive();
        try {
            for (boolean first = true; first || !turn.stopping; first = false) {
                turn.make(FOREVER, first);
            }
        } finally {
            turn.stopping = false;
            thread.endDrive();
        }
    }

    /**
     * Makes {@link #run} return after this turn (or after the next one, if the loop is not running). May be called from
     * any thread. The turn skips its poll, unless it is the first of its run: a run makes at least one poll.
     */
    public void stop() {
        if (thread.isInside()) {
            turn.stopping = true;
        } else {
            // A closed loop is not running, so a stop that it refuses is not lost.
            state.submit(new Submission(() -> turn.stopping = true));
        }
    }

    // ------------------------------------------------------------------ tasks and timers

    /**
     * Runs a task on the loop; may be called from any thread. Tasks from one thread run in the order in which it
     * submitted them. What is accepted runs, at the latest while the loop closes.
     *
     * @throws RejectedExecutionException if the loop is closed; the task will not run
     */
    @Override
    public void execute(Runnable task) {
        Objects.requireNonNull(task, "task");
        if (!state.submit(new Submission(task))) {
            throw new RejectedExecutionException("the loop is closed");
        }
    }

    /** Makes a timer that is not armed. */
    public Timer timer(Runnable action) {
        return new Timer(state, timers, clock, Objects.requireNonNull(action, "action"), false);
    }

    /** Returns the deadline {@code delay} from now, in nanoseconds on the loop's clock; it never overflows. */
    public long deadline(Duration delay) {
        return clock.nanoTime() + Timer.nanos(delay);
    }

    /**
     * Returns the loop as those see it who bring their own descriptors, streams or coroutines to it. Programs do not
     * need it.
     */
    public LoopCore core() {
        return core;
    }

    /**
     * Returns the share that a program's steps belong to unless they are put into another one. Shares for parts of a
     * program are its {@linkplain Share#child children}.
     */
    public Share share() {
        return state.ready.root();
    }

    /** Returns how many timers are armed. */
    public int armedTimers() {
        checkThread();
        return timers.size();
    }

    /** Returns the platform that the loop runs on. */
    public Platform platform() {
        return platform;
    }

    /** Returns whether the calling thread is the one that may use the loop now. */
    public boolean isLoopThread() {
        return thread.isCurrent();
    }

    /**
     * Refuses every thread but the loop's: for the first line of a method that only the loop's thread may call.
     *
     * @throws IllegalStateException if the calling thread may not use the loop now
     */
    public void checkThread() {
        thread.check();
    }

    /** Returns whether {@link #close} has begun. */
    public boolean isClosed() {
        return closing;
    }

    /**
     * Ends the loop: refuses new submissions, runs what was accepted, closes every descriptor in its care (operations
     * waiting on one complete, as closed), and closes the platform. Timers are dropped. Closing again does nothing.
     *
     * <p>Any platform thread may close a loop that is not running.
     *
     * @throws IllegalStateException if the loop is running, or this thread is virtual; nothing has happened then
     */
    @Override
    public void close() {
        if (thread.isClosed() || closing && thread.isInside()) {
            return;
        }
        thread.takeToClose();
        closing = true;
        try {
            timers.clear();
            state.closeInbox();
            turn.runLeftOver();
            registry.closeAll();
            turn.runLeftOver();
            for (int round = 0; round < CLOSING_ROUNDS && watches.fireAll(); round++) {
                turn.runLeftOver();
            }
        } finally {
            try {
                // A fatal error in a step may have kept the first call from being reached.
                registry.closeAll();
            } finally {
                try {
                    platform.close();
                } finally {
                    thread.closed();
                }
            }
        }
    }
}
