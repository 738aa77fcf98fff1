package dev.millrace.testkit;

import dev.millrace.sys.SocketOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ports of one host, and who is on them: one listener per port, and datagram sockets. */
final class Ports {
    private static final int FIRST_EPHEMERAL = 49152;
    private static final int LAST_EPHEMERAL = 65535;

    private final String name;
    /** The host's IPv4 address, in network order. */
    private final byte[] ip;
    private final Map<Integer, Endpoint> listeners = new HashMap<>();
    /** In the order in which they were bound. */
    private final List<Endpoint> datagrams = new ArrayList<>();
    private final UnixNames unixNames = new UnixNames();
    private int next = FIRST_EPHEMERAL;

    Ports(String name, byte[] ip) {
        this.name = name;
        this.ip = ip;
    }

    /** Returns the host's name. */
    String name() {
        return name;
    }

    /** Returns the names of the host's Unix sockets. */
    UnixNames unixNames() {
        return unixNames;
    }

    /** Returns whether an address is the host's: loopback, the wildcard, or its own. */
    boolean isLocal(byte[] address) {
        byte[] other = Arrays.copyOfRange(address, 8, address[0] == 4 ? 12 : 24);
        if (address[0] == 4) {
            return other[0] == 127 || Arrays.equals(other, new byte[4]) || Arrays.equals(other, ip);
        }
        // ::1 or ::
        byte last = other[15];
        other[15] = 0;
        return (last == 0 || last == 1) && Arrays.equals(other, new byte[16]);
    }

    /** Returns the address from which the host connects to one that is not its own. */
    byte[] source(byte[] remote) {
        byte[] address = new byte[remote.length];
        address[0] = 4;
        address[1] = (byte) address.length;
        System.arraycopy(ip, 0, address, 8, ip.length);
        return address;
    }

    /** Puts the next port that nobody is on into an address. */
    void choose(byte[] address) {
        int port;
        do {
            port = next;
            next = port == LAST_EPHEMERAL ? FIRST_EPHEMERAL : port + 1;
        } while (listeners.containsKey(port) || hasDatagrams(port));
        Endpoint.port(address, port);
    }

    boolean isTaken(byte[] address) {
        return listeners.containsKey(Endpoint.port(address));
    }

    /** Returns who takes connections to an address; null if nobody does. */
    Endpoint listener(byte[] address) {
        Endpoint listener = listeners.get(Endpoint.port(address));
        return listener != null && Endpoint.accepts(listener.local, address)
                && (listener.family == address[0] || listener.options.getOrDefault(SocketOption.V6_ONLY, 0) == 0)
                ? listener : null;
    }

    /** Returns false if somebody listens on the port already. */
    boolean take(Endpoint listener) {
        return listeners.putIfAbsent(Endpoint.port(listener.local), listener) == null;
    }

    void release(Endpoint listener) {
        listeners.remove(Endpoint.port(listener.local), listener);
    }

    // ------------------------------------------------------------------ datagrams

    /** Takes a bound datagram socket. Returns false if others are on its port, and not all of them want to share it. */
    boolean takeDatagrams(Endpoint socket) {
        boolean taken = datagrams.stream().anyMatch(each -> each.port() == socket.port()
                && overlap(each.local, socket.local) && !(shares(each) && shares(socket)));
        return !taken && datagrams.add(socket);
    }

    void releaseDatagrams(Endpoint socket) {
        datagrams.remove(socket);
    }

    /** Returns who receives what is sent to an address: whoever is connected to the sender, else the last bound. */
    Endpoint receiver(byte[] to, byte[] from) {
        Endpoint found = null;
        for (Endpoint each : datagrams) {
            boolean connected = each.remote != null;
            if (Endpoint.accepts(each.local, to) && (!connected || Endpoint.same(each.remote, from))
                    && (connected || found == null || found.remote == null)) {
                found = each;
            }
        }
        return found;
    }

    /** Returns every datagram socket on a port. */
    List<Endpoint> onPort(int port) {
        return datagrams.stream().filter(each -> each.port() == port).toList();
    }

    private boolean hasDatagrams(int port) {
        return datagrams.stream().anyMatch(each -> each.port() == port);
    }

    private static boolean shares(Endpoint socket) {
        return socket.options.getOrDefault(SocketOption.REUSE_ADDRESS, 0) == 1
                || socket.options.getOrDefault(SocketOption.REUSE_PORT, 0) == 1;
    }

    private static boolean overlap(byte[] one, byte[] other) {
        return Endpoint.accepts(one, other) || Endpoint.accepts(other, one);
    }
}
