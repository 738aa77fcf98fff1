package dev.millrace.inspect;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.FailureHandler;
import dev.millrace.loop.LoopObserver;
import dev.millrace.sched.Step;
import dev.millrace.task.Task;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Watches one loop for what keeps it from going on, and reports it while it lasts: a step longer than a limit, with its
 * stack and the steps that it delays; a turn of many steps that is longer than that; and, when nothing runs, tasks that
 * wait for each other in a circle. Each is reported once.
 *
 * <p>It is an observer of the loop, and a thread that looks at what the loop does four times within the limit: a stall
 * is noticed a quarter of the limit late at most. The loop hands its state over in one volatile field.
 */
public final class StallWatch implements LoopObserver, AutoCloseable {
    private static final int LOOKS = 4;
    private static final int NAMED = 8;

    private final long limit;
    private final FailureHandler told;
    private final Set<Step> ready = ConcurrentHashMap.newKeySet();
    private volatile Moment moment = new Moment(0, 0, null, null, null);
    private volatile boolean closed;
    /** Those named already; for the loop's thread. */
    private final Set<String> deadlocks = new HashSet<>();

    // What the watching thread has seen.
    private Moment last;
    private long since;
    private long partSince;
    private boolean stepTold;
    private boolean partTold;
    private long checkedAt = -1;

    /**
     * What the loop does; each step begins and ends with a new one.
     *
     * @param part which part of which turn: before its poll or after
     * @param steps how many steps have begun
     * @param step the one that runs; null if none does
     * @param driver the thread that drives the loop
     * @param loop the loop; null until a task has run
     */
    private record Moment(long part, long steps, Step step, Thread driver, EventLoop loop) {
        Moment in(long next) {
            return new Moment(next, steps, null, Thread.currentThread(), loop);
        }

        Moment begin(Step next) {
            EventLoop of = loop != null ? loop : Task.of(next).map(Task::loop).orElse(null);
            return new Moment(part, steps + 1, next, driver, of);
        }

        Moment end() {
            return new Moment(part, steps, null, driver, loop);
        }

        IllegalStateException here() {
            IllegalStateException here = new IllegalStateException("here");
            Thread user = loop == null ? driver : loop.core().user().orElse(driver);
            here.setStackTrace(user == null ? new StackTraceElement[0] : user.getStackTrace());
            return here;
        }
    }

    /** Makes a watch that looks when it is told to. */
    StallWatch(Duration limit, FailureHandler told) {
        this.limit = limit.toNanos();
        this.told = Objects.requireNonNull(told, "told");
        if (this.limit <= 0) {
            throw new IllegalArgumentException("a limit of " + limit + " is not positive");
        }
    }

    /**
     * Starts a watch, with a thread that ends when it is closed. Hand it to the loop as its observer.
     *
     * @param limit how long a step or the steps of a turn may take, and how long nothing may run before deadlocks are
     *     looked for
     * @param told is told of stalls on the watch's thread, of deadlocks on the loop's
     */
    public static StallWatch start(Duration limit, FailureHandler told) {
        StallWatch watch = new StallWatch(limit, told);
        Thread thread = new Thread(watch::look, "millrace-stall-watch");
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    private void look() {
        while (!closed) {
            sample(System.nanoTime());
            LockSupport.parkNanos(this, limit / LOOKS);
        }
    }

    /** Ends the watch; its thread ends within a quarter of the limit. */
    @Override
    public void close() {
        closed = true;
    }

    // ------------------------------------------------------------------ on the loop's thread

    @Override
    public void turnStarted(long turn) {
        moment = moment.in(2 * turn);
    }

    @Override
    public void polled(long timeoutNanos, long waitedNanos, int reports) {
        moment = moment.in(moment.part() + 1);
    }

    @Override
    public void stepReady(Step step) {
        ready.add(step);
    }

    @Override
    public void stepTakenBack(Step step) {
        ready.remove(step);
    }

    @Override
    public void stepStarted(Step step) {
        ready.remove(step);
        moment = moment.begin(step);
    }

    @Override
    public void stepEnded(Step step) {
        moment = moment.end();
    }

    private void nameDeadlocks(EventLoop loop) {
        for (String each : Dump.of(loop).deadlocks()) {
            if (deadlocks.add(each)) {
                told.report("tasks wait for each other", new IllegalStateException(each));
            }
        }
    }

    // ------------------------------------------------------------------ on the watching thread

    /** Looks at what the loop does, at an instant in nanoseconds. */
    void sample(long now) {
        Moment seen = moment;
        if (seen != last) {
            if (last == null || seen.part() != last.part()) {
                partSince = now;
                partTold = false;
            }
            last = seen;
            since = now;
            stepTold = false;
            // Between two steps it may be in its poll.
            if (seen.step() != null && !partTold && now - partSince >= limit) {
                partTold = true;
                told.report("a turn of many steps takes longer than " + Duration.ofNanos(limit) + delayed(),
                        seen.here());
            }
        } else if (!stepTold && now - since >= limit) {
            stepTold = true;
            if (seen.step() != null) {
                tellStall(seen);
            } else if (seen.loop() != null && seen.steps() > checkedAt + 1) {
                // The check is a step itself, which must not lead to the next one.
                checkedAt = seen.steps();
                check(seen.loop());
            }
        }
    }

    private void tellStall(Moment seen) {
        IllegalStateException here = seen.here();
        // Whoever has gone on meanwhile would be blamed for what it does now.
        if (moment == seen) {
            partTold = true;
            told.report("a step takes longer than " + Duration.ofNanos(limit) + ": " + StepName.of(seen.step())
                    + delayed(), here);
        }
    }

    private void check(EventLoop loop) {
        try {
            loop.execute(() -> nameDeadlocks(loop));
        } catch (RejectedExecutionException e) {
            // The loop is closed: nobody waits any more.
        }
    }

    private String delayed() {
        String names = ready.stream().limit(NAMED).map(StepName::of).sorted().collect(Collectors.joining(", "));
        int more = ready.size() - NAMED;
        return names.isEmpty() ? "" : "; it delays " + names + (more > 0 ? " and " + more + " more" : "");
    }
}
