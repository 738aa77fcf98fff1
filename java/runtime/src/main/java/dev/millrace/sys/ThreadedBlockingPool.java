package dev.millrace.sys;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs blocking work on up to {@value #THREADS} daemon threads, which are made when needed and end when idle. */
final class ThreadedBlockingPool implements BlockingPool {
    private static final int THREADS = 16;
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(THREADS, THREADS, IDLE_SECONDS,
            TimeUnit.SECONDS, new LinkedBlockingQueue<>(), ThreadedBlockingPool::thread);

    ThreadedBlockingPool() {
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public Runnable run(Runnable work, Executor inbox) {
        AtomicBoolean begun = new AtomicBoolean();
        Runnable once = () -> {
            if (begun.compareAndSet(false, true)) {
                work.run();
            }
        };
        threads.execute(once);
        return () -> {
            // A thread that was made for this work has it already, outside the queue, before it begins.
            if (begun.compareAndSet(false, true)) {
                threads.remove(once);
            }
        };
    }

    @Override
    public void close() {
        threads.getQueue().clear();
        threads.shutdown();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "millrace-blocking");
        thread.setDaemon(true);
        return thread;
    }
}
