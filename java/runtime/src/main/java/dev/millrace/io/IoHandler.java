package dev.millrace.io;

/**
 * Takes the result of one read or write that could not be done at once, on a step of its own. An object may be used
 * again and again, so waiting allocates nothing.
 */
public interface IoHandler {

    /**
     * The operation is done.
     *
     * @param count bytes; for a read, -1 at the end
     */
    void completed(int count);

    /** The operation failed: {@link ClosedException} if we closed the stream, {@link BrokenException} if others did. */
    void failed(RuntimeException failure);
}
