package dev.millrace.testkit;

import dev.millrace.loop.LoopObserver.Call;
import dev.millrace.sys.Errno;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.Sockets;
import java.util.function.Function;

/**
 * The socket calls of one simulated host, with Linux's answers: lowest free descriptor first, partial writes into a
 * bounded buffer, a reset where one end closes with bytes unread. Calls fail on demand.
 */
public final class SimulatedSockets implements Sockets {
    private final Network network;
    private final Ports ports;
    private final Injected injected = new Injected();
    private final Judge judge;
    private final SimulatedDescriptors descriptors;
    private final SimulatedDatagrams datagrams;
    private boolean closed;

    SimulatedSockets(Network network, Ports ports, Rules rules, Liberties liberties) {
        this.network = network;
        this.ports = ports;
        this.judge = new Judge(ports.name(), injected, rules);
        this.descriptors = new SimulatedDescriptors(network, ports, judge, liberties);
        this.datagrams = descriptors.datagrams();
    }

    /** Returns who says which calls fail. */
    Judge judge() {
        return judge;
    }

    /** Forgets what {@link #fail} has said. */
    void failNoMore() {
        injected.clear();
    }

    /** Returns what reads, writes and closes these sockets. */
    SimulatedDescriptors descriptors() {
        return descriptors;
    }

    /**
     * Makes the next calls of a kind fail, one per error, without doing anything.
     *
     * @param errors negative numbers of {@link Errno}
     */
    public void fail(Call call, int... errors) {
        injected.add(call, errors);
    }

    /** Limits how many descriptors can be open at a time; to open one more fails with EMFILE. */
    public void limit(int most) {
        descriptors.limit(most);
    }

    /** Returns how many descriptors are open. */
    public int openCount() {
        return descriptors.openCount();
    }

    @Override
    public int open(int family, Kind kind) {
        if (closed) {
            throw new IllegalStateException("the platform is closed");
        }
        int failure = judge.failureOf(Call.OPEN, -1);
        if (failure != 0) {
            return failure;
        }
        if (family != UnixName.FAMILY && family != 4 && family != 6) {
            return Errno.EAFNOSUPPORT;
        }
        if (family == UnixName.FAMILY && kind != Kind.STREAM) {
            return Errno.EINVAL;
        }
        int fd = descriptors.allocate(family);
        if (fd >= 0 && kind == Kind.DATAGRAM) {
            Endpoint socket = descriptors.endpoint(fd);
            socket.mailbox = new Mailbox(socket.options, network.buffer(), socket::changed);
        }
        return fd;
    }

    @Override
    public int bind(int fd, byte[] address) {
        Endpoint endpoint = descriptors.endpoint(fd);
        int failure = descriptors.check(Call.BIND, fd, endpoint);
        if (failure != 0) {
            return failure;
        }
        if (endpoint.local != null) {
            return Errno.EINVAL;
        }
        failure = Endpoint.failureOf(address);
        if (failure != 0) {
            return failure;
        }
        if (endpoint.isUnix() != (address[0] == UnixName.FAMILY)) {
            return Errno.EINVAL;
        }
        if (endpoint.isUnix()) {
            return ports.unixNames().bind(endpoint, address);
        }
        boolean group = endpoint.mailbox != null && Network.isMulticast(address);
        if (!group && !ports.isLocal(address)) {
            return Errno.EADDRNOTAVAIL;
        }
        byte[] local = Endpoint.copy(address);
        if (endpoint.mailbox != null) {
            return datagrams.bind(endpoint, local);
        }
        if (Endpoint.port(local) == 0) {
            ports.choose(local);
        } else if (ports.isTaken(local)) {
            return Errno.EADDRINUSE;
        }
        endpoint.local = local;
        return 0;
    }

    @Override
    public int listen(int fd, int backlog) {
        Endpoint endpoint = descriptors.endpoint(fd);
        int failure = descriptors.check(Call.LISTEN, fd, endpoint);
        if (failure != 0) {
            return failure;
        }
        if (endpoint.mailbox != null) {
            return Errno.EOPNOTSUPP;
        }
        if (endpoint.local == null || endpoint.isConnected()) {
            return Errno.EINVAL;
        }
        if (!endpoint.isUnix() && !ports.take(endpoint)) {
            return Errno.EADDRINUSE;
        }
        endpoint.listener = new Listener(endpoint.options, backlog, endpoint::changed);
        return 0;
    }

    @Override
    public int accept(int fd, byte[] peer) {
        Endpoint listener = descriptors.endpoint(fd);
        int failure = descriptors.check(Call.ACCEPT, fd, listener);
        if (failure != 0) {
            return failure;
        }
        if (listener.listener == null) {
            return Errno.EINVAL;
        }
        if (listener.listener.isEmpty()) {
            return Errno.EAGAIN;
        }
        int accepted = descriptors.allocate(listener.family);
        if (accepted >= 0) {
            Endpoint server = descriptors.endpoint(accepted);
            network.accept(listener, server);
            Endpoint.fill(peer, server.remote);
        }
        return accepted;
    }

    @Override
    public int connect(int fd, byte[] address) {
        Endpoint client = descriptors.endpoint(fd);
        int failure = descriptors.check(Call.CONNECT, fd, client);
        if (failure != 0) {
            return failure;
        }
        if (client.mailbox == null && (client.isConnected() || client.isConnecting())) {
            return client.isConnected() ? Errno.EISCONN : Errno.EALREADY;
        }
        failure = Endpoint.failureOf(address);
        if (failure != 0) {
            return failure;
        }
        if (client.isUnix() != (address[0] == UnixName.FAMILY)) {
            return Errno.EINVAL;
        }
        if (client.isUnix()) {
            return network.connectUnix(client, ports, address);
        }
        if (client.mailbox != null) {
            return datagrams.connect(client, address);
        }
        client.remote = Endpoint.copy(address);
        network.connect(client, ports);
        return Errno.EINPROGRESS;
    }

    @Override
    public int finishConnect(int fd) {
        Endpoint client = descriptors.endpoint(fd);
        int failure = descriptors.check(Call.FINISH_CONNECT, fd, client);
        if (failure != 0) {
            return failure;
        }
        int error = client.takeError();
        return error != 0 ? error
                : client.isConnecting() ? Errno.EINPROGRESS : client.isConnected() ? 0 : Errno.ENOTCONN;
    }

    @Override
    public int shutdownOutput(int fd) {
        Endpoint endpoint = descriptors.endpoint(fd);
        int failure = descriptors.checkConnected(Call.SHUTDOWN, fd, endpoint);
        return failure != 0 || endpoint.mailbox != null ? failure : endpoint.end.endOutput();
    }

    @Override
    public int localAddress(int fd, byte[] address) {
        return address(fd, endpoint -> endpoint.local == null && endpoint.isUnix()
                ? UnixName.unnamed() : endpoint.local, address);
    }

    @Override
    public int remoteAddress(int fd, byte[] address) {
        return address(fd, endpoint -> endpoint.isConnected() ? endpoint.remote : null, address);
    }

    @Override
    public int setOption(int fd, SocketOption option, int value) {
        Endpoint endpoint = descriptors.endpoint(fd);
        int failure = descriptors.check(Call.OPTION, fd, endpoint);
        if (failure == 0 && !OptionValues.allows(option, value)) {
            return Errno.EINVAL;
        }
        if (failure == 0) {
            endpoint.options.put(option, value);
        }
        return failure;
    }

    @Override
    public int getOption(int fd, SocketOption option) {
        Endpoint endpoint = descriptors.endpoint(fd);
        int failure = descriptors.check(Call.OPTION, fd, endpoint);
        if (failure == 0 && option == SocketOption.MULTICAST_INTERFACE && endpoint.family == 4) {
            return Errno.ENOPROTOOPT;
        }
        int unset = OptionValues.unset(option, network.buffer());
        return failure != 0 ? failure : endpoint.options.getOrDefault(option, unset);
    }

    @Override
    public int pathFile(byte[] address, byte[] file) {
        int failure = judge.failureOf(Call.PATH, -1);
        return failure != 0 ? failure : ports.unixNames().file(address, file);
    }

    @Override
    public int removePath(byte[] address, byte[] file) {
        int failure = judge.failureOf(Call.PATH, -1);
        return failure != 0 ? failure : ports.unixNames().remove(address, file);
    }

    // ------------------------------------------------------------------ datagrams

    @Override
    public int sendTo(int fd, byte[] bytes, int offset, int length, byte[] to) {
        Endpoint socket = descriptors.endpoint(fd);
        int failure = checkDatagrams(Call.SEND, fd, socket);
        return failure != 0 ? failure : datagrams.send(socket, bytes, offset, length, to);
    }

    @Override
    public int receiveFrom(int fd, byte[] bytes, int offset, int length, byte[] from) {
        Endpoint socket = descriptors.endpoint(fd);
        int failure = checkDatagrams(Call.RECEIVE, fd, socket);
        return failure != 0 ? failure : socket.mailbox.receive(bytes, offset, length, from);
    }

    @Override
    public int disconnect(int fd) {
        Endpoint socket = descriptors.endpoint(fd);
        int failure = checkDatagrams(Call.DISCONNECT, fd, socket);
        if (failure == 0) {
            datagrams.disconnect(socket);
        }
        return failure;
    }

    @Override
    public int join(int fd, byte[] group, int networkInterface, byte[] source) {
        Endpoint socket = descriptors.endpoint(fd);
        int failure = checkDatagrams(Call.JOIN, fd, socket);
        return failure != 0 ? failure : datagrams.join(socket, group, networkInterface, source);
    }

    @Override
    public int leave(int fd, byte[] group, int networkInterface, byte[] source) {
        Endpoint socket = descriptors.endpoint(fd);
        int failure = checkDatagrams(Call.LEAVE, fd, socket);
        return failure != 0 ? failure : datagrams.leave(socket, group, networkInterface, source);
    }

    private int checkDatagrams(Call call, int fd, Endpoint socket) {
        int failure = descriptors.check(call, fd, socket);
        return failure != 0 || socket.mailbox != null ? failure : Errno.EOPNOTSUPP;
    }

    @Override
    public void close() {
        closed = true;
    }

    private int address(int fd, Function<Endpoint, byte[]> which, byte[] to) {
        Endpoint endpoint = descriptors.endpoint(fd);
        int failure = descriptors.check(Call.ADDRESS, fd, endpoint);
        byte[] from = failure != 0 ? null : which.apply(endpoint);
        if (from == null) {
            return failure != 0 ? failure : Errno.ENOTCONN;
        }
        Endpoint.fill(to, from);
        return 0;
    }
}
