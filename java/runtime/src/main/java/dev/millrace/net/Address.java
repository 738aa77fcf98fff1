package dev.millrace.net;

import dev.millrace.io.ClosedException;
import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a socket is: today always an {@link IpAddress}. An address is a value; names are looked up by {@link #lookup}.
 */
public sealed interface Address permits IpAddress {

    /** Returns the IPv4 loopback address, 127.0.0.1. */
    static IpAddress loopback(int port) {
        return new IpAddress(false, 0, 0x7F000001L, 0, port);
    }

    /**
     * Returns the IPv4 wildcard address, 0.0.0.0: a listener on it takes connections for every IPv4 address of the
     * machine.
     */
    static IpAddress any(int port) {
        return new IpAddress(false, 0, 0, 0, port);
    }

    /**
     * Reads {@code 127.0.0.1:80}, {@code [::1]:80} or {@code [fe80::1%eth0]:80}. Names are not looked up.
     *
     * @throws IllegalArgumentException if the text is not such an address; the message says why
     */
    static IpAddress parse(String text) {
        return AddressParser.parse(text);
    }

    /** Takes an address of the JDK's. */
    static IpAddress of(InetAddress address, int port) {
        return AddressParser.of(address, port);
    }

    /** Looks a name up, for the task that calls: as {@link #lookup(EventLoop, String, int)}. */
    static Future<List<IpAddress>> lookup(String host, int port) {
        return lookup(Task.current().loop(), host, port);
    }

    /**
     * Looks a name up, on another thread. A literal address is taken as it is, at once. Cancel gives up waiting.
     *
     * @param host a name, {@code 127.0.0.1} or {@code ::1}
     * @return its addresses, at least one, in the resolver's order; fails with {@link UnknownHostException}, also for
     *     what resolvers would take as a number in old forms (1.2.3, 0177.0.0.1, 0x7f.1); {@link ClosedException} if
     *     the loop is closed
     * @throws IllegalArgumentException if the port is out of range
     */
    static Future<List<IpAddress>> lookup(EventLoop loop, String host, int port) {
        IpAddress.requirePort(port);
        IpAddress literal = AddressParser.literal(host, port);
        if (literal != null) {
            return Future.of(loop, List.of(literal));
        }
        if (loop.isClosed()) {
            return Future.failed(loop, new ClosedException("the loop is closed: no look-up of " + host));
        }
        if (AddressParser.endsInNumber(host)) {
            return Future.failed(loop, new UnknownHostException("'" + host + "' is neither a name nor an address: IPv4"
                    + " is four decimal numbers without leading zeros"));
        }
        return Future.offload(loop, () -> {
            List<IpAddress> found = new ArrayList<>();
            for (InetAddress each : InetAddress.getAllByName(host)) {
                found.add(of(each, port));
            }
            return found;
        });
    }
}
