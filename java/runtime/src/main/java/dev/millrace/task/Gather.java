package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What joins one future to several: its callback on each of them, and its undo. Each callback runs on a step of its
 * own, so chains of these need no recursion.
 *
 * @param <F> the type of the members
 */
final class Gather<F extends Awaitable> implements Awaitable.Undo {
    /** What becomes of members that are still pending when the whole has ended. */
    enum Rest {
        /** They are given up, unless somebody else waits for them. */
        GIVEN_UP,
        /** They go on; what they fail with counts as looked at. */
        LEFT,
        /** They are as if nobody had waited for them, even if the whole is cancelled. */
        UNTOUCHED
    }

    private final Promise<?> whole;
    private final List<F> members;
    /** Whether one member that has ended ends the whole. */
    private final Predicate<? super F> enough;
    /** Whether every member has to end before the whole can have its value. */
    private final boolean all;
    private final Rest rest;
    /** Ends the whole; it is told which members have ended, in the order in which they did. */
    private final Consumer<List<F>> outcome;
    private final List<Callback> callbacks;
    private final List<F> ended = new ArrayList<>();
    /** Whether members that had ended before would have ended the whole: its cancel then loses nothing. */
    private boolean decidedBefore;
    /** Ends the wait early; null if nothing does. */
    private Timer timer;

    Gather(Promise<?> whole, List<F> members, Predicate<? super F> enough, boolean all, Rest rest,
            Consumer<List<F>> outcome) {
        this.whole = whole;
        this.members = members;
        this.enough = enough;
        this.all = all;
        this.rest = rest;
        this.outcome = outcome;
        this.callbacks = new ArrayList<>(members.size());
    }

    /** Begins to wait for the members. */
    Gather<F> begin() {
        EventLoop loop = whole.loop();
        loop.checkThread();
        members.forEach(each -> each.requireLoop(loop));
        if (members.isEmpty()) {
            end();
            return this;
        }
        decidedBefore = isDecided();
        for (F each : members) {
            Callback callback = new Callback(whole, () -> ended(each));
            callbacks.add(callback);
            loop.core().adopt(callback);
            each.add(callback);
        }
        whole.undoBy(this);
        return this;
    }

    /** Ends the whole after the timeout with what has ended by then. */
    void endAfter(Duration timeout) {
        if (!whole.isDone()) {
            timer = whole.loop().core().phaseTimer(this::end);
            timer.arm(timeout);
        }
    }

    /** Returns whether every member has to end before the whole can. */
    boolean needsAll() {
        return timer == null && all;
    }

    List<F> members() {
        return members;
    }

    private void ended(F member) {
        ended.add(member);
        if (ended.size() == members.size() || enough.test(member)) {
            end();
        }
    }

    /** Ends the whole, unless it has ended before. */
    private void end() {
        if (whole.isDone()) {
            return;
        }
        outcome.accept(ended);
        Cancellation cancellation = new Cancellation("another was first");
        // A future that outlives the whole must not collect our callbacks.
        leave(cancellation, rest == Rest.GIVEN_UP);
        cancellation.run();
    }

    /** Gives up the whole, as part of a larger cancel. Returns false if its end is on the way: that is kept. */
    boolean giveUp(Cancellation cancellation) {
        boolean decided = !decidedBefore && isDecided();
        if (decided && rest == Rest.UNTOUCHED) {
            return false;
        }
        leave(cancellation, rest != Rest.UNTOUCHED);
        return !decided;
    }

    private boolean isDecided() {
        int done = 0;
        for (F each : members) {
            if (each.isDone()) {
                if (enough.test(each)) {
                    return true;
                }
                done++;
            }
        }
        return done == members.size();
    }

    private void leave(Cancellation cancellation, boolean givingUp) {
        if (timer != null) {
            timer.cancel();
        }
        for (int i = 0; i < callbacks.size(); i++) {
            F member = members.get(i);
            Callback callback = callbacks.get(i);
            if (rest == Rest.UNTOUCHED) {
                member.unlink(callback);
            } else if (givingUp) {
                cancellation.release(member, callback);
            } else {
                member.release(callback);
            }
        }
    }

    /** A {@link Cancellation} gives this up by {@link #giveUp}. */
    @Override
    public boolean undo() {
        return true;
    }
}
