package dev.millrace.loop;

import dev.millrace.sys.Errno;
import dev.millrace.sys.ReadyBatch;

/**
 * One direction of a registered descriptor: a latch (is a try worth making?) and at most one waiter. The loop that
 * every operation goes through is here and nowhere else: try, and on EAGAIN park until the poller reports the
 * descriptor.
 *
 * <p>Readiness is a hint and the system call's answer is the truth. Because reports are edges, only EAGAIN clears the
 * latch, and {@link #drained()}, where a short read says as much (epoll(7), question 9).
 */
public final class Direction extends LoopStep {
    /** How many times an operation may be tried in one step, so that other steps get to run. */
    private static final int TRIES = 16;
    private static final int STILL_READY = ReadyBatch.READ_CLOSED | ReadyBatch.ERROR | ReadyBatch.URGENT;

    private final LoopState loop;
    private final Watched owner;
    private final String direction;
    private boolean latch;
    private Operation waiter;

    Direction(LoopState loop, Watched owner, String direction, boolean latch) {
        this.loop = loop;
        this.owner = owner;
        this.direction = direction;
        this.latch = latch;
    }

    /**
     * Starts an operation: tries it now if the latch is set, and parks it if it cannot be done yet.
     *
     * @return {@link Errno#EAGAIN} if it is parked, and {@link Operation#complete} will be called later; otherwise its
     *     result ({@code >= 0}, an error, or {@link Operation#CLOSED}), and complete will not be called
     * @throws IllegalStateException if another operation is waiting on this direction (see {@link #isFree}); that one
     *     is left alone
     */
    public int start(Operation operation) {
        loop.checkThread();
        if (!isFree()) {
            throw new IllegalStateException("fd " + owner.fd + ": another " + direction + " is waiting");
        }
        if (owner.closed) {
            return Operation.CLOSED;
        }
        waiter = operation;
        share(loop.ready.current());
        int result = Errno.EAGAIN;
        try {
            if (latch) {
                result = attempt();
            }
        } catch (Throwable e) {
            waiter = null;
            throw e;
        }
        if (result == Operation.MORE) {
            loop.makeReady(this);
            return Errno.EAGAIN;
        }
        if (result != Errno.EAGAIN) {
            waiter = null;
        }
        return result;
    }

    /** Gives up an operation. Returns whether it was waiting; if so, it will not be completed. */
    public boolean cancel(Operation operation) {
        loop.checkThread();
        if (waiter != operation) {
            return false;
        }
        waiter = null;
        loop.unready(this);
        return true;
    }

    /** Returns whether no operation is waiting. */
    public boolean isFree() {
        return waiter == null;
    }

    /**
     * Notes that a read got less than it asked for, so a stream socket is empty now: clears the latch, which saves the
     * read that would give EAGAIN. The latch stays set if the last report mentioned an end, an error or urgent data:
     * those may lie behind the bytes, in the same edge, and no other edge would come for them.
     */
    public void drained() {
        latch = (owner.lastReady() & STILL_READY) != 0;
    }

    /** Takes a report: an attempt may succeed now. An operation that completes in a phase is tried at once. */
    void signal() {
        latch = true;
        if (waiter == null || isReady()) {
            return;
        }
        if (waiter.completesInPhase()) {
            loop.complete(this);
            loop.ready.chargeWork(share());
        } else {
            loop.makeReady(this);
        }
    }

    /** Tries again now, if an operation is waiting: for what becomes possible without a report from the poller. */
    public void retry() {
        loop.unready(this);
        if (waiter != null) {
            run();
        }
    }

    /** Makes this ready, if an operation is waiting. */
    void wake() {
        if (waiter != null) {
            loop.makeReady(this);
        }
    }

    @Override
    public void run() {
        int result = owner.closed ? Operation.CLOSED : attempt();
        if (result == Operation.MORE) {
            loop.makeReady(this);
        } else if (result != Errno.EAGAIN) {
            Operation ended = waiter;
            waiter = null;
            ended.complete(result);
        }
    }

    private int attempt() {
        int result = Operation.MORE;
        for (int tries = 0; tries < TRIES && result == Operation.MORE; tries++) {
            result = waiter.attempt();
        }
        if (result == Errno.EAGAIN) {
            latch = false;
        }
        return result;
    }
}
