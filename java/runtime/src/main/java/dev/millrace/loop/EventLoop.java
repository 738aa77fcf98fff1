package dev.millrace.loop;

import dev.millrace.loop.Watch.Watches;
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
 * hand-out phases only the runtime's own code runs: it takes submissions, fires timers, tries the parked operation of
 * a reported descriptor, and makes steps ready. User code runs in the run phase alone. So whatever a phase made ready
 * runs before the next poll: an echo and a sleep take one poll each. Between two polls at most one quantum and one step
 * pass (and 8 more steps, between two readings of the clock).
 *
 * <p>{@link #run} makes turns until {@link #stop}; a program with a loop of its own, or a test, calls {@link #turn}.
 * The loop belongs to the thread inside a turn; between turns, to the thread that drove it last, and at first to the
 * one that made it. Any other is refused with an {@link IllegalStateException}, except in {@link #execute},
 * {@link #stop} and {@link #close}.
 */
public final class EventLoop implements Executor, AutoCloseable {
    private static final long FOREVER = -1;
    /** How often {@link #close} lets reports of lost failures lead to others. */
    private static final int CLOSING_ROUNDS = 1000;

    private final Platform platform;
    private final Clock clock;
    private final LoopThread thread = new LoopThread();
    private final LoopCore core;
    final TimerQueue timers = new TimerQueue();
    private final Registry registry;
    private final Watches watches = new Watches(thread::check);
    private final Turn turn;
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
        ReadySteps ready = new ReadySteps(options.scheduler().get(), clock, quantum);
        this.core = new LoopCore(thread, ready, platform.poller()::wakeup, options);
        this.registry = new Registry(core, this.platform);
        this.turn = new Turn(core, timers, registry, watches, this.platform.poller(), clock, observer,
                quantum);
    }

    // ------------------------------------------------------------------ driving

    /**
     * Makes one turn: takes the inbox, fires timers, runs the steps that are ready, polls, hands readiness out.
     *
     * @param maxWaitNanos how long the poll may wait if no step is ready and no timer due; 0 only asks, negative waits
     *     without end
     * @throws IllegalStateException if the loop is driven already or closed, or if this thread drives another loop or
     *     is virtual
     * @throws VirtualMachineError what a step threw, if it {@linkplain #isFatal ends the loop}; it can be driven on
     */
    public void turn(long maxWaitNanos) {
        thread.drive();
        try {
            turn.make(maxWaitNanos, true);
        } finally {
            turn.stopping = false;
            thread.endDrive();
        }
    }

    /**
     * Makes turns until {@link #stop} is called, and at least one; it can be run again afterwards. Throws as turn does.
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
     * Makes {@link #run} return after this turn (or after the next one, if it is not running). From any thread. The
     * turn does not poll any more, unless it is the first of its run: a run makes at least one poll.
     */
    public void stop() {
        if (thread.isInside()) {
            turn.stopping = true;
        } else {
            // A loop that is closed is not running: nothing is lost when it takes no more.
            core.submit(new Submission(() -> turn.stopping = true));
        }
    }

    // ------------------------------------------------------------------ steps, timers, descriptors

    /**
     * Makes a step ready; if it is ready already it stays where it is. It runs in a run phase, never at once: in the
     * next one if this is called by a step, else in the one of this turn.
     */
    public void makeReady(LoopStep step) {
        core.makeReady(step);
    }

    /** Takes a step back that has not run yet; does nothing if it is not ready. */
    public void unready(LoopStep step) {
        core.unready(step);
    }

    /** Puts a step that is in no share yet into the share of the step that runs now. */
    public void adopt(LoopStep step) {
        core.ready.adopt(step);
    }

    /**
     * Runs a task on the loop, from any thread; those of one thread in the order in which it submitted them. What is
     * accepted runs, at the latest while the loop closes.
     *
     * @throws RejectedExecutionException if the loop is closed: then the task will not run
     */
    @Override
    public void execute(Runnable task) {
        Objects.requireNonNull(task, "task");
        if (!core.submit(new Submission(task))) {
            throw new RejectedExecutionException("the loop is closed");
        }
    }

    /** Makes a timer that is not armed. */
    public Timer timer(Runnable action) {
        return new Timer(core, timers, clock, Objects.requireNonNull(action, "action"), false);
    }

    /**
     * Makes a timer whose action runs in the timer phase itself. It is for the runtime's own short actions, which make
     * steps ready; user code belongs into a {@link #timer}.
     */
    public Timer phaseTimer(Runnable action) {
        return new Timer(core, timers, clock, Objects.requireNonNull(action, "action"), true);
    }

    /** Returns the deadline {@code delay} from now, in nanoseconds on the loop's clock; it never overflows. */
    public long deadline(Duration delay) {
        return clock.nanoTime() + Timer.nanos(delay);
    }

    /** Runs an action, in a turn, when an object has become unreachable, or else when the loop closes. */
    public Watch watch(Object watched, Runnable action) {
        checkThread();
        return watches.add(watched, () -> turn.runStep(new Submission(action)));
    }

    /** Reports a failure that nobody else can be told of. */
    public void report(String what, Throwable failure) {
        core.report(what, failure);
    }

    /** Makes a coroutine's thread the loop's, until {@link #unmount}: the driving one lends it its turn. */
    public void mount(Thread coroutine, Object task) {
        thread.mount(coroutine, task);
    }

    /** Marks the calling thread as a coroutine's: it can be mounted, and drives no loop itself. */
    public void belong() {
        thread.belong();
    }

    /** Makes the driving thread, which calls this, the loop's again. */
    public void unmount() {
        thread.unmount();
    }

    /** Returns what was mounted for the calling thread; null if it is not a coroutine that runs on this loop. */
    public Object mounted() {
        return thread.mounted();
    }

    /** The descriptors in the loop's care. */
    public Registry registry() {
        return registry;
    }

    /** What the loop stands on. */
    public Platform platform() {
        return platform;
    }

    /** Returns whether the calling thread is the one that may use the loop. */
    public boolean isLoopThread() {
        return thread.isCurrent();
    }

    /** Refuses every thread but the loop's. */
    public void checkThread() {
        thread.check();
    }

    /**
     * Returns whether an error that a step threw leaves {@link #run}: one that says that the VM itself is broken, or
     * any VirtualMachineError if the options say so.
     */
    public boolean isFatal(Throwable error) {
        return core.isFatal(error);
    }

    /** Throws an error that {@linkplain #isFatal ends the loop}; returns for every other. */
    public void throwIfFatal(Throwable error) {
        core.throwIfFatal(error);
    }

    /** Returns whether {@link #close} has begun. */
    public boolean isClosed() {
        return closing;
    }

    /**
     * Ends the loop: refuses new submissions, runs what was accepted, closes every descriptor in its care (whoever
     * waits on one is told), and releases the platform. Timers are dropped. Twice is once.
     *
     * <p>Any platform thread may close a loop that is not running.
     *
     * @throws IllegalStateException if the loop is running, or this thread is virtual: then nothing has happened
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
            core.closeInbox();
            turn.runLeftOver();
            registry.closeAll();
            turn.runLeftOver();
            for (int round = 0; round < CLOSING_ROUNDS && watches.fireAll(); round++) {
                turn.runLeftOver();
            }
        } finally {
            try {
                // Not reached above if an error of the VM left a step.
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
