package dev.millrace.sys;

/**
 * What only sockets do: come into being, get addresses, listen, accept, connect, end one direction, have options. Their
 * bytes, and their close, are {@link Descriptors}' affair. Each call is one system call ({@link #finishConnect}: two)
 * and answers as those of {@link Descriptors} do.
 *
 * <p>Addresses are byte arrays that begin with the family (byte 0) and the length of the whole address in bytes (byte
 * 1), so that each family has its own. IPv4 and IPv6 (families 4 and 6) take {@value #IP_ADDRESS_BYTES} bytes:
 * bytes 2 and 3 the port, bytes 4 to 7 the IPv6 scope id, bytes 8 to 23 the address in network order (IPv4 in the first
 * four), numbers high byte first. Unix addresses (family 1) have their name from byte 2 on: a path, without a zero at
 * its end, or on Linux an abstract name, which begins with a zero; a socket without a name has the length 2.
 *
 * <p>A call that fills an address in fills the array as far as it goes, up to {@value #ADDRESS_BYTES} bytes, and what
 * comes after the address is zero. An address that is handed in with a length that its array or its family does not
 * have is {@link Errno#EINVAL}, and so is a Unix address without a name, or with a zero in a path. A name that is too
 * long for the kernel (108 bytes on Linux, 104 on macOS) is {@link Errno#ENAMETOOLONG} and never cut.
 *
 * <p>An instance belongs to one loop. Addresses pass through one buffer, so it is for one thread at a time.
 */
public interface Sockets extends AutoCloseable {
    /** Room for an address of any family. */
    int ADDRESS_BYTES = 128;
    /** The length of an IPv4 or IPv6 address. */
    int IP_ADDRESS_BYTES = 24;
    /** How many bytes say which file a path leads to. */
    int FILE_BYTES = 16;
    /** The most bytes of a datagram that are sent or received; what was longer is told as {@link #TRUNCATED}. */
    int MOST_DATAGRAM_BYTES = 64 * 1024;
    /** Added to the result of {@link #receiveFrom} if the datagram was longer than the room for it. */
    int TRUNCATED = 0x4000_0000;

    /** What a socket carries. */
    enum Kind {
        /** A stream of bytes: TCP, or Unix. */
        STREAM(1),
        /** Messages with bounds: UDP. */
        DATAGRAM(2);

        final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    /**
     * Opens a socket of family 4 or 6, or a stream socket of family 1, non-blocking and close-on-exec.
     *
     * @return its descriptor
     */
    int open(int family, Kind kind);

    /**
     * Gives the socket its local address. Port 0 lets the kernel choose one. A path must not exist; it is made, and
     * stays when the socket is closed: see {@link #removePath}.
     */
    int bind(int fd, byte[] address);

    /** Makes the socket listen; {@code backlog} is how many connections may wait to be accepted. */
    int listen(int fd, int backlog);

    /**
     * Accepts a connection and fills in the peer's address.
     *
     * @return the new descriptor, non-blocking and close-on-exec
     */
    int accept(int fd, byte[] peer);

    /**
     * Starts to connect.
     *
     * @return 0, or {@link Errno#EINPROGRESS}: then register the socket and wait for writable. A Unix socket connects
     *     at once, or fails: {@link Errno#ENOENT} if there is no such path, {@link Errno#ECONNREFUSED} if nobody
     *     listens there or, on Linux, it is no socket ({@link Errno#ENOTSOCK} on macOS), {@link Errno#EAGAIN} if the
     *     backlog is full, which no report follows
     */
    int connect(int fd, byte[] address);

    /**
     * Asks how a connect ended. An error is told once.
     *
     * @return 0, or {@link Errno#EINPROGRESS} if it has not ended, or its error
     */
    int finishConnect(int fd);

    /** Ends our direction: the peer reads the end after what was written. */
    int shutdownOutput(int fd);

    /** Fills in the local address. */
    int localAddress(int fd, byte[] address);

    /** Fills in the peer's address. */
    int remoteAddress(int fd, byte[] address);

    /** Sets an option. */
    int setOption(int fd, SocketOption option, int value);

    /**
     * Reads an option.
     *
     * @return its value
     */
    int getOption(int fd, SocketOption option);

    /**
     * Says which file is at the path of a Unix address. No other file is said to be the same as long as a socket that
     * is bound to this one is open.
     *
     * @param file filled with {@value #FILE_BYTES} bytes
     * @return 0, or {@link Errno#ENOENT} if there is none, {@link Errno#EINVAL} if the address is no path
     */
    int pathFile(byte[] address, byte[] file);

    /**
     * Removes the path of a Unix address if that file is still there.
     *
     * @return 0, or {@link Errno#ENOENT} if there is none, or another one
     */
    int removePath(byte[] address, byte[] file);

    /**
     * Sends one datagram, whole or not at all. A socket without a local address gets one.
     *
     * @param to where to; an empty array is the peer of a connected socket, which takes no other address
     * @return how many bytes; {@link Errno#EMSGSIZE} if they are more than the protocol allows, {@link
     *     Errno#EDESTADDRREQ} if the socket has no peer, {@link Errno#ECONNREFUSED} if a datagram before it was refused
     */
    int sendTo(int fd, byte[] bytes, int offset, int length, byte[] to);

    /**
     * Receives one datagram and fills in whom it is from. What does not fit into {@code length} bytes is lost.
     *
     * @return how many bytes arrived, 0 if the datagram was empty; with {@link #TRUNCATED} added if it was longer
     */
    int receiveFrom(int fd, byte[] bytes, int offset, int length, byte[] from);

    /** Dissolves the connection of a datagram socket, which keeps its local port. */
    int disconnect(int fd);

    /**
     * Joins a multicast group.
     *
     * @param networkInterface the index of the interface; 0 lets the system choose
     * @param source the only sender that counts; an empty array is everybody
     * @return 0, {@link Errno#ENODEV} if there is no such interface, {@link Errno#EINVAL} if it is no group
     */
    int join(int fd, byte[] group, int networkInterface, byte[] source);

    /** Leaves a multicast group that was joined with the same arguments. */
    int leave(int fd, byte[] group, int networkInterface, byte[] source);

    /**
     * Releases the buffer. Sockets stay open. {@code open} and whatever passes an address throw
     * {@link IllegalStateException} from now on.
     */
    @Override
    void close();
}
