package dev.millrace.testkit;

import dev.millrace.loop.LoopObserver.Call;
import dev.millrace.sys.Errno;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.Sockets;
import java.util.ArrayDeque;
import java.util.function.Function;

/**
 * The socket calls of one simulated host, with Linux's answers: lowest free descriptor first, partial writes into a
 * bounded buffer, a reset where one end closes with bytes unread. Calls fail on demand.
 */
public final class SimulatedSockets implements Sockets {
    private final Network network;
    private final Ports ports;
    private final Injected injected = new Injected();
    private final SimulatedDescriptors descriptors;
    private boolean closed;

    SimulatedSockets(Network network, Ports ports) {
        this.network = network;
        this.ports = ports;
        this.descriptors = new SimulatedDescriptors(network, ports, injected);
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

    /** Datagrams are not simulated: EOPNOTSUPP. */
    @Override
    public int open(int family, Kind kind) {
        if (closed) {
            throw new IllegalStateException("the platform is closed");
        }
        int failure = injected.take(Call.OPEN);
        if (failure != 0) {
            return failure;
        }
        if (family != 4 && family != 6) {
            return Errno.EAFNOSUPPORT;
        }
        return kind == Kind.STREAM ? descriptors.allocate(family) : Errno.EOPNOTSUPP;
    }

    @Override
    public int bind(int fd, byte[] address) {
        Endpoint endpoint = descriptors.endpoint(fd);
        int failure = descriptors.check(Call.BIND, endpoint);
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
        if (!ports.isLocal(address)) {
            return Errno.EADDRNOTAVAIL;
        }
        byte[] local = Endpoint.copy(address);
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
        int failure = descriptors.check(Call.LISTEN, endpoint);
        if (failure != 0) {
            return failure;
        }
        if (endpoint.local == null || endpoint.connected) {
            return Errno.EINVAL;
        }
        if (!ports.take(endpoint)) {
            return Errno.EADDRINUSE;
        }
        endpoint.backlog = new ArrayDeque<>();
        endpoint.backlogLimit = backlog;
        return 0;
    }

    @Override
    public int accept(int fd, byte[] peer) {
        Endpoint listener = descriptors.endpoint(fd);
        int failure = descriptors.check(Call.ACCEPT, listener);
        if (failure != 0) {
            return failure;
        }
        if (listener.backlog == null) {
            return Errno.EINVAL;
        }
        if (listener.backlog.isEmpty()) {
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
        int failure = descriptors.check(Call.CONNECT, client);
        if (failure != 0) {
            return failure;
        }
        if (client.connected || client.connecting) {
            return client.connected ? Errno.EISCONN : Errno.EALREADY;
        }
        failure = Endpoint.failureOf(address);
        if (failure != 0) {
            return failure;
        }
        client.remote = Endpoint.copy(address);
        network.connect(client, ports);
        return Errno.EINPROGRESS;
    }

    @Override
    public int finishConnect(int fd) {
        Endpoint client = descriptors.endpoint(fd);
        int failure = descriptors.check(Call.FINISH_CONNECT, client);
        if (failure != 0) {
            return failure;
        }
        int error = client.takeError();
        return error != 0 ? error : client.connecting ? Errno.EINPROGRESS : client.connected ? 0 : Errno.ENOTCONN;
    }

    @Override
    public int shutdownOutput(int fd) {
        Endpoint endpoint = descriptors.endpoint(fd);
        int failure = descriptors.checkConnected(Call.SHUTDOWN, endpoint);
        if (failure != 0 || endpoint.reset) {
            return failure != 0 ? failure : Errno.ENOTCONN;
        }
        network.endOutput(endpoint);
        return 0;
    }

    @Override
    public int localAddress(int fd, byte[] address) {
        return address(descriptors.endpoint(fd), endpoint -> endpoint.local, address);
    }

    @Override
    public int remoteAddress(int fd, byte[] address) {
        return address(descriptors.endpoint(fd), endpoint -> endpoint.connected ? endpoint.remote : null, address);
    }

    @Override
    public int setOption(int fd, SocketOption option, int value) {
        Endpoint endpoint = descriptors.endpoint(fd);
        int failure = descriptors.check(Call.OPTION, endpoint);
        if (failure == 0) {
            endpoint.options.put(option, value);
        }
        return failure;
    }

    @Override
    public int getOption(int fd, SocketOption option) {
        Endpoint endpoint = descriptors.endpoint(fd);
        int failure = descriptors.check(Call.OPTION, endpoint);
        int unset = switch (option) {
            case LINGER -> SocketOption.LINGER_OFF;
            case SEND_BUFFER, RECEIVE_BUFFER -> Endpoint.DEFAULT_BUFFER;
            default -> 0;
        };
        return failure != 0 ? failure : endpoint.options.getOrDefault(option, unset);
    }

    @Override
    public void close() {
        closed = true;
    }

    private int address(Endpoint endpoint, Function<Endpoint, byte[]> which, byte[] to) {
        int failure = descriptors.check(Call.ADDRESS, endpoint);
        byte[] from = failure != 0 ? null : which.apply(endpoint);
        if (from == null) {
            return failure != 0 ? failure : Errno.ENOTCONN;
        }
        Endpoint.fill(to, from);
        return 0;
    }
}
