package dev.millrace.task;

/** A deadline passed first, and what was waited for was cancelled. Try again later, or with more time. */
public final class TimedOut extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Makes the exception; the message says what took longer than which timeout. */
    public TimedOut(String message) {
        super(message);
    }
}
