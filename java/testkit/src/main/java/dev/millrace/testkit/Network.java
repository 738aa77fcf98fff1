package dev.millrace.testkit;

import dev.millrace.sys.Errno;
import dev.millrace.testkit.Listener.Incoming;
import dev.millrace.testkit.network.Link;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The network between the hosts of a world, and inside each: how connections come about and how they end. */
final class Network {
    private final List<Ports> hosts = new ArrayList<>();
    private final Map<Way, Path> paths = new HashMap<>();
    private final Agenda agenda;
    private final Chance chance;
    private final Rules rules;
    private final Link between;
    private final int buffer;

    /** Which way from which host. */
    private record Way(Ports from, Ports to) {
    }

    /**
     * Makes a network without hosts.
     *
     * @param between the link between two different hosts; inside one it is direct
     * @param buffer how many bytes a connection holds, unless its receiver sets that
     */
    Network(Agenda agenda, Chance chance, Rules rules, Link between, int buffer) {
        this.agenda = agenda;
        this.chance = chance;
        this.rules = rules;
        this.between = between;
        this.buffer = buffer;
    }

    /** Adds a host with the IPv4 address given, in network order. */
    Ports addHost(String name, byte[] ip) {
        Ports ports = new Ports(name, ip);
        hosts.add(ports);
        return ports;
    }

    int buffer() {
        return buffer;
    }

    /** Returns the way from one host to another. */
    Path path(Ports from, Ports to) {
        return paths.computeIfAbsent(new Way(from, to), way -> new Path(from.name(), to.name(),
                from == to ? Link.DIRECT : between, agenda, chance, rules));
    }

    /** Ends whatever keeps packets back, on every way, in the order of the hosts. */
    void open() {
        for (Ports from : hosts) {
            for (Ports to : hosts) {
                Path path = paths.get(new Way(from, to));
                if (path != null) {
                    path.release();
                    path.heal();
                }
            }
        }
    }

    // ------------------------------------------------------------------ connections

    /** Starts to connect a client of the host {@code from} to its remote address. */
    void connect(Endpoint client, Ports from) {
        Ports to = hostOf(client.remote, from);
        if (client.local == null) {
            client.local = to == from ? Endpoint.copy(client.remote) : from.source(client.remote);
            from.choose(client.local);
        }
        byte[] address = client.remote;
        End near = new End(client.options, buffer);
        client.own(near);
        if (to == null) {
            near.fail(Errno.EHOSTUNREACH);
            return;
        }
        Incoming incoming = new Incoming(client.local, address, () -> listener(to, address), buffer);
        End far = incoming.end;
        String name = from.name() + " fd " + client.fd;
        int nearPort = Endpoint.port(client.local);
        int farPort = Endpoint.port(address);
        near.join(new Flow(path(from, to), near, nearPort, far, farPort, name + " to " + to.name()), far);
        far.join(new Flow(path(to, from), far, farPort, near, nearPort, to.name() + " to " + name), near);
        near.connect();
    }

    private static Listener listener(Ports host, byte[] address) {
        Endpoint socket = host.listener(address);
        return socket == null ? null : socket.listener;
    }

    private Ports hostOf(byte[] address, Ports from) {
        if (from.isLocal(address)) {
            return from;
        }
        return hosts.stream().filter(each -> each.isLocal(address)).findFirst().orElse(null);
    }

    /** Makes an endpoint the server's end of the connection that has waited longest. */
    void accept(Endpoint listener, Endpoint server) {
        Incoming incoming = listener.listener.poll();
        server.local = Endpoint.copy(incoming.server);
        server.remote = Endpoint.copy(incoming.client);
        server.options.putAll(incoming.options);
        server.own(incoming.end);
        listener.listener.admit();
    }

    /** Takes an endpoint of a host out of the network. */
    void close(Endpoint endpoint, Ports host) {
        if (endpoint.listener != null) {
            host.release(endpoint);
            endpoint.listener.close();
        }
        if (endpoint.end != null) {
            endpoint.end.close();
        }
    }
}
