package dev.millrace.sys;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/**
 * Makes virtual threads that run on a scheduler of the caller's. The JDK (21 and later) has a constructor for that, but
 * not a public one yet; its handle is got through the native layer, and nothing is opened to others.
 */
public final class VirtualThreads {
    /** Thread.NO_INHERIT_THREAD_LOCALS: a million parked threads need not each copy their parent's. */
    private static final int NO_INHERITANCE = 1 << 2;

    private final MethodHandle constructor;
    private final Executor defaultScheduler;

    /**
     * Finds the constructor.
     *
     * @throws UnsupportedOperationException if this JDK has none; the message says why
     */
    public VirtualThreads() {
        if (Runtime.version().feature() < 21) {
            throw new UnsupportedOperationException("JDK " + Runtime.version().feature() + " has no virtual threads");
        }
        try {
            Class<?> type = Class.forName("java.lang.VirtualThread");
            MethodHandles.Lookup lookup = NativeCalls.takeLookup();
            constructor = lookup.findConstructor(type,
                            MethodType.methodType(void.class, Executor.class, String.class, int.class, Runnable.class))
                    .asType(MethodType.methodType(Thread.class, Executor.class, String.class, int.class,
                            Runnable.class));
            defaultScheduler = (Executor) lookup.findStaticGetter(type, "DEFAULT_SCHEDULER", ForkJoinPool.class)
                    .invoke();
            // The JDK starts the helpers of its socket poller as virtual threads of whoever comes first. That must not
            // be a task: they would belong to its loop, and end with it. Here it is a platform thread.
            Class.forName("sun.nio.ch.Poller");
        } catch (Throwable e) {
            throw new UnsupportedOperationException("this JDK lets nobody schedule its virtual threads: " + e, e);
        }
    }

    /**
     * Makes a virtual thread that is not started.
     *
     * @param scheduler is given the thread's continuation whenever it can run, on any thread
     */
    public Thread newThread(Executor scheduler, String name, Runnable body) {
        try {
            return (Thread) constructor.invokeExact(scheduler, name, NO_INHERITANCE, body);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The scheduler of ordinary virtual threads. */
    public Executor defaultScheduler() {
        return defaultScheduler;
    }

    /**
     * Tells whether the calling thread is a virtual one, which cannot drive a loop: the JDK forbids it to carry others.
     */
    public static boolean isCurrentVirtual() {
        // By name: the code is compiled for JDK 17, which has no isVirtual().
        return Thread.currentThread().getClass().getName().equals("java.lang.VirtualThread");
    }
}
