package dev.millrace.io;

/** More bytes came than the caller allows in a line, or in all. They are still in the buffer: read them, or close. */
public final class LimitExceeded extends IoFailure {
    private static final long serialVersionUID = 1;

    LimitExceeded(String message) {
        super(message);
    }
}
