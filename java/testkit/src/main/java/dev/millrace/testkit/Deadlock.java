package dev.millrace.testkit;

/** Everything waits, and nothing could end that. */
final class Deadlock extends IllegalStateException {
    private static final long serialVersionUID = 1;

    Deadlock(String message) {
        super(message);
    }
}
