package dev.millrace.sys;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs blocking work on up to {@value #THREADS} daemon threads, which are made when needed and end when idle. */
final class ThreadedElsewhere implements Elsewhere {
    private static final int THREADS = 16;
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(THREADS, THREADS, IDLE_SECONDS,
            TimeUnit.SECONDS, new LinkedBlockingQueue<>(), ThreadedElsewhere::thread);

    ThreadedElsewhere() {
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void run(Runnable work, Executor inbox) {
        threads.execute(work);
    }

    @Override
    public void close() {
        threads.getQueue().clear();
        threads.shutdown();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "millrace-elsewhere");
        thread.setDaemon(true);
        return thread;
    }
}
