package dev.millrace.task;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;

/** A thread of its own that takes turns with the loop's: whoever has the baton runs, the other waits for it. */
final class BatonCoroutine extends Coroutine {
    /** How many times to look for the baton before sleeping: a hand-over between two awake threads is far cheaper. */
    private static final int SPINS = 200;

    private final BiFunction<Runnable, String, Thread> threads;
    private Thread driver;
    /** Whether the body waits for the baton without parking. */
    private volatile boolean unparkable;
    /** Whether the body has the baton; if not, the loop's thread has it. */
    private volatile boolean inBody;

    BatonCoroutine(BiFunction<Runnable, String, Thread> threads, Task<?> task) {
        super(task);
        this.threads = threads;
    }

    @Override
    public void run() {
        driver = Thread.currentThread();
        if (thread == null) {
            try {
                start();
            } catch (Throwable e) {
                inBody = false;
                notStarted(e);
                return;
            }
        } else {
            entering();
            inBody = true;
            LockSupport.unpark(thread);
        }
        waitFor(false);
        returned();
    }

    private void start() {
        thread = threads.apply(this::wholeBody, threadName());
        entering();
        inBody = true;
        thread.start();
    }

    @Override
    void suspend() {
        inBody = false;
        LockSupport.unpark(driver);
        try {
            waitFor(true);
        } catch (StackOverflowError e) {
            // The VM cannot save the stack of this virtual thread, and the body must not go on without the baton.
            unparkable = true;
            loop().execute(this::resumeUnparkable);
            while (!inBody) {
                Thread.onSpinWait();
            }
            if (!unparkable) {
                throw e;
            }
            unparkable = false;
        }
    }

    /**
     * Gives the baton to a body that waits awake, so that it can fail, unless what it awaits has given it the baton
     * already.
     */
    private void resumeUnparkable() {
        if (unparkable) {
            unparkable = false;
            run();
        }
    }

    private void wholeBody() {
        core.belong();
        body();
        inBody = false;
        LockSupport.unpark(driver);
    }

    /** An interrupted thread does not sleep in park, so the interrupt is put aside until the baton has come. */
    private void waitFor(boolean body) {
        boolean interrupted = false;
        for (int spins = 0; inBody != body; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
