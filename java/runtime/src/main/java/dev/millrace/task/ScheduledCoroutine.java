package dev.millrace.task;

import dev.millrace.sys.VirtualThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A virtual thread whose scheduler is this object. The thread hands over its continuation whenever it can run: after a
 * {@code Thread.yield}, which is how the body suspends, at once and on the loop's thread; after blocking in the JDK,
 * from whichever thread unblocks it. The loop decides when the continuation runs.
 *
 * <p>It suspends by yield and not by park because a park can end by itself: interrupts and stray unparks would have to
 * be told apart from a resume, and a parked thread that is interrupted spins.
 */
final class ScheduledCoroutine extends Coroutine implements Executor {
    private final VirtualThreads threads;
    /** The loop's thread, on which the body runs. */
    private Thread carrier;
    /** Whether the body runs, or is just giving control back. */
    private boolean lent;
    /**
     * The thread's own continuation; always the same object. Whoever unblocks the thread sees it without a fence: the
     * thread stored it before it first ran, and has blocked since, which wrote its state, a volatile.
     */
    private Runnable continuation;
    /** Whether the body is suspending, or suspended until {@link #run}. */
    private boolean suspended;
    /** Whether the body has come back from {@link #suspend}, or has begun. */
    private boolean awake;
    /** Whether the body yielded by itself and wants to go on. */
    private boolean yielded;

    ScheduledCoroutine(VirtualThreads threads, Task<?> task) {
        super(task);
        this.threads = threads;
    }

    @Override
    public void run() {
        if (thread == null) {
            try {
                thread = threads.newThread(this, threadName(), this::wholeBody);
                thread.start();
            } catch (Throwable e) {
                notStarted(e);
                return;
            }
        }
        suspended = false;
        awake = false;
        entering();
        do {
            // The continuation does nothing while somebody takes a dump of its stack: try again.
            lend();
        } while (!awake);
        returned();
        noteBlocked();
    }

    @Override
    boolean isBlocked() {
        return thread != null && !suspended && !hasEnded() && core.mounted() != this;
    }

    private void noteBlocked() {
        if (!suspended && !hasEnded()) {
            task().root().blocked.note(this);
        }
    }

    @Override
    void suspend() {
        suspended = true;
        boolean refused;
        try {
            Thread.yield();
        } finally {
            // The VM may also throw: it does not save a stack of more than some hundred KiB.
            refused = suspended;
            suspended = false;
        }
        if (refused) {
            throw new IllegalStateException("a task cannot await here: a native frame or a class initialiser"
                    + " (before JDK 24: or a monitor) is on its stack");
        }
        awake = true;
    }

    /** Takes a continuation, from any thread. It must not throw, park or lock: the JDK's own threads call it. */
    @Override
    public void execute(Runnable runnable) {
        if (continuation == null) {
            continuation = runnable;
        } else if (runnable != continuation) {
            // A virtual thread that the body has started, which has inherited this scheduler: an ordinary one.
            threads.runByDefault(runnable);
        } else if (Thread.currentThread() == carrier && lent) {
            yielded = !suspended;
        } else {
            unblocked();
        }
    }

    /** Brings the body back to the loop after it was blocked in the JDK; when the loop has closed, anywhere. */
    private void unblocked() {
        try {
            loop().execute(this::goOn);
        } catch (RejectedExecutionException e) {
            new Thread(continuation, threadName() + " after its loop").start();
        }
    }

    /**
     * Lets the body go on after blocking. While it is suspended this is an echo: whoever takes a stack dump submits the
     * continuation again. When it is blocked again, or has ended, the continuation knows that it must not run.
     */
    private void goOn() {
        if (!suspended && !hasEnded()) {
            entering();
            lend();
            returned();
            noteBlocked();
        }
    }

    /** Lends this thread to the continuation. */
    private void lend() {
        if (carrier != Thread.currentThread()) {
            carrier = Thread.currentThread();
        }
        // Mounting a virtual thread clears it.
        boolean interrupted = carrier.isInterrupted();
        lent = true;
        continuation.run();
        lent = false;
        if (interrupted) {
            carrier.interrupt();
        }
        if (yielded) {
            yielded = false;
            unblocked();
        }
    }

    private void wholeBody() {
        awake = true;
        body();
    }
}
