package dev.millrace.sys;

/**
 * Tells which descriptors are ready: epoll on Linux, kqueue on macOS, a model in simulation.
 *
 * <h2>Portability</h2>
 * What a caller may rely on, on every platform:
 * <ul>
 * <li>A descriptor is registered once, for both directions, and is reported whenever its state changes, beginning with
 *     what is ready when it is registered (edge-triggered). There is no interest to modify.</li>
 * <li>To register it once more, before it is deregistered or closed, is refused with EEXIST, and changes nothing.</li>
 * <li>A report means "try again", no more: the system call's answer is the truth. Reports that turn out to be empty
 *     happen; a change that is not reported does not.</li>
 * <li>One poll brings at most one report a key. A readable report need not say that the peer has closed: the read that
 *     gives 0 says it.</li>
 * <li>No report comes for a descriptor after {@link #deregister}. Deregister before closing.</li>
 * <li>A connecting socket is registered after {@code connect} was called; its end is reported as writable.</li>
 * </ul>
 * Not to be relied on: the order of reports; that {@link ReadyBatch#URGENT} or {@link ReadyBatch#WRITE_CLOSED} is ever reported.
 *
 * <p>Threads: {@code register}, {@code deregister} and {@code wakeup} may be called from any thread and act on a poll
 * that is blocked; {@code poll} and {@code close} belong to one thread.
 */
public interface Poller extends AutoCloseable {

    /**
     * Begins to watch a descriptor.
     *
     * @param key comes back in reports; any value but {@link ReadyBatch#WAKEUP}
     * @throws SystemException if the kernel refuses, for instance EBADF, EEXIST, ENOSPC
     */
    void register(int fd, long key);

    /**
     * Stops watching a descriptor that is still open.
     *
     * @return whether it was watched: false for a descriptor that is unknown or closed
     */
    boolean deregister(int fd);

    /**
     * Waits for reports and replaces the batch's content by them.
     *
     * @param timeoutNanos how long to wait: 0 only asks, negative waits without end. The wait is never cut short by
     *     anything but a report, and never rounded down
     * @return how many reports came, a wakeup's among them; 0 only when the time is over
     */
    int poll(ReadyBatch batch, long timeoutNanos);

    /** Ends the wait that is going on, or else the next one, at once. Several before one poll are one. Thread-safe. */
    void wakeup();

    /**
     * Releases the poller. A {@code wakeup} after that, or at the same time, does nothing; the other calls throw
     * {@link IllegalStateException}.
     */
    @Override
    void close();
}
