package dev.millrace.loop;

import dev.millrace.loop.Watch.Watches;
import dev.millrace.sys.Clock;
import dev.millrace.sys.Platform;
import dev.millrace.sys.ReadyBatch;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The event loop: takes what is ready, lets it run, asks the system what else is ready, and sleeps when nothing is.
 *
 * <p>{@link #turn} is the whole of it, in five phases. <b>Phases complete, steps run.</b> In the inbox, timer and
 * hand-out phases only the runtime's own code runs: it takes submissions, fires timers, tries the parked operation of a
 * reported descriptor, and makes steps ready. User code runs in the run phase alone. So whatever a phase made ready runs
 * before the next poll: an echo and a sleep take one poll each. Between two polls at most one quantum and one step pass
 * (and 8 more steps, between two readings of the clock).
 *
 * <p>{@link #run} makes turns until {@link #stop}; a program with a loop of its own, or a test, calls {@link #turn}. The
 * loop belongs to the thread inside a turn; between turns, to the thread that drove it last, and at first to the one
 * that made it. Any other is refused with an {@link IllegalStateException}, except in {@link #execute}, {@link #stop}
 * and {@link #close}.
 */
public final class EventLoop implements Executor, AutoCloseable {
    private static final int BATCH = 256;
    /** How many submissions become ready in one turn. */
    private static final int INBOX_BATCH = 1024;
    private static final long FOREVER = -1;
    /** How often {@link #close} lets steps make others ready. */
    private static final int CLOSING_ROUNDS = 1000;

    private final Platform platform;
    private final Clock clock;
    private final long quantum;
    private final LoopObserver observer;
    private final FailureHandler failures;
    private final boolean anyMachineErrorIsFatal;
    private final ReadySteps ready;
    final TimerQueue timers = new TimerQueue();
    private final ReadyBatch batch = new ReadyBatch(BATCH);
    private final Registry registry;
    private final Inbox inbox;
    private final LoopThread thread = new LoopThread();
    private final Watches watches = new Watches(thread::check);
    private volatile boolean closing;
    /** What was taken out of the inbox and is not ready yet, the oldest first. */
    private LoopStep backlog;
    /** Whether submissions from inside a turn must queue up behind earlier ones. */
    private boolean behind;
    private boolean stopping;
    private long turns;

    /** Makes a loop with the default options. */
    public EventLoop(Platform platform) {
        this(platform, LoopOptions.DEFAULT);
    }

    /** Makes a loop. It owns the platform from now on. */
    public EventLoop(Platform platform, LoopOptions options) {
        this.observer = GuardedObserver.of(options.observer(), thread);
        this.platform = ObservedPlatform.of(platform, observer);
        this.clock = platform.clock();
        this.quantum = Timer.nanos(options.quantum());
        this.failures = options.failures();
        this.anyMachineErrorIsFatal = options.virtualMachineErrorsFatal();
        this.ready = new ReadySteps(options.scheduler().get());
        this.registry = new Registry(this, this.platform);
        this.inbox = new Inbox(platform.poller()::wakeup);
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
            oneTurn(maxWaitNanos, true);
        } finally {
            stopping = false;
            thread.endDrive();
        }
    }

    /**
     * Makes turns until {@link #stop} is called, and at least one; it can be run again afterwards. Throws as turn does.
     */
    public void run() {
        thread.drive();
        try {
            for (boolean first = true; first || !stopping; first = false) {
                oneTurn(FOREVER, first);
            }
        } finally {
            stopping = false;
            thread.endDrive();
        }
    }

    /**
     * Makes {@link #run} return after this turn (or after the next one, if it is not running). From any thread. The
     * turn does not poll any more, unless it is the first of its run: a run makes at least one poll.
     */
    public void stop() {
        if (thread.isInside()) {
            stopping = true;
        } else {
            // A loop that is closed is not running: nothing is lost when it takes no more.
            inbox.offer(new Submission(() -> stopping = true));
        }
    }

    private void oneTurn(long maxWaitNanos, boolean mustPoll) {
        observer.turnStarted(++turns);
        takeInbox(INBOX_BATCH);
        fireTimers();
        runSteps(quantum);
        if (mustPoll || !stopping) {
            poll(stopping ? 0 : allowedWait(maxWaitNanos));
            handOut();
        }
        watches.drain();
    }

    /** Takes so many at a time: threads that submit without pause must not delay timers and readiness without end. */
    private void takeInbox(int most) {
        for (int taken = 0; taken < most; taken++) {
            if (backlog == null && (backlog = inbox.take()) == null) {
                behind = false;
                return;
            }
            LoopStep oldest = backlog;
            backlog = oldest.next;
            oldest.next = null;
            ready.add(oldest);
        }
        behind = true;
    }

    /** Timers that are armed meanwhile wait for the next time, however early they are due. */
    private void fireTimers() {
        if (!timers.isEmpty()) {
            long now = clock.nanoTime();
            long before = timers.sequence();
            for (Timer timer; (timer = timers.takeDue(now, before)) != null;) {
                timer.fire();
            }
        }
    }

    private void runSteps(long nanos) {
        ready.beginRun();
        try {
            int unread = 0;
            long start = clock.nanoTime();
            long last = start;
            for (LoopStep step; (step = ready.next()) != null;) {
                runStep(step);
                if (++unread >= ready.stepsPerReading()) {
                    long now = clock.nanoTime();
                    ready.charge(now - last);
                    last = now;
                    unread = 0;
                    if (now - start >= nanos) {
                        break;
                    }
                }
            }
        } finally {
            ready.endRun();
        }
    }

    private void runStep(LoopStep step) {
        observer.stepStarted(step);
        try {
            step.run();
        } catch (Throwable e) {
            throwIfFatal(e);
            report("a step failed: " + step.inWords(), e);
        } finally {
            observer.stepEnded(step);
        }
    }

    /**
     * Returns how long the poll may wait: not at all if a step is ready. What came or fell due during the steps is
     * taken here, so that no other poll asks with a zero timeout.
     */
    private long allowedWait(long maxWaitNanos) {
        if (ready.isEmpty() && maxWaitNanos != 0 && (behind || !inbox.sleep())) {
            takeInbox(INBOX_BATCH);
        }
        if (!ready.isEmpty()) {
            return 0;
        }
        if (timers.isEmpty()) {
            return maxWaitNanos;
        }
        long untilDue = timers.nextDeadline() - clock.nanoTime();
        if (untilDue <= 0) {
            // What completes may be all that the caller of turn() waits for, so this turn may not sleep any more.
            fireTimers();
            return 0;
        }
        return maxWaitNanos < 0 ? untilDue : Math.min(untilDue, maxWaitNanos);
    }

    private void poll(long timeoutNanos) {
        if (observer == LoopObserver.NONE) {
            platform.poller().poll(batch, timeoutNanos);
        } else {
            long start = clock.nanoTime();
            int reports = platform.poller().poll(batch, timeoutNanos);
            observer.polled(timeoutNanos, clock.nanoTime() - start, reports);
        }
    }

    /** A poll that brought nothing waited for a timer. */
    private void handOut() {
        if (batch.size() == 0) {
            fireTimers();
        }
        for (int i = 0; i < batch.size(); i++) {
            if (batch.key(i) == ReadyBatch.WAKEUP) {
                observer.wokenUp();
            } else {
                registry.report(batch, i);
            }
        }
    }

    // ------------------------------------------------------------------ steps, timers, descriptors

    /**
     * Makes a step ready; if it is ready already it stays where it is. It runs in a run phase, never at once: in the
     * next one if this is called by a step, else in the one of this turn.
     */
    public void makeReady(LoopStep step) {
        thread.check();
        if (!thread.isInside()) {
            // What the caller submitted before comes first.
            takeInbox(Integer.MAX_VALUE);
        }
        ready.add(step);
    }

    /** Runs the runtime's own code in a phase; it should not throw. */
    void complete(Runnable code) {
        try {
            code.run();
        } catch (Throwable e) {
            throwIfFatal(e);
            report("a phase of the loop failed", e);
        }
    }

    /** Takes a step back that has not run yet; does nothing if it is not ready. */
    public void unready(LoopStep step) {
        checkThread();
        ready.remove(step);
    }

    /** Puts a step that is in no share yet into the share of the step that runs now. */
    public void adopt(LoopStep step) {
        ready.adopt(step);
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
        LoopStep step = new Submission(task);
        if (thread.isInside() && !behind) {
            makeReady(step);
        } else if (!inbox.offer(step)) {
            throw new RejectedExecutionException("the loop is closed");
        }
    }

    /** Makes a timer that is not armed. */
    public Timer timer(Runnable action) {
        return new Timer(this, Objects.requireNonNull(action, "action"), false);
    }

    /**
     * Makes a timer whose action runs in the timer phase itself. It is for the runtime's own short actions, which make
     * steps ready; user code belongs into a {@link #timer}.
     */
    public Timer phaseTimer(Runnable action) {
        return new Timer(this, Objects.requireNonNull(action, "action"), true);
    }

    /** Tells the deadline that lies {@code delay} from now on the loop's clock, in nanoseconds; it never overflows. */
    public long deadline(Duration delay) {
        return clock.nanoTime() + Timer.nanos(delay);
    }

    /** Runs an action, in a turn, when an object has become unreachable, or else when the loop closes. */
    public Watch watch(Object watched, Runnable action) {
        checkThread();
        return watches.add(watched, () -> runStep(new Submission(action)));
    }

    /** Tells a failure that nobody else can be told. */
    public void report(String what, Throwable failure) {
        failures.report(what, failure);
    }

    /** Makes a coroutine's thread the loop's, until {@link #unmount}: the driving one lends it its turn. */
    public void mount(Thread coroutine, Object task) {
        thread.mount(coroutine, task);
    }

    /** Makes the driving thread, which calls this, the loop's again. */
    public void unmount() {
        thread.unmount();
    }

    /** Tells what was mounted for the calling thread; null if it is not a coroutine that runs on this loop. */
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

    /** Tells whether the calling thread is the one that may use the loop. */
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
        return error instanceof InternalError || error instanceof UnknownError
                || anyMachineErrorIsFatal && error instanceof VirtualMachineError;
    }

    /** Throws an error that {@linkplain #isFatal ends the loop}; returns for every other. */
    public void throwIfFatal(Throwable error) {
        if (isFatal(error)) {
            throw (Error) error;
        }
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
            drainInbox();
            runLeftOver();
            registry.closeAll();
            runLeftOver();
            for (int round = 0; round < CLOSING_ROUNDS && watches.fireAll(); round++) {
                runLeftOver();
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

    /** Shuts the door first: a thread that submits without pause must not keep it open. */
    private void drainInbox() {
        LoopStep late = inbox.close();
        takeInbox(Integer.MAX_VALUE);
        backlog = late;
        takeInbox(Integer.MAX_VALUE);
    }

    /** A step may make others ready for a while, but not for ever. */
    private void runLeftOver() {
        for (int round = 0; round < CLOSING_ROUNDS && !ready.isEmpty(); round++) {
            runSteps(Long.MAX_VALUE);
        }
    }
}
