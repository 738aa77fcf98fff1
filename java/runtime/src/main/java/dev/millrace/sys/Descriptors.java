package dev.millrace.sys;

/**
 * What works for every descriptor, be it a socket, a pipe or a terminal: reading, writing and closing. A stream needs
 * nothing else once it is open, so one kind of stream serves them all; whatever makes a descriptor ({@link Sockets},
 * for one) stands beside this.
 *
 * <p>Each call is made at once, on the calling thread, and returns a value {@code >= 0} or a negative number of
 * {@link Errno}. None throws for what the kernel answers, and none allocates. {@link Errno#EAGAIN} means: wait for
 * readiness. EINTR never comes out, and writing where nobody reads is {@link Errno#EPIPE}, never a signal. A socket
 * takes one system call, any other descriptor one more.
 *
 * <p>An instance belongs to one loop. Bytes pass through one buffer, so it is for one thread at a time.
 */
public interface Descriptors extends AutoCloseable {
    /** The most bytes that one read or write moves, however many are asked for. */
    int MOST_BYTES = 64 * 1024;

    /**
     * Reads up to {@code length} bytes. Fewer do not mean that no more are there.
     *
     * @return how many, or 0 at the end
     */
    int read(int fd, byte[] bytes, int offset, int length);

    /**
     * Writes up to {@code length} bytes.
     *
     * @return how many the kernel took, which may be fewer
     */
    int write(int fd, byte[] bytes, int offset, int length);

    /**
     * Writes from several arrays at once, in order, from the byte at {@code offset} in {@code arrays[first]} on.
     *
     * @return how many bytes the kernel took, which may be fewer
     */
    int write(int fd, byte[][] arrays, int first, int offset);

    /** Closes a descriptor, whatever is returned; to be called once. */
    int close(int fd);

    /**
     * Releases the buffer. Descriptors stay open, and can still be closed; reads and writes throw
     * {@link IllegalStateException} from now on.
     */
    @Override
    void close();
}
