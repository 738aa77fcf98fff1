package dev.millrace.io;

/** Another read, write, accept or demand of the same kind waits already. That one is untouched. */
public final class BusyException extends IoFailure {
    private static final long serialVersionUID = 1;

    /** Makes the exception; the message says what is busy. */
    public BusyException(String message) {
        super(message);
    }
}
