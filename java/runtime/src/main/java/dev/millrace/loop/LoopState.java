package dev.millrace.loop;

/**
 * What the parts of a loop share: who may use it, what is ready, what was submitted, and what becomes of failures. The
 * loop's timers and descriptors stand on this and know nothing of each other.
 */
final class LoopState {
    final LoopThread thread;
    final ReadySteps ready;
    private final Inbox inbox;
    private final FailureHandler failures;
    private final boolean anyMachineErrorIsFatal;
    final boolean debug;
    /** What was taken out of the inbox and has not been made ready yet, oldest first. */
    private LoopStep backlog;
    /** Whether submissions from inside a turn must queue up behind earlier ones. */
    private boolean behind;

    LoopState(LoopThread thread, ReadySteps ready, Runnable wakeup, LoopOptions options) {
        this.thread = thread;
        this.ready = ready;
        this.inbox = new Inbox(wakeup);
        this.failures = options.failures();
        this.anyMachineErrorIsFatal = options.virtualMachineErrorsFatal();
        this.debug = options.debug();
    }

    void checkThread() {
        thread.check();
    }

    // ------------------------------------------------------------------ steps

    void makeReady(LoopStep step) {
        thread.check();
        if (!thread.isInTurn()) {
            // What the caller submitted before comes first.
            takeInbox(Integer.MAX_VALUE);
        }
        ready.add(step);
    }

    void unready(LoopStep step) {
        thread.check();
        ready.remove(step);
    }

    /**
     * Accepts a step from any thread, and keeps the order of each thread's steps. Returns false once the inbox is
     * closed.
     */
    boolean submit(LoopStep step) {
        if (thread.isInside() && !behind) {
            makeReady(step);
            return true;
        }
        return inbox.offer(step);
    }

    /** Makes at most that many submissions ready, oldest first. */
    void takeInbox(int most) {
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

    /** Marks the loop as asleep. Returns false if there are submissions. */
    boolean sleep() {
        return !behind && inbox.sleep();
    }

    /**
     * Makes everything that was accepted ready. The door is shut first, so that a thread that submits without pause
     * cannot keep it open.
     */
    void closeInbox() {
        LoopStep late = inbox.close();
        takeInbox(Integer.MAX_VALUE);
        backlog = late;
        takeInbox(Integer.MAX_VALUE);
    }

    // ------------------------------------------------------------------ failures

    /** Runs the runtime's own code in a phase; it should not throw. */
    void complete(Runnable code) {
        try {
            code.run();
        } catch (Throwable e) {
            throwIfFatal(e);
            report("a phase of the loop failed", e);
        }
    }

    boolean isFatal(Throwable error) {
        return error instanceof InternalError || error instanceof UnknownError
                || anyMachineErrorIsFatal && error instanceof VirtualMachineError;
    }

    void throwIfFatal(Throwable error) {
        if (isFatal(error)) {
            throw (Error) error;
        }
    }

    void report(String what, Throwable failure) {
        failures.report(what, failure);
    }
}
