package dev.millrace.loop;

/**
 * Two operations were asked to wait on one direction: the second is refused and the first is untouched. Await the
 * first one, or cancel it.
 */
public final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Makes the exception; the message says what is busy. */
    public BusyException(String message) {
        super(message);
    }
}
