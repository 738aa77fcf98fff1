package dev.millrace.net;

import dev.millrace.loop.EventLoop;

/** We closed what we now try to use, or closed it while somebody waited on it. */
public final class ClosedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Makes the exception; the message says what is closed. */
    public ClosedException(String message) {
        super(message);
    }

    /** Refuses a loop that is closed or closing: nobody would close a socket that is opened for it now. */
    static void throwIfClosed(EventLoop loop, Address address) {
        if (loop.isClosed()) {
            throw new ClosedException("the loop is closed: no socket for " + address);
        }
    }
}
