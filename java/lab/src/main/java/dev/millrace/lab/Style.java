package dev.millrace.lab;

/** How the server and the clients are written. Both styles do the same. */
enum Style {
    /** In straight lines: a task per connection, a task per client. */
    AWAIT,
    /** With handlers that are called when something is done. */
    CALLBACK;

    /** What {@code --style} takes, and the names that the reports use. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
