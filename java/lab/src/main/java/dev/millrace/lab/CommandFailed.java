package dev.millrace.lab;

/** A command cannot keep its promise; the message is the line that the user reads. */
final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    CommandFailed(String message) {
        super(message);
    }
}
