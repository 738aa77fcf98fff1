package dev.millrace.loop;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The only thread-safe door of a loop. One atomic reference holds all there is to know: a stack of accepted steps
 * (newest first), or the mark that the loop is asleep, or the mark that the door is closed. So a step is accepted or
 * refused at one instant, and of all threads that bring a step to a sleeping loop exactly one wakes it: the one that
 * replaces the mark.
 */
final class Inbox {
    private static final LoopStep ASLEEP = new Mark();
    private static final LoopStep CLOSED = new Mark();

    private final AtomicReference<LoopStep> top = new AtomicReference<>();
    private final Runnable wakeup;

    /** Makes an empty inbox; {@code wakeup} wakes the loop, and is called on the thread that brings a step. */
    Inbox(Runnable wakeup) {
        this.wakeup = wakeup;
    }

    /** Brings a step, from any thread. Returns false if the inbox is closed: then the step is not kept. */
    boolean offer(LoopStep step) {
        LoopStep seen;
        do {
            seen = top.get();
            if (seen == CLOSED) {
                return false;
            }
            step.next = seen == ASLEEP ? null : seen;
        } while (!top.compareAndSet(seen, step));
        if (seen == ASLEEP) {
            wakeup.run();
        }
        return true;
    }

    /** Marks the loop as asleep: whoever brings something now wakes it. Returns false if there is something already. */
    boolean sleep() {
        return top.compareAndSet(null, ASLEEP);
    }

    /** Takes all steps, oldest first, linked by {@code next}; null if there are none. Ends the sleep. */
    LoopStep take() {
        LoopStep seen = top.get();
        return seen == null || seen == CLOSED ? null : oldestFirst(top.getAndSet(null));
    }

    /** Closes the door and takes what was accepted before. */
    LoopStep close() {
        return oldestFirst(top.getAndSet(CLOSED));
    }

    private static LoopStep oldestFirst(LoopStep newest) {
        LoopStep oldest = null;
        LoopStep step = newest == ASLEEP || newest == CLOSED ? null : newest;
        while (step != null) {
            LoopStep older = step.next;
            step.next = oldest;
            oldest = step;
            step = older;
        }
        return oldest;
    }

    /** A state of the inbox, never run. */
    private static final class Mark extends LoopStep {
        @Override
        public void run() {
            throw new AssertionError("a mark is not a step");
        }
    }
}
