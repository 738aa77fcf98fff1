package dev.millrace.sys;

/** The socket options, each with the unit of its value. A flag is 0 or 1. */
public enum SocketOption {
    /** TCP_NODELAY: small writes are sent at once; a flag. */
    NO_DELAY(1),
    /** SO_REUSEADDR: a port can be bound again while old connections linger; a flag. */
    REUSE_ADDRESS(2),
    /** SO_REUSEPORT: several listeners share a port; a flag. */
    REUSE_PORT(3),
    /** SO_SNDBUF, in bytes; Linux doubles what it is given. */
    SEND_BUFFER(4),
    /** SO_RCVBUF, in bytes; Linux doubles what it is given. */
    RECEIVE_BUFFER(5),
    /** SO_LINGER, in seconds, or {@link #LINGER_OFF}; 0 makes a close send RST. */
    LINGER(6),
    /** SO_KEEPALIVE: probes find out whether the peer is still there; a flag. */
    KEEP_ALIVE(7),
    /** IPV6_V6ONLY: an IPv6 listener takes no IPv4; a flag, before bind. */
    V6_ONLY(8);

    /** The value of {@link #LINGER} when a close does not linger. */
    public static final int LINGER_OFF = Integer.MAX_VALUE;

    final int number;

    SocketOption(int number) {
        this.number = number;
    }
}
