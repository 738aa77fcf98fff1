package dev.millrace.testkit;

import dev.millrace.sys.BlockingPool;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs blocking work as a step of the loop. */
final class SimulatedBlockingPool implements BlockingPool {
    private boolean closed;

    @Override
    public Runnable run(Runnable work, Executor inbox) {
        if (closed) {
            throw new RejectedExecutionException("the platform is closed");
        }
        AtomicBoolean begun = new AtomicBoolean();
        inbox.execute(() -> {
            if (begun.compareAndSet(false, true)) {
                work.run();
            }
        });
        return () -> begun.set(true);
    }

    @Override
    public void close() {
        closed = true;
    }
}
