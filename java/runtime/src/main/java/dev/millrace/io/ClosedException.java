package dev.millrace.io;

/** We closed what we now try to use, or closed it while somebody waited on it. */
public final class ClosedException extends IoFailure {
    private static final long serialVersionUID = 1;

    /** Makes the exception; the message says what is closed. */
    public ClosedException(String message) {
        super(message);
    }
}
