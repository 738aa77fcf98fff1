package dev.millrace.testkit;

import dev.millrace.sys.Elsewhere;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs blocking work as a step of the loop. */
final class SimulatedBlockingPool implements Elsewhere {
    private boolean closed;

    @Override
    public void run(Runnable work, Executor inbox) {
        if (closed) {
            throw new RejectedExecutionException("closed");
        }
        inbox.execute(work);
    }

    @Override
    public void close() {
        closed = true;
    }
}
