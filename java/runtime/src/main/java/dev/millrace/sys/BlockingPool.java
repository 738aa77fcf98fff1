package dev.millrace.sys;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs work that blocks (a name look-up, a file) away from the loop. The system's pool has up to 16 threads of its own;
 * work that comes when all of them are busy waits for one. A simulated pool makes the work a step of the loop, so that
 * a run stays deterministic.
 */
public interface BlockingPool extends AutoCloseable {

    /**
     * Runs the work once, some time, on some thread. Work brings its result home itself, by handing a task to
     * {@code inbox}, which refuses it ({@link RejectedExecutionException}) once the loop is closed.
     *
     * @param work what to run; what it throws is lost, so it should throw nothing
     * @param inbox the way back to the loop; a simulated pool runs the work itself on it
     * @return takes the work back: if it has not begun it never will. It does nothing to work that has begun, and may
     *     be called from any thread, any number of times
     * @throws RejectedExecutionException after {@link #close()}; the work does not run
     */
    Runnable run(Runnable work, Executor inbox);

    /** Takes no more work and forgets what has not begun. What runs is neither interrupted nor waited for. */
    @Override
    void close();
}
