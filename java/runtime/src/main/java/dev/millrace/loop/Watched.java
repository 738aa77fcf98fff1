package dev.millrace.loop;

import dev.millrace.sys.ReadyBatch;

/** What is known of a descriptor in the loop's care; both of its directions look here. */
final class Watched {
    /** Kqueue reports the directions separately, so a report on writing would hide an earlier one on reading. */
    private static final int LASTING = ReadyBatch.READ_CLOSED | ReadyBatch.ERROR;

    final int fd;
    boolean closed;
    private int lastReady;
    private int pendingError;

    Watched(int fd) {
        this.fd = fd;
    }

    /** Returns the bits of the last report, and those of earlier ones that hold for good: an end or an error. */
    int lastReady() {
        return lastReady;
    }

    void report(int ready, int error) {
        lastReady = ready | lastReady & LASTING;
        if (error != 0) {
            pendingError = error;
        }
    }

    int takeError() {
        int error = pendingError;
        pendingError = 0;
        return error;
    }
}
