package dev.millrace.testkit;

import dev.millrace.sys.Errno;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The network between the hosts of a world, and inside each: how connections come about and how they end. What is sent
 * arrives at once.
 */
final class Network {
    private final List<Ports> hosts = new ArrayList<>();

    /** Adds a host with the IPv4 address given, in network order. */
    Ports addHost(byte[] ip) {
        Ports ports = new Ports(ip);
        hosts.add(ports);
        return ports;
    }

    /** Starts to connect a client of the host {@code from} to its remote address. */
    void connect(Endpoint client, Ports from) {
        Ports to = hostOf(client.remote, from);
        if (client.local == null) {
            client.local = to == from ? Endpoint.copy(client.remote) : from.source(client.remote);
            from.choose(client.local);
        }
        Endpoint listener = to == null ? null : to.listener(client.remote);
        if (listener == null) {
            client.pendingError = to == null ? Errno.EHOSTUNREACH : Errno.ECONNREFUSED;
            return;
        }
        client.connecting = true;
        if (!establish(client, listener)) {
            client.waitsFor = listener;
            listener.overflow.add(client);
        }
    }

    private Ports hostOf(byte[] address, Ports from) {
        if (from.isLocal(address)) {
            return from;
        }
        return hosts.stream().filter(each -> each.isLocal(address)).findFirst().orElse(null);
    }

    /** The client's end of a connection stands as soon as there is room in the backlog, before it is accepted. */
    private boolean establish(Endpoint client, Endpoint listener) {
        if (listener.backlog.size() >= listener.backlogLimit) {
            return false;
        }
        client.connecting = false;
        client.connected = true;
        client.waitsFor = null;
        // Until it is accepted, the other end is one that only receives.
        Endpoint waiting = new Endpoint(-1, listener.family, nobody -> { });
        waiting.options.putAll(listener.options);
        waiting.peer = client;
        client.peer = waiting;
        listener.backlog.add(client);
        client.changed();
        listener.changed();
        return true;
    }

    /** Makes a new endpoint the server's end of the connection that has waited longest. */
    void accept(Endpoint listener, Endpoint server) {
        Endpoint client = listener.backlog.poll();
        Endpoint waiting = client.peer;
        server.local = Endpoint.copy(client.remote);
        server.remote = Endpoint.copy(client.local);
        server.connected = true;
        server.options.putAll(waiting.options);
        server.adopt(waiting);
        if (!client.closed) {
            server.peer = client;
            client.peer = server;
        }
        ArrayDeque<Endpoint> overflow = listener.overflow;
        while (!overflow.isEmpty() && establish(overflow.peek(), listener)) {
            overflow.poll();
        }
    }

    /** Ends what an endpoint sends: its peer reads the end after that. */
    void endOutput(Endpoint endpoint) {
        endpoint.outputEnded = true;
        end(endpoint.peer);
    }

    /** Takes an endpoint of a host out of the network. */
    void close(Endpoint endpoint, Ports host) {
        endpoint.closed = true;
        if (endpoint.backlog != null) {
            host.release(endpoint);
            endpoint.backlog.forEach(client -> client.breakOff(Errno.ECONNRESET));
            endpoint.overflow.forEach(Network::refuse);
        }
        if (endpoint.waitsFor != null) {
            endpoint.waitsFor.overflow.remove(endpoint);
        }
        Endpoint peer = endpoint.peer;
        if (peer == null) {
            return;
        }
        peer.peer = null;
        if (endpoint.resetsOnClose()) {
            peer.breakOff(Errno.ECONNRESET);
        } else {
            end(peer);
        }
    }

    private static void refuse(Endpoint client) {
        client.connecting = false;
        client.waitsFor = null;
        client.breakOff(Errno.ECONNREFUSED);
    }

    private static void end(Endpoint endpoint) {
        if (endpoint != null) {
            endpoint.peerEnded = true;
            endpoint.changed();
        }
    }
}
