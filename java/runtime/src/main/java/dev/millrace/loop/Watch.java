package dev.millrace.loop;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;

/**
 * Notices that an object became unreachable and then runs an action, as part of a turn. It is how the loop finds what
 * nobody can ask for any more (a failure that was never looked at) without a thread of its own.
 */
public final class Watch extends PhantomReference<Object> {
    private final Runnable action;
    private final Watches owner;
    /** Links of the owner's list; a watch must be reachable to be noticed. */
    private Watch previous;
    private Watch next;
    private boolean ended;

    private Watch(Watches owner, Object watched, Runnable action) {
        super(watched, owner.unreachable);
        this.owner = owner;
        this.action = action;
    }

    /** Ends the watch: the action does not run. For the loop's thread only. */
    public void cancel() {
        owner.check.run();
        end();
    }

    private void end() {
        if (!ended) {
            ended = true;
            clear();
            owner.unlink(this);
        }
    }

    private void fire() {
        if (!ended) {
            end();
            action.run();
        }
    }

    /** All watches of a loop. */
    static final class Watches {
        private final ReferenceQueue<Object> unreachable = new ReferenceQueue<>();
        private final Runnable check;
        private Watch first;

        /** Makes an empty list; {@code check} refuses threads that may not use the loop. */
        Watches(Runnable check) {
            this.check = check;
        }

        Watch add(Object watched, Runnable action) {
            Watch watch = new Watch(this, watched, action);
            watch.next = first;
            if (first != null) {
                first.previous = watch;
            }
            first = watch;
            return watch;
        }

        /** Runs the actions of what has become unreachable. */
        void drain() {
            for (Object watch; (watch = unreachable.poll()) != null;) {
                ((Watch) watch).fire();
            }
        }

        /**
         * Runs the actions of all current watches: the loop is ending, and there is no later. Returns whether there
         * were any; watches that the actions add are left for the next round.
         */
        boolean fireAll() {
            boolean any = first != null;
            for (Watch each = first; each != null; each = each.next) {
                each.fire();
            }
            return any;
        }

        private void unlink(Watch watch) {
            if (watch.previous == null) {
                first = watch.next;
            } else {
                watch.previous.next = watch.next;
            }
            if (watch.next != null) {
                watch.next.previous = watch.previous;
            }
        }
    }
}
