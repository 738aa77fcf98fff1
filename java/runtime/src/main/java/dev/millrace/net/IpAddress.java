package dev.millrace.net;

import dev.millrace.sys.Sockets;
import java.util.Arrays;

/**
 * An IP address and a port: numbers only, equal by value. {@link Address} has what makes them.
 *
 * @param ipv6 whether it is an IPv6 address
 * @param high the first 64 bits of an IPv6 address; 0 for IPv4
 * @param low the last 64 bits of an IPv6 address, or the 32 of an IPv4 address
 * @param scope the IPv6 scope id (the number of the network interface of a link-local address); 0 if none
 * @param port from 0 to 65535; binding to 0 lets the kernel choose
 */
public record IpAddress(boolean ipv6, long high, long low, int scope, int port) implements Address {

    /**
     * Checks the port.
     *
     * @throws IllegalArgumentException if the port is out of range, or an IPv4 address has more than 32 bits or a scope
     */
    public IpAddress {
        requirePort(port);
        if (!ipv6 && (high != 0 || low >>> 32 != 0 || scope != 0)) {
            throw new IllegalArgumentException("an IPv4 address has 32 bits and no scope");
        }
    }

    /** Returns the same address with another port. */
    public IpAddress withPort(int other) {
        return new IpAddress(ipv6, high, low, scope, other);
    }

    /** Returns the address without the port: {@code 127.0.0.1}, {@code ::1} or {@code fe80::1%3}, without brackets. */
    public String host() {
        return ipv6 ? AddressFormat.six(high, low, scope) : AddressFormat.four((int) low);
    }

    /** Writes it as {@link Address#parse} reads it, IPv6 in the form of RFC 5952. */
    @Override
    public String toString() {
        return (ipv6 ? "[" + host() + "]:" : host() + ":") + port;
    }

    /** Returns whether it is 0.0.0.0 or ::, which means this machine when it is dialled. */
    boolean isUnspecified() {
        return high == 0 && (low == 0 || ipv6 && low == 0xFFFF_0000_0000L);
    }

    int family() {
        return ipv6 ? 6 : 4;
    }

    /** The form in which {@link Sockets} takes addresses. */
    byte[] toBytes() {
        byte[] bytes = new byte[Sockets.IP_ADDRESS_BYTES];
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

    static IpAddress fromBytes(byte[] bytes) {
        boolean six = bytes[0] == 6;
        return new IpAddress(six, six ? get(bytes, 8, 8) : 0, six ? get(bytes, 16, 8) : get(bytes, 8, 4),
                (int) get(bytes, 4, 4), (int) get(bytes, 2, 2));
    }

    /** Takes the address alone, 4 or 16 bytes in network order. */
    static IpAddress fromIp(byte[] ip, int scope, int port) {
        return ip.length == 4
                ? new IpAddress(false, 0, get(ip, 0, 4), 0, port)
                : new IpAddress(true, get(ip, 0, 8), get(ip, 8, 8), scope, port);
    }

    /** The address alone, 4 or 16 bytes in network order. */
    byte[] ip() {
        byte[] bytes = toBytes();
        return Arrays.copyOfRange(bytes, 8, ipv6 ? 24 : 12);
    }

    static void requirePort(int port) {
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
