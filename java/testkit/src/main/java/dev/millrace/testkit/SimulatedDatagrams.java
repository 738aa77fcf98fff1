package dev.millrace.testkit;

import dev.millrace.sys.Errno;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.Sockets;
import java.util.Arrays;

/** What the datagram sockets of one simulated host do, with Linux's answers. */
final class SimulatedDatagrams {
    /** The most bytes of UDP over IPv4: 65,535 less both headers. */
    private static final int MOST_V4 = 65_507;
    private static final int MOST_V6 = 65_527;

    private final Network network;
    private final Ports ports;

    SimulatedDatagrams(Network network, Ports ports) {
        this.network = network;
        this.ports = ports;
    }

    int bind(Endpoint socket, byte[] local) {
        if (Endpoint.port(local) == 0) {
            ports.choose(local);
        }
        socket.local = local;
        if (!ports.takeDatagrams(socket)) {
            socket.local = null;
            return Errno.EADDRINUSE;
        }
        socket.mailbox.bound = local;
        return 0;
    }

    int send(Endpoint socket, byte[] bytes, int offset, int length, byte[] to) {
        int error = socket.mailbox.takeError();
        if (error != 0) {
            return error;
        }
        byte[] target = to.length == 0 ? socket.remote : to;
        if (target == null) {
            return Errno.EDESTADDRREQ;
        }
        int failure = Endpoint.failureOf(target);
        if (failure != 0 || length > (socket.family == 4 ? MOST_V4 : MOST_V6)) {
            return failure != 0 ? failure : Errno.EMSGSIZE;
        }
        if (Network.isBroadcast(target) && socket.options.getOrDefault(SocketOption.BROADCAST, 0) == 0) {
            return Errno.EACCES;
        }
        bindIfUnbound(socket);
        byte[] copy = Arrays.copyOfRange(bytes, offset, offset + length);
        network.send(socket, ports, Endpoint.copy(target), copy);
        return length;
    }

    int connect(Endpoint socket, byte[] to) {
        bindIfUnbound(socket);
        socket.remote = Endpoint.copy(to);
        Ports host = network.hostOf(socket.remote, ports);
        socket.local = Network.source(socket.mailbox.bound, socket.remote, ports, host);
        return 0;
    }

    void disconnect(Endpoint socket) {
        if (socket.remote != null) {
            socket.remote = null;
            socket.local = socket.mailbox.bound;
        }
    }

    int join(Endpoint socket, byte[] group, int networkInterface, byte[] source) {
        int failure = failureOf(group);
        return failure != 0 ? failure : socket.mailbox.join(group, networkInterface, source) ? 0 : Errno.EADDRINUSE;
    }

    int leave(Endpoint socket, byte[] group, int networkInterface, byte[] source) {
        int failure = failureOf(group);
        return failure != 0 ? failure : socket.mailbox.leave(group, networkInterface, source) ? 0 : Errno.EADDRNOTAVAIL;
    }

    private static int failureOf(byte[] group) {
        int failure = Endpoint.failureOf(group);
        return failure != 0 || Network.isMulticast(group) ? failure : Errno.EINVAL;
    }

    private void bindIfUnbound(Endpoint socket) {
        if (socket.local == null) {
            byte[] any = new byte[Sockets.IP_ADDRESS_BYTES];
            any[0] = (byte) socket.family;
            any[1] = (byte) any.length;
            bind(socket, any);
        }
    }
}
