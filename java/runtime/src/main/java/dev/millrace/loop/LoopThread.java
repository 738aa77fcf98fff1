package dev.millrace.loop;

import dev.millrace.sys.VirtualThreads;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whose a loop is: the thread that drives it (before it is driven: that made it) or, while a coroutine runs, the thread
 * of that. One comparison tells whether a caller is that thread.
 */
final class LoopThread {
    private static final VarHandle THREAD;
    /**
     * Which loop a thread drives, so that loops do not nest. The loops know nothing of each other, and to look for one
     * on the thread's stack would cost ten times a turn.
     */
    private static final ThreadLocal<LoopThread> DRIVES = new ThreadLocal<>();

    static {
        try {
            THREAD = MethodHandles.lookup().findVarHandle(LoopThread.class, "thread", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final AtomicBoolean driven = new AtomicBoolean();
    /**
     * Read and written without fences, which would cost a resume more than all else here: a thread compares it with
     * itself, and whoever made it the loop's has handed control to it afterwards.
     */
    private Thread thread = Thread.currentThread();
    /** Who drives, and is the loop's thread again when a coroutine is unmounted. */
    private Thread driver;
    /** What runs, if a coroutine does. */
    private Object mounted;

    boolean isCurrent() {
        return Thread.currentThread() == (Thread) THREAD.getOpaque(this);
    }

    boolean isDriven() {
        return driven.get();
    }

    void check() {
        Thread owner = (Thread) THREAD.getOpaque(this);
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("this loop belongs to " + owner + "; it was used on "
                    + Thread.currentThread() + ": hand over a task by execute()");
        }
    }

    /** Makes the calling thread the one that drives; refuses a virtual thread, and one that drives a loop already. */
    void drive() {
        if (VirtualThreads.isCurrentVirtual()) {
            throw new IllegalStateException("a virtual thread cannot drive a loop: use a platform thread");
        }
        if (DRIVES.get() != null) {
            throw new IllegalStateException("this thread drives a loop already: loops do not nest");
        }
        take();
        DRIVES.set(this);
    }

    /** Ends what {@link #drive} began. */
    void endDrive() {
        DRIVES.set(null);
        release();
    }

    /** Makes the calling thread the loop's, unless the loop is driven. */
    void take() {
        if (!driven.compareAndSet(false, true)) {
            throw new IllegalStateException("the loop is running, driven by " + thread + ": stop() it first");
        }
        driver = Thread.currentThread();
        THREAD.setOpaque(this, driver);
    }

    void release() {
        driven.set(false);
    }

    void mount(Thread coroutine, Object task) {
        check();
        mounted = task;
        THREAD.setOpaque(this, coroutine);
    }

    void unmount() {
        THREAD.setOpaque(this, driver);
    }

    /** What runs in the coroutine of the calling thread; null if that is not the loop's, or no coroutine's. */
    Object mounted() {
        Thread current = Thread.currentThread();
        return current != driver && current == (Thread) THREAD.getOpaque(this) ? mounted : null;
    }
}
