package dev.millrace.loop;

import dev.millrace.loop.Watch.Watches;
import dev.millrace.sys.Clock;
import dev.millrace.sys.Poller;
import dev.millrace.sys.ReadyBatch;

/**
 * The phases of a turn, in their order: inbox, timers, run, poll, hand out. Phases complete, steps run: only the run
 * phase runs user code, and what the other phases make ready runs before the next poll.
 */
final class Turn {
    private static final int BATCH = 256;
    /**
     * How many submissions become ready in one turn: a thread that submits without pause must not keep the others
     * waiting.
     */
    private static final int INBOX_BATCH = 1024;
    /** How many rounds a closing loop gives to steps that steps have made ready. */
    private static final int CLOSING_ROUNDS = 1000;

    private final LoopState core;
    private final ReadySteps ready;
    private final TimerQueue timers;
    private final Registry registry;
    private final Watches watches;
    private final Poller poller;
    private final Clock clock;
    private final LoopObserver observer;
    private final long quantum;
    private final ReadyBatch batch = new ReadyBatch(BATCH);
    /** Whether the run ends after this turn. */
    boolean stopping;
    private long turns;

    Turn(LoopState core, TimerQueue timers, Registry registry, Watches watches, Poller poller, Clock clock,
            LoopObserver observer, long quantum) {
        this.core = core;
        this.ready = core.ready;
        this.timers = timers;
        this.registry = registry;
        this.watches = watches;
        this.poller = poller;
        this.clock = clock;
        this.observer = observer;
        this.quantum = quantum;
    }

    /**
     * Makes one turn.
     *
     * @param maxWaitNanos how long the poll may wait; negative without limit
     * @param first whether it is the first of a run: then it polls although the loop is stopping
     */
    void make(long maxWaitNanos, boolean first) {
        observer.turnStarted(++turns);
        if (first) {
            ready.readClock();
        }
        core.takeInbox(INBOX_BATCH);
        fireTimers();
        runSteps(quantum);
        if (first || !stopping) {
            poll(stopping ? 0 : allowedWait(maxWaitNanos));
            handOut();
        }
        watches.drain();
    }

    /** Timers that are armed meanwhile wait for the next call, however early they are due. */
    private void fireTimers() {
        if (!timers.isEmpty()) {
            long now = clock.nanoTime();
            long before = timers.sequence();
            for (TimerQueue.Entry timer; (timer = timers.takeDue(now, before)) != null;) {
                timer.fire();
            }
        }
    }

    private void runSteps(long nanos) {
        ready.beginRun();
        try {
            int unread = 0;
            long start = ready.stepsPerReading() == 1 ? ready.readClock() : ready.now();
            for (LoopStep step; (step = ready.next()) != null;) {
                runStep(step);
                if (++unread >= ready.stepsPerReading()) {
                    unread = 0;
                    if (ready.charge(ready.current()) - start >= nanos) {
                        break;
                    }
                }
            }
        } finally {
            ready.endRun();
        }
    }

    void runStep(LoopStep step) {
        observer.stepStarted(step);
        try {
            step.run();
        } catch (Throwable e) {
            core.throwIfFatal(e);
            core.report("a step failed: " + step.inWords(), e);
        } finally {
            observer.stepEnded(step);
        }
    }

    /**
     * Returns how long the poll may wait: not at all if a step is ready. What was submitted or fell due during the run
     * phase is taken here, so that it costs no further poll with a zero timeout.
     */
    private long allowedWait(long maxWaitNanos) {
        if (ready.isEmpty() && maxWaitNanos != 0 && !core.sleep()) {
            core.takeInbox(INBOX_BATCH);
        }
        if (!ready.isEmpty()) {
            return 0;
        }
        if (timers.isEmpty()) {
            return maxWaitNanos;
        }
        long untilDue = timers.nextDeadline() - clock.nanoTime();
        if (untilDue <= 0) {
            // What has completed may be all that the caller of turn() is waiting for, so this turn must not sleep.
            fireTimers();
            return 0;
        }
        return maxWaitNanos < 0 ? untilDue : Math.min(untilDue, maxWaitNanos);
    }

    private void poll(long timeoutNanos) {
        if (observer == LoopObserver.NONE) {
            poller.poll(batch, timeoutNanos);
            ready.readClock();
        } else {
            long start = ready.readClock();
            int reports = poller.poll(batch, timeoutNanos);
            observer.polled(timeoutNanos, ready.readClock() - start, reports);
        }
    }

    /** A poll without reports waited for a timer, so timers are fired. */
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

    /** A step may make others ready for a while, but not for ever. */
    void runLeftOver() {
        for (int round = 0; round < CLOSING_ROUNDS && !ready.isEmpty(); round++) {
            runSteps(Long.MAX_VALUE);
        }
    }
}
