package dev.millrace.sync;

/** A channel was closed: it takes no more elements, or has none left. */
public final class ChannelClosedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Makes the failure of a send or receive. */
    public ChannelClosedException(String message) {
        super(message);
    }
}
