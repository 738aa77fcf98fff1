package dev.millrace.loop;

import dev.millrace.sys.ReadyBatch;
import java.util.function.Consumer;

/**
 * A descriptor in the loop's care, from {@link Registry#add} until {@link #close}: registered with the poller once, for
 * both directions. It owns the descriptor. For the loop's thread only.
 */
public final class Registration {
    private static final int READ = ReadyBatch.READABLE | ReadyBatch.READ_CLOSED | ReadyBatch.ERROR;
    private static final int WRITE = ReadyBatch.WRITABLE | ReadyBatch.WRITE_CLOSED | ReadyBatch.ERROR;

    private final LoopState loop;
    private final Consumer<Registration> onClose;
    private final Watched watched;
    private final long key;
    private final Direction reader;
    private final Direction writer;

    Registration(LoopState loop, Consumer<Registration> onClose, int fd, long key, boolean connected) {
        this.loop = loop;
        this.onClose = onClose;
        this.watched = new Watched(fd);
        this.key = key;
        // Registering reports at once what can be read; a connected socket's buffer is empty, so it can be written.
        reader = new Direction(loop, watched, "read", false);
        writer = new Direction(loop, watched, "write", connected);
    }

    /** Returns the descriptor's number. */
    public int fd() {
        return watched.fd;
    }

    /** Returns the direction that reads and accepts. */
    public Direction reader() {
        return reader;
    }

    /** Returns the direction that writes and connects. */
    public Direction writer() {
        return writer;
    }

    /** Returns the error that the poller has reported, or 0, and clears it: some kernels report it nowhere else. */
    public int takeError() {
        return watched.takeError();
    }

    /** Returns whether {@link #close} was called. */
    public boolean isClosed() {
        return watched.closed;
    }

    /**
     * Stops watching the descriptor and closes it. Operations that are waiting complete, as closed, on a later step.
     * Closing again does nothing.
     */
    public void close() {
        loop.checkThread();
        if (!watched.closed) {
            watched.closed = true;
            try {
                onClose.accept(this);
            } finally {
                reader.wake();
                writer.wake();
            }
        }
    }

    long key() {
        return key;
    }

    void report(int ready, int error) {
        watched.report(ready, error);
        if ((ready & READ) != 0) {
            reader.signal();
        }
        if ((ready & WRITE) != 0) {
            writer.signal();
        }
    }
}
