package dev.millrace.task;

/**
 * Somebody gave up on this work. Let it through: it is an Error, as ThreadDeath was, so that {@code catch (Exception
 * e)} in a retry loop does not swallow it.
 */
public final class Cancelled extends Error {
    private static final long serialVersionUID = 1;

    /** The scope that was cancelled and stops this error; null if none was, only a future. */
    private final transient CancelScope origin;

    /** Makes the error; the message says who gave up, or why. */
    public Cancelled(String message) {
        this(message, null);
    }

    Cancelled(String message, CancelScope origin) {
        super(message);
        this.origin = origin;
    }

    CancelScope origin() {
        return origin;
    }
}
