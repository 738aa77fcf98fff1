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
    V6_ONLY(8),
    /** SO_BROADCAST: datagrams may go to a broadcast address; a flag. */
    BROADCAST(9),
    /** IP_TTL or IPV6_UNICAST_HOPS: how many hops what is sent may take, from 1 to 255. */
    TTL(10),
    /** IP_MULTICAST_TTL or IPV6_MULTICAST_HOPS: how many hops multicast may take, from 0 (this machine) to 255. */
    MULTICAST_TTL(11),
    /** IP_MULTICAST_LOOP or IPV6_MULTICAST_LOOP: members on this machine receive multicast too; a flag. */
    MULTICAST_LOOP(12),
    /**
     * IP_MULTICAST_IF or IPV6_MULTICAST_IF: the index of the network interface that multicast leaves by; 0 lets the
     * system choose. For IPv4 it can only be set: reading it is ENOPROTOOPT.
     */
    MULTICAST_INTERFACE(13);

    /** The value of {@link #LINGER} when a close does not linger. */
    public static final int LINGER_OFF = Integer.MAX_VALUE;

    final int number;

    SocketOption(int number) {
        this.number = number;
    }
}
