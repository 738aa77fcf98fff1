package dev.millrace.testkit;

import dev.millrace.sys.Errno;
import dev.millrace.sys.SocketOption;
import dev.millrace.testkit.Listener.Incoming;
import dev.millrace.testkit.network.Link;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

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

    /**
     * Connects a Unix socket, at once. What it sends is no network's affair: there are no rules for it.
     *
     * @return 0, or why not
     */
    int connectUnix(Endpoint client, Ports host, byte[] address) {
        int failure = host.unixNames().connectFailure(address);
        if (failure != 0) {
            return failure;
        }
        if (client.local == null) {
            client.local = UnixName.unnamed();
        }
        client.remote = Endpoint.copy(address);
        Listener listener = host.unixNames().listener(address);
        Incoming incoming = new Incoming(client.local, address, () -> listener, buffer);
        End near = new End(client.options, buffer);
        Path path = new Path(host.name(), host.name(), Link.DIRECT, agenda, chance, new Rules(chance));
        near.join(new Flow(path, near, 0, incoming.end, 0, ""), incoming.end);
        incoming.end.join(new Flow(path, incoming.end, 0, near, 0, ""), near);
        near.beUnix();
        incoming.end.beUnix();
        client.own(near);
        near.connect();
        return 0;
    }

    private static Listener listener(Ports host, byte[] address) {
        Endpoint socket = host.listener(address);
        return socket == null ? null : socket.listener;
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

    // ------------------------------------------------------------------ datagrams

    /** Sends a datagram from a host: to whoever is at an address, in a group, or on the port everywhere. */
    void send(Endpoint sender, Ports from, byte[] to, byte[] bytes) {
        boolean group = isMulticast(to);
        Ports one = hostOf(to, from);
        for (Ports host : group || isBroadcast(to) ? hosts : one == null ? List.<Ports>of() : List.of(one)) {
            byte[] source = source(sender.local, to, from, host);
            if (!group && !isBroadcast(to)) {
                post(sender, from, host, to, bytes.length, () -> {
                    Endpoint receiver = host.receiver(to, source);
                    if (receiver != null) {
                        receiver.mailbox.arrive(bytes, source);
                    }
                    return receiver != null;
                });
            } else if (host != from || sender.options.getOrDefault(SocketOption.MULTICAST_LOOP, 1) == 1) {
                post(sender, from, host, to, bytes.length, () -> {
                    host.onPort(Endpoint.port(to)).stream().map(each -> each.mailbox)
                            .filter(mailbox -> !group || mailbox.isMember(to, source))
                            .forEach(mailbox -> mailbox.arrive(bytes, source));
                    return true;
                });
            }
        }
    }

    private void post(Endpoint sender, Ports from, Ports to, byte[] address, int bytes, Supplier<Boolean> delivery) {
        String where = from.name() + " fd " + sender.fd + " to " + to.name();
        new Post(path(from, to), path(to, from), where, delivery, () -> {
            if (sender.remote != null && Endpoint.same(sender.remote, address)) {
                sender.mailbox.refused();
            }
        }).send(sender.port(), Endpoint.port(address), bytes);
    }

    /** Returns the address that a receiver sees; a socket that is bound to the wildcard sends from one that fits. */
    static byte[] source(byte[] local, byte[] to, Ports from, Ports host) {
        byte[] source = Endpoint.copy(local);
        boolean wildcard = true;
        for (int i = 8; i < source.length; i++) {
            wildcard &= source[i] == 0;
        }
        if (wildcard) {
            source = host == from && !isMulticast(to) && !isBroadcast(to) ? Endpoint.copy(to) : from.source(source);
            Endpoint.port(source, Endpoint.port(local));
        }
        return source;
    }

    static boolean isMulticast(byte[] address) {
        return address[0] == 4 ? (address[8] & 0xF0) == 0xE0 : address[8] == (byte) 0xFF;
    }

    static boolean isBroadcast(byte[] address) {
        return address[0] == 4 && (address[8] & address[9] & address[10] & address[11] & 0xFF) == 0xFF;
    }

    /** Returns the host that an address of a host leads to; null if there is none. */
    Ports hostOf(byte[] address, Ports from) {
        if (from.isLocal(address)) {
            return from;
        }
        return hosts.stream().filter(each -> each.isLocal(address)).findFirst().orElse(null);
    }

    // ------------------------------------------------------------------ the end

    /** Takes an endpoint of a host out of the network. */
    void close(Endpoint endpoint, Ports host) {
        host.releaseDatagrams(endpoint);
        if (endpoint.isUnix()) {
            host.unixNames().close(endpoint);
        }
        if (endpoint.listener != null) {
            if (!endpoint.isUnix()) {
                host.release(endpoint);
            }
            endpoint.listener.close();
        }
        if (endpoint.end != null) {
            endpoint.end.close();
        }
    }
}
