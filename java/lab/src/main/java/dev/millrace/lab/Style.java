package dev.millrace.lab;

/** How the server and the clients are written. Both ways do the same. */
enum Style {
    /** In straight lines: a task a connection, a task a client. */
    AWAIT,
    /** With handlers that are told when something is done. */
    CALLBACK;

    /** What {@code --style} takes, and the names that the reports use. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
