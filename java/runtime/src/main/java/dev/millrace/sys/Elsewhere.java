package dev.millrace.sys;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs work that blocks (a name look-up, a file) away from the loop. The system's one has up to 16 threads of its
 * own, and what comes when all are busy waits; a simulated one makes the work a step of the loop, so that a run stays
 * deterministic.
 */
public interface Elsewhere extends AutoCloseable {

    /**
     * Runs the work once, some time, on some thread. Work brings its result home itself, by handing a task to
     * {@code inbox}, which refuses it ({@link RejectedExecutionException}) once the loop is closed.
     *
     * @param work what to run; what it throws is lost, so it should throw nothing
     * @param inbox the way back to the loop; a simulated Elsewhere runs the work itself on it
     * @throws RejectedExecutionException after {@link #close()}
     */
    void run(Runnable work, Executor inbox);

    /** Takes no more work and forgets what has not begun; what runs is not interrupted and not waited for. */
    @Override
    void close();
}
