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
 * <p>{@link #turn} is the whole of it. {@link #run} calls it until {@link #stop}; a program with a loop of its own, or
 * a test, calls it by hand. The thread that drives the loop (before it is driven: that made it) is the only one that
 * may use it: any other is refused with an {@link IllegalStateException}, at once and always. Other threads come in
 * through {@link #execute}.
 *
 * <p>Between two polls at most one quantum and one step pass (and 8 more steps, between two readings of the clock): a
 * step that makes itself ready again cannot keep the poll from happening.
 */
public final class EventLoop implements Executor, AutoCloseable {
    /** How long steps may run before the poller is asked again. */
    public static final Duration DEFAULT_QUANTUM = Duration.ofNanos(500_000);

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
    private final ReadyQueue ready = new FifoQueue();
    final TimerQueue timers = new TimerQueue();
    private final ReadyBatch batch = new ReadyBatch(BATCH);
    private final Watches watches = new Watches();
    private final Registry registry;
    private final Inbox inbox;
    private final LoopThread thread = new LoopThread();
    private volatile boolean closed;
    /** What was taken out of the inbox and is not ready yet, the oldest first. */
    private Step backlog;
    private boolean stopping;
    private long turns;
    /** Counts the run phases: what becomes ready in an era does not run in it (see complete for the exception). */
    private long era;

    /** Makes a loop with the default quantum that nobody observes and that logs unhandled failures. */
    public EventLoop(Platform platform) {
        this(platform, DEFAULT_QUANTUM, LoopObserver.NONE, FailureHandler.logging());
    }

    /**
     * Makes a loop. It owns the platform from now on.
     *
     * @param quantum how long steps may run before the poller is asked again; positive
     * @param observer is told what the loop does
     * @param failures is told of failures that nobody else can be told of
     */
    public EventLoop(Platform platform, Duration quantum, LoopObserver observer, FailureHandler failures) {
        if (quantum.isNegative() || quantum.isZero()) {
            throw new IllegalArgumentException("quantum " + quantum + " is not positive");
        }
        this.platform = ObservedPlatform.of(platform, observer);
        this.clock = platform.clock();
        this.quantum = Timer.nanos(quantum);
        this.observer = observer;
        this.failures = Objects.requireNonNull(failures);
        this.registry = new Registry(this, this.platform);
        this.inbox = new Inbox(platform.poller()::wakeup);
    }

    // ------------------------------------------------------------------ driving

    /**
     * Makes one turn: takes the inbox, expires timers, runs the steps that are ready, polls, hands readiness out.
     *
     * @param maxWaitNanos how long the poll may wait if no step is ready and no timer due; 0 only asks, negative waits
     *     without end
     * @throws IllegalStateException if the loop is driven already or closed, or if this thread drives another loop
     * @throws VirtualMachineError what a step threw, a StackOverflowError, too; the loop can be driven on
     */
    public void turn(long maxWaitNanos) {
        enter();
        try {
            oneTurn(maxWaitNanos);
        } finally {
            stopping = false;
            thread.endDrive();
        }
    }

    /**
     * Makes turns until {@link #stop} is called, and at least one; it can be run again afterwards. Throws as turn does.
     */
    public void run() {
        enter();
        try {
            do {
                oneTurn(FOREVER);
            } while (!stopping);
        } finally {
            stopping = false;
            thread.endDrive();
        }
    }

    /** Makes {@link #run} return after this turn (or the next one, if it is not running). From any thread. */
    public void stop() {
        if (isLoopThread()) {
            stopping = true;
        } else {
            // A loop that is closed is not running: nothing is lost when it takes no more.
            inbox.offer(new Submission(() -> stopping = true));
        }
    }

    private void oneTurn(long maxWaitNanos) {
        observer.turnStarted(++turns);
        takeInbox(INBOX_BATCH);
        expireTimers();
        runSteps();
        if (!stopping) {
            poll(allowedWait(maxWaitNanos));
            handOut();
        }
        watches.drain();
    }

    /** Takes so many at a time: threads that submit without pause must not delay timers and readiness without end. */
    private void takeInbox(int most) {
        for (int taken = 0; taken < most; taken++) {
            if (backlog == null && (backlog = inbox.take()) == null) {
                return;
            }
            Step oldest = backlog;
            backlog = oldest.next;
            oldest.next = null;
            makeReady(oldest);
        }
    }

    private void expireTimers() {
        if (!timers.isEmpty()) {
            long now = clock.nanoTime();
            for (Timer timer; (timer = timers.takeDue(now)) != null;) {
                makeReady(timer);
            }
        }
    }

    private void runSteps() {
        era++;
        int unread = 0;
        long start = clock.nanoTime();
        long last = start;
        for (Step step; (step = ready.peek()) != null && step.era != era;) {
            ready.remove(step);
            runStep(step);
            if (++unread >= ready.stepsPerReading()) {
                long now = clock.nanoTime();
                ready.charge(step, now - last);
                last = now;
                unread = 0;
                if (now - start >= quantum) {
                    break;
                }
            }
        }
    }

    private void runStep(Step step) {
        observer.stepStarted(step);
        try {
            step.run();
        } catch (Throwable e) {
            if (e instanceof VirtualMachineError fatal) {
                throw fatal;
            }
            report("a step failed: " + step.inWords(), e);
        } finally {
            observer.stepEnded(step);
        }
    }

    /**
     * Tells how long the poll may wait: not at all if a step is ready. What came or fell due during the steps is made
     * ready here, so that no other poll ever asks with a zero timeout.
     */
    private long allowedWait(long maxWaitNanos) {
        if (ready.isEmpty() && maxWaitNanos != 0 && (backlog != null || !inbox.sleep())) {
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
            expireTimers();
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

    private void handOut() {
        for (int i = 0; i < batch.size(); i++) {
            if (batch.key(i) == ReadyBatch.WAKEUP) {
                observer.wokenUp();
            } else {
                registry.report(batch, i);
            }
        }
    }

    // ------------------------------------------------------------------ steps, timers, descriptors

    /** Makes a step ready; if it is ready already it stays where it is. It runs in a later phase, never at once. */
    public void makeReady(Step step) {
        checkThread();
        if (!step.ready) {
            step.era = era;
            ready.add(step);
        }
    }

    /**
     * Tells an operation that the poller has reported how it ended. Whoever waits for it becomes ready as if it had
     * been ready before this phase, so it still runs in this turn: an echo takes one poll and not two.
     */
    void complete(Operation operation, int result) {
        era--;
        try {
            operation.complete(result);
        } finally {
            era++;
        }
    }

    /** Takes a step back that has not run yet; does nothing if it is not ready. */
    public void unready(Step step) {
        checkThread();
        if (step.ready) {
            ready.remove(step);
        }
    }

    /**
     * Runs a task on the loop, from any thread; those of one thread in the order in which it brought them. What is
     * accepted runs, at the latest while the loop closes.
     *
     * @throws RejectedExecutionException if the loop is closed: then the task will not run
     */
    @Override
    public void execute(Runnable task) {
        Objects.requireNonNull(task, "task");
        Step step = new Submission(task);
        if (thread.isCurrent() && thread.isDriven()) {
            makeReady(step);
        } else if (!inbox.offer(step)) {
            throw new RejectedExecutionException("the loop is closed");
        }
    }

    /** Makes a timer that is not armed. */
    public Timer timer(Runnable action) {
        return new Timer(this, Objects.requireNonNull(action, "action"));
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

    /** Tells whether {@link #close} was called. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Ends the loop: refuses new submissions, runs what was accepted, closes every descriptor in its care (whoever
     * waits on one is told), and releases the platform. Timers are dropped. Twice is once.
     *
     * <p>Any thread may close a loop that is not running.
     *
     * @throws IllegalStateException if the loop is running
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        thread.take();
        closed = true;
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
            // A second time, for it was not reached if an error of the VM ended a step.
            registry.closeAll();
            thread.release();
            platform.close();
        }
    }

    /** Shuts the door first: who submits without pause must not keep it open. */
    private void drainInbox() {
        Step late = inbox.close();
        takeInbox(Integer.MAX_VALUE);
        backlog = late;
        takeInbox(Integer.MAX_VALUE);
    }

    private void runLeftOver() {
        for (int round = 0; round < CLOSING_ROUNDS && !ready.isEmpty(); round++) {
            long before = era;
            do {
                runSteps();
            } while (!ready.isEmpty() && ready.peek().era <= before);
        }
    }

    private void enter() {
        if (closed) {
            throw new IllegalStateException("the loop is closed");
        }
        thread.drive();
    }
}
