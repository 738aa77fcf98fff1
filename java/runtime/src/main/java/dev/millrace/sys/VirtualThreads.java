package dev.millrace.sys;

import java.util.concurrent.Executor;

/**
 * Makes virtual threads that run on a scheduler of the caller's. Where the JDK has a public interface for that, it is
 * used. Other JDKs (from 21 on) have only a hidden constructor, which the native layer calls; it hands out threads and
 * nothing else, so no private part of the JDK is opened to anyone.
 */
public final class VirtualThreads {
    /** Thread.NO_INHERIT_THREAD_LOCALS: a million parked threads need not each copy their parent's. */
    private static final int NO_INHERITANCE = 1 << 2;

    /** Null where the JDK has none. */
    private final PublicScheduler publicScheduler;

    /**
     * Finds out how this JDK makes them.
     *
     * @throws UnsupportedOperationException if this JDK does not; the message says why
     */
    public VirtualThreads() {
        if (Runtime.version().feature() < 21) {
            throw new UnsupportedOperationException("JDK " + Runtime.version().feature() + " has no virtual threads");
        }
        publicScheduler = findPublicScheduler();
        try {
            if (publicScheduler == null) {
                Class.forName(HiddenVirtualThreads.class.getName());
            }
            // The JDK starts the helpers of its socket poller as virtual threads of whoever comes first. That must not
            // be a task: they would belong to its loop, and end with it. Here it is a platform thread.
            Class.forName("sun.nio.ch.Poller");
        } catch (ClassNotFoundException | LinkageError e) {
            throw new UnsupportedOperationException("this JDK lets nobody schedule its virtual threads: " + e, e);
        }
    }

    private static PublicScheduler findPublicScheduler() {
        try {
            return new PublicScheduler(Thread.class);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /**
     * Makes a virtual thread that is not started.
     *
     * @param scheduler is given the thread's continuation whenever it can run, on any thread
     */
    public Thread newThread(Executor scheduler, String name, Runnable body) {
        if (publicScheduler == null) {
            return HiddenVirtualThreads.make(scheduler, name, NO_INHERITANCE, body);
        }
        try {
            return publicScheduler.newThread(scheduler, name, body);
        } catch (ReflectiveOperationException e) {
            throw PublicScheduler.unwrapped(e);
        }
    }

    /**
     * Runs a continuation as the JDK runs those of ordinary virtual threads. A scheduler needs it for threads that its
     * own threads start: on JDKs without a public interface they inherit it.
     */
    public void runByDefault(Runnable continuation) {
        if (publicScheduler == null) {
            HiddenVirtualThreads.runByDefault(continuation);
        } else {
            new Thread(continuation, "millrace-carrier").start();
        }
    }

    /**
     * Returns whether the calling thread is a virtual one, which cannot drive a loop: the JDK forbids it to carry
     * others.
     */
    public static boolean isCurrentVirtual() {
        // By name: the code is compiled for JDK 17, which has no isVirtual().
        return Thread.currentThread().getClass().getName().equals("java.lang.VirtualThread");
    }
}
