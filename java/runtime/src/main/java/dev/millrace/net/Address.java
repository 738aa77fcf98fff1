package dev.millrace.net;

import dev.millrace.io.ClosedException;
import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An IP address and a port. Names are looked up by {@link #lookup}; an address is numbers only, equal by value.
 *
 * @param ipv6 whether it is an IPv6 address
 * @param high the first 64 bits of an IPv6 address; 0 for IPv4
 * @param low the last 64 bits of an IPv6 address, or the 32 of an IPv4 address
 * @param scope the IPv6 scope id (the number of the network interface of a link-local address); 0 if none
 * @param port from 0 to 65535; binding to 0 lets the kernel choose
 */
public record Address(boolean ipv6, long high, long low, int scope, int port) {

    /**
     * Checks the port.
     *
     * @throws IllegalArgumentException if the port is out of range, or an IPv4 address has more than 32 bits or a scope
     */
    public Address {
        requirePort(port);
        if (!ipv6 && (high != 0 || low >>> 32 != 0 || scope != 0)) {
            throw new IllegalArgumentException("an IPv4 address has 32 bits and no scope");
        }
    }

    /** The IPv4 loopback address, 127.0.0.1. */
    public static Address loopback(int port) {
        return new Address(false, 0, 0x7F000001L, 0, port);
    }

    /** The IPv4 wildcard address, 0.0.0.0: a listener on it takes connections for every IPv4 address of the machine. */
    public static Address any(int port) {
        return new Address(false, 0, 0, 0, port);
    }

    /**
     * Reads {@code 127.0.0.1:80}, {@code [::1]:80} or {@code [fe80::1%eth0]:80}. Names are not looked up.
     *
     * @throws IllegalArgumentException if the text is not such an address; the message says why
     */
    public static Address parse(String text) {
        return AddressText.parse(text);
    }

    /** Takes an address of the JDK's. */
    public static Address of(InetAddress address, int port) {
        return AddressText.of(address, port);
    }

    /**
     * Looks a name up, on another thread. A literal address is taken as it is, at once.
     *
     * @param host a name, {@code 127.0.0.1} or {@code ::1}
     * @return its addresses, at least one, in the resolver's order; fails with {@link UnknownHostException}, also for
     *     what resolvers would take as a number in old forms (1.2.3, 0177.0.0.1, 0x7f.1); {@link ClosedException} if
     *     the loop is closed
     * @throws IllegalArgumentException if the port is out of range
     */
    public static Future<List<Address>> lookup(EventLoop loop, String host, int port) {
        requirePort(port);
        Address literal = AddressText.literal(host, port);
        if (literal != null) {
            return Future.of(loop, List.of(literal));
        }
        if (loop.isClosed()) {
            return Future.failed(loop, new ClosedException("the loop is closed: no look-up of " + host));
        }
        if (AddressText.endsInNumber(host)) {
            return Future.failed(loop, new UnknownHostException("'" + host + "' is neither a name nor an address: IPv4"
                    + " is four decimal numbers without leading zeros"));
        }
        return Future.offload(loop, () -> {
            List<Address> found = new ArrayList<>();
            for (InetAddress each : InetAddress.getAllByName(host)) {
                found.add(of(each, port));
            }
            return found;
        });
    }

    /** The same address with another port. */
    public Address withPort(int other) {
        return new Address(ipv6, high, low, scope, other);
    }

    /** Writes it as {@link #parse} reads it, IPv6 in the form of RFC 5952. */
    @Override
    public String toString() {
        return AddressText.format(this);
    }

    /** Tells whether it is 0.0.0.0 or ::, which means this machine when it is dialled. */
    boolean isUnspecified() {
        return high == 0 && (low == 0 || ipv6 && low == 0xFFFF_0000_0000L);
    }

    int family() {
        return ipv6 ? 6 : 4;
    }

    /** The form in which {@link dev.millrace.sys.Sockets} takes addresses. */
    byte[] toBytes() {
        byte[] bytes = new byte[dev.millrace.sys.Sockets.IP_ADDRESS_BYTES];
        bytes[0] = (byte) family();
        bytes[1] = (byte) bytes.length;
        put(bytes, 2, 2, port);
        put(bytes, 4, 4, scope);
        if (ipv6) {
            put(bytes, 8, 8, high);
            put(bytes, 16, 8, low);
        } else {
            put(bytes, 8, 4, low);
        }
        return bytes;
    }

    static Address fromBytes(byte[] bytes) {
        boolean six = bytes[0] == 6;
        return new Address(six, six ? get(bytes, 8, 8) : 0, six ? get(bytes, 16, 8) : get(bytes, 8, 4),
                (int) get(bytes, 4, 4), (int) get(bytes, 2, 2));
    }

    /** Takes the address alone, 4 or 16 bytes in network order. */
    static Address fromIp(byte[] ip, int scope, int port) {
        return ip.length == 4
                ? new Address(false, 0, get(ip, 0, 4), 0, port)
                : new Address(true, get(ip, 0, 8), get(ip, 8, 8), scope, port);
    }

    /** The address alone, 4 or 16 bytes in network order. */
    byte[] ip() {
        byte[] bytes = toBytes();
        return Arrays.copyOfRange(bytes, 8, ipv6 ? 24 : 12);
    }

    private static void requirePort(int port) {
        if (port < 0 || port > 0xFFFF) {
            throw new IllegalArgumentException("port " + port + " is not from 0 to 65535");
        }
    }

    private static void put(byte[] bytes, int at, int length, long number) {
        for (int i = 0; i < length; i++) {
            bytes[at + i] = (byte) (number >>> 8 * (length - 1 - i));
        }
    }

    private static long get(byte[] bytes, int at, int length) {
        long number = 0;
        for (int i = 0; i < length; i++) {
            number = number << 8 | bytes[at + i] & 0xFF;
        }
        return number;
    }
}
