package dev.millrace.loop;

import dev.millrace.sys.ReadyBatch;

/**
 * A descriptor in the loop's care, from {@link Registry#add} until {@link #close}: registered with the poller once, for
 * both directions. It owns the descriptor. For the loop's thread only.
 */
public final class Registration {
    private static final int READ = ReadyBatch.READABLE | ReadyBatch.READ_CLOSED | ReadyBatch.ERROR;
    /** Kqueue reports the directions apart, so what it says of writing would hide what it said of reading. */
    private static final int LASTING = ReadyBatch.READ_CLOSED | ReadyBatch.ERROR;
    private static final int WRITE = ReadyBatch.WRITABLE | ReadyBatch.WRITE_CLOSED | ReadyBatch.ERROR;

    private final Registry registry;
    private final int fd;
    private final long key;
    private final Direction reader;
    private final Direction writer;
    private int lastReady;
    private int pendingError;
    private boolean closed;

    Registration(EventLoop loop, Registry registry, int fd, long key, boolean connected) {
        this.registry = registry;
        this.fd = fd;
        this.key = key;
        // Registering reports at once what can be read; a connected socket's buffer is empty, so it can be written.
        reader = new Direction(loop, this, "read", false);
        writer = new Direction(loop, this, "write", connected);
    }

    /** Tells the descriptor's number. */
    public int fd() {
        return fd;
    }

    /** The side that reads and accepts. */
    public Direction reader() {
        return reader;
    }

    /** The side that writes and connects. */
    public Direction writer() {
        return writer;
    }

    /** Takes the error that the poller told since this was last asked, or 0: some kernels tell it nowhere else. */
    public int takeError() {
        int error = pendingError;
        pendingError = 0;
        return error;
    }

    /** Tells whether {@link #close} was called. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Stops watching the descriptor and closes it. Operations that wait are told on a later step. Twice is once.
     */
    public void close() {
        registry.checkThread();
        if (!closed) {
            closed = true;
            try {
                registry.remove(this);
            } finally {
                reader.wake();
                writer.wake();
            }
        }
    }

    long key() {
        return key;
    }

    /** The bits of the last report, and what an earlier one said of an end: it holds for good, and is told once. */
    int lastReady() {
        return lastReady;
    }

    void report(int ready, int error) {
        lastReady = ready | lastReady & LASTING;
        if (error != 0) {
            pendingError = error;
        }
        if ((ready & READ) != 0) {
            reader.signal();
        }
        if ((ready & WRITE) != 0) {
            writer.signal();
        }
    }
}
