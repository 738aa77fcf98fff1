package dev.millrace.loop;

import dev.millrace.sys.Errno;
import dev.millrace.sys.ReadyBatch;

/**
 * One direction of a registered descriptor: a latch (may it be worth trying?) and at most one waiter. Here alone is the
 * loop that every operation goes through: try, and on EAGAIN park until the poller reports the descriptor.
 *
 * <p>Readiness is a hint and the system call's answer is the truth. Because reports are edges, the latch is cleared by
 * EAGAIN alone, or by {@link #drained()}, which knows when a short read is as good (epoll(7), question 9).
 */
public final class Direction extends LoopStep {
    /** How often an operation may be tried in one step before other steps get their turn. */
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
     * Starts an operation: tries it now if that may be worth it, and parks it if it cannot be done yet.
     *
     * @return {@link Errno#EAGAIN} if it is parked: then {@link Operation#complete} will be called, on a later step;
     *     else how it ended at once ({@code >= 0}, an error, or {@link Operation#CLOSED}): then complete is not called
     * @throws IllegalStateException if another operation waits on this direction, see {@link #isFree}; that one is
     *     untouched
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

    /** Gives up an operation. Returns whether it was waiting: then it is not told anything any more. */
    public boolean cancel(Operation operation) {
        loop.checkThread();
        if (waiter != operation) {
            return false;
        }
        waiter = null;
        loop.unready(this);
        return true;
    }

    /** Returns whether no operation waits. */
    public boolean isFree() {
        return waiter == null;
    }

    /**
     * Says that a read took less than it asked for, so a stream socket is empty now: clears the latch and saves the
     * read that would give EAGAIN. Not if the last report spoke of an end, an error or urgent data: those can stand
     * behind the bytes, in the same edge, and no other edge would come for them.
     */
    public void drained() {
        latch = (owner.lastReady() & STILL_READY) != 0;
    }

    /** Takes a report: something may be possible now. What only runtime code waits for is tried at once. */
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

    /** Tries again now, if an operation waits: for what becomes possible without a report of the poller's. */
    public void retry() {
        loop.unready(this);
        if (waiter != null) {
            run();
        }
    }

    /** Lets the waiter, if there is one, run. */
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
