package dev.millrace.sync;

import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import java.util.List;
import java.util.Objects;

/**
 * Where tasks that have a {@link Lock} wait until another one has changed what it guards. Waiting releases the lock,
 * and ends when somebody has signalled and the lock is there again.
 *
 * <pre>{@code
 * try (Hold hold = await(lock.acquire())) {
 *     while (queue.isEmpty()) {
 *         await(notEmpty.signalled(hold));
 *     }
 *     use(queue.poll());
 * }
 * }</pre>
 *
 * <p>First come, first signalled; a signal that finds nobody waiting is not kept. A waiter that is cancelled gets the
 * lock back before the cancel comes out of its await, and its signal goes to the next one, even one that it was given
 * before the cancel and could not use yet because others had the lock.
 */
public final class Condition {
    private final HoldLine lock;
    private final Line<Waiting> waiting = new Line<>();

    /** Somebody who waits for a signal. */
    private static final class Waiting extends Line.Waiter implements Promise.WaitsFor {
        private final Condition condition;
        private final HoldLine.Request<Void> request;

        Waiting(Condition condition, HoldLine.Request<Void> request) {
            this.condition = condition;
            this.request = request;
        }

        /** The lock is waited for even then. */
        @Override
        public boolean undo() {
            if (request.giveUpWhenGranted()) {
                if (isInLine()) {
                    leave();
                    condition.lock.join(request);
                } else {
                    condition.wake(1);
                }
            }
            return false;
        }

        @Override
        public String what() {
            return isInLine() ? "signal of a condition of " + condition.lock.title() : condition.lock.inWords(request);
        }

        @Override
        public List<Task<?>> holders() {
            return isInLine() ? List.of() : condition.lock.before(request);
        }

        @Override
        void fail(RuntimeException cause) {
            request.fail(cause);
        }
    }

    Condition(HoldLine lock) {
        this.lock = lock;
    }

    /**
     * Releases the lock, waits for a signal and then for the lock. Others may have changed what it guards between the
     * two, so look again.
     *
     * @return done when the lock is held again, by the same hold; cancelled then too, if it was cancelled meanwhile
     * @throws IllegalStateException if the hold is not of this condition's lock, or not held
     */
    public Future<Void> signalled(Hold hold) {
        require(hold);
        Promise<Void> promise = new Promise<>(lock.loop());
        if (promise.refuseIfCancelled()) {
            return promise;
        }
        Waiting waiter = new Waiting(this, new HoldLine.Request<>(promise, null, hold));
        promise.undoBy(waiter);
        waiting.add(waiter);
        hold.suspended();
        lock.released(hold);
        return promise;
    }

    /** Lets the one that has waited longest go on, once the lock is free. Only whoever has the lock may do that. */
    public void signal(Hold hold) {
        require(hold);
        wake(1);
    }

    /** Lets all that wait now go on, one after the other. Only whoever has the lock may do that. */
    public void signalAll(Hold hold) {
        require(hold);
        wake(waiting.size());
    }

    private void wake(int most) {
        for (int woken = 0; woken < most && !waiting.isEmpty(); woken++) {
            lock.join(waiting.poll().request);
        }
    }

    private void require(Hold hold) {
        Objects.requireNonNull(hold, "hold");
        lock.loop().checkThread();
        if (!hold.isOf(lock) || hold.isShared()) {
            throw new IllegalStateException("a hold of another lock: a condition belongs to one");
        }
        hold.requireHeld();
    }

    /** Returns how many wait for a signal. */
    public int waiting() {
        return waiting.size();
    }
}
