package dev.millrace.sys;

/**
 * The non-blocking socket calls. Each makes one system call at once ({@link #finishConnect}: two), on the calling
 * thread, and returns a value {@code >= 0} or a negative number of {@link Errno}; none throws for what the kernel
 * answers, and none allocates. {@link Errno#EAGAIN} means: wait for readiness. EINTR never comes out.
 *
 * <p>Addresses are arrays of {@value #ADDRESS_BYTES} bytes: byte 0 the family (4 or 6), bytes 2 and 3 the port, bytes 4
 * to 7 the IPv6 scope id, bytes 8 to 23 the address in network order (IPv4 in the first four), numbers high byte first.
 *
 * <p>An instance belongs to one loop: it copies through one buffer, so it is for one thread at a time.
 */
public interface Sockets extends AutoCloseable {
    /** The length of an address. */
    int ADDRESS_BYTES = 24;
    /** The most bytes one read or write moves, however many are asked for. */
    int MOST_BYTES = 64 * 1024;

    /** Opens a TCP socket of family 4 or 6, non-blocking and close-on-exec. Returns its descriptor. */
    int open(int family);

    /** Gives the socket its local address. Port 0 lets the kernel choose one. */
    int bind(int fd, byte[] address);

    /** Makes the socket listen; {@code backlog} is how many connections may wait to be accepted. */
    int listen(int fd, int backlog);

    /** Accepts a connection and fills in the peer's address. Returns the new descriptor. */
    int accept(int fd, byte[] peer);

    /** Starts to connect. Returns 0, or {@link Errno#EINPROGRESS}: then register it and wait for writable. */
    int connect(int fd, byte[] address);

    /** Tells how a connect ended: 0, or {@link Errno#EINPROGRESS} if it has not, or the error, which it tells once. */
    int finishConnect(int fd);

    /** Reads up to {@code length} bytes; fewer do not mean that no more are there. Returns how many, 0 at the end. */
    int read(int fd, byte[] bytes, int offset, int length);

    /** Writes up to {@code length} bytes. Returns how many the kernel took, which may be fewer. */
    int write(int fd, byte[] bytes, int offset, int length);

    /**
     * Writes from several arrays at once, in order, from the byte at {@code offset} in {@code arrays[first]} on.
     *
     * @return how many bytes the kernel took, which may be fewer
     */
    int write(int fd, byte[][] arrays, int first, int offset);

    /** Ends our direction: the peer reads the end after what was written. */
    int shutdownOutput(int fd);

    /** Closes the descriptor, whatever it returns; to be called once. */
    int close(int fd);

    /** Fills in the local address. */
    int localAddress(int fd, byte[] address);

    /** Fills in the peer's address. */
    int remoteAddress(int fd, byte[] address);

    /** Sets an option. */
    int setOption(int fd, SocketOption option, int value);

    /** Reads an option. Returns its value. */
    int getOption(int fd, SocketOption option);

    /**
     * Releases the buffer. The sockets stay open, and can be closed. {@code open} and whatever passes bytes throw
     * {@link IllegalStateException} from now on.
     */
    @Override
    void close();
}
