package dev.millrace.task;

/**
 * Somebody gave up on this work. Let it through: it is an Error, as ThreadDeath was, so that {@code catch (Exception
 * e)} in a retry loop does not swallow it.
 */
public final class Cancelled extends Error {
    private static final long serialVersionUID = 1;

    /** Makes the error; the message says who gave up, or why. */
    public Cancelled(String message) {
        super(message);
    }
}
