package dev.millrace.testkit;

import dev.millrace.loop.LoopObserver.Call;
import dev.millrace.sys.Errno;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.Sockets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;

/**
 * The socket calls of one simulated host, with Linux's answers: lowest free descriptor first, partial writes into a
 * bounded buffer, a reset where one end closes with bytes unread. Calls fail on demand.
 */
public final class SimulatedSockets implements Sockets {
    private static final int FIRST_FD = 3;

    private final Map<Integer, Endpoint> endpoints = new HashMap<>();
    private final Network network;
    private final Ports ports;
    private final Injected injected = new Injected();
    private int limit = Integer.MAX_VALUE;
    private boolean closed;
    private ObjIntConsumer<Integer> onChange = (fd, ready) -> { };

    SimulatedSockets(Network network, Ports ports) {
        this.network = network;
        this.ports = ports;
    }

    void onChange(ObjIntConsumer<Integer> listener) {
        onChange = listener;
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
    public void limit(int descriptors) {
        limit = descriptors;
    }

    /** Returns how many descriptors are open. */
    public int openCount() {
        return endpoints.size();
    }

    /** Returns what a descriptor is ready for, or EBADF. */
    int readiness(int fd) {
        Endpoint endpoint = endpoints.get(fd);
        return endpoint == null ? Errno.EBADF : endpoint.ready();
    }

    @Override
    public int open(int family) {
        if (closed) {
            throw new IllegalStateException("the platform is closed");
        }
        int failure = injected.take(Call.OPEN);
        return failure != 0 ? failure : family == 4 || family == 6 ? allocate(family) : Errno.EAFNOSUPPORT;
    }

    @Override
    public int bind(int fd, byte[] address) {
        Endpoint endpoint = endpoints.get(fd);
        int failure = check(Call.BIND, endpoint);
        if (failure != 0) {
            return failure;
        }
        if (endpoint.local != null) {
            return Errno.EINVAL;
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
        Endpoint endpoint = endpoints.get(fd);
        int failure = check(Call.LISTEN, endpoint);
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
        Endpoint listener = endpoints.get(fd);
        int failure = check(Call.ACCEPT, listener);
        if (failure != 0) {
            return failure;
        }
        if (listener.backlog == null) {
            return Errno.EINVAL;
        }
        if (listener.backlog.isEmpty()) {
            return Errno.EAGAIN;
        }
        int accepted = allocate(listener.family);
        if (accepted >= 0) {
            Endpoint server = endpoints.get(accepted);
            network.accept(listener, server);
            System.arraycopy(server.remote, 0, peer, 0, ADDRESS_BYTES);
        }
        return accepted;
    }

    @Override
    public int connect(int fd, byte[] address) {
        Endpoint client = endpoints.get(fd);
        int failure = check(Call.CONNECT, client);
        if (failure != 0) {
            return failure;
        }
        if (client.connected || client.connecting) {
            return client.connected ? Errno.EISCONN : Errno.EALREADY;
        }
        client.remote = Endpoint.copy(address);
        network.connect(client, ports);
        return Errno.EINPROGRESS;
    }

    @Override
    public int finishConnect(int fd) {
        Endpoint client = endpoints.get(fd);
        int failure = check(Call.FINISH_CONNECT, client);
        if (failure != 0) {
            return failure;
        }
        int error = client.takeError();
        return error != 0 ? error : client.connecting ? Errno.EINPROGRESS : client.connected ? 0 : Errno.ENOTCONN;
    }

    @Override
    public int read(int fd, byte[] bytes, int offset, int length) {
        Endpoint endpoint = endpoints.get(fd);
        int failure = checkConnected(Call.READ, endpoint);
        if (failure != 0) {
            return failure;
        }
        int count = endpoint.take(bytes, offset, Math.min(length, MOST_BYTES));
        if (count > 0) {
            Endpoint writer = endpoint.peer;
            if (writer != null && writer.starved) {
                writer.starved = false;
                writer.changed();
            }
            return count;
        }
        int error = endpoint.takeError();
        return error != 0 ? error : endpoint.peerEnded || endpoint.reset || length == 0 ? 0 : Errno.EAGAIN;
    }

    @Override
    public int write(int fd, byte[] bytes, int offset, int length) {
        Endpoint endpoint = endpoints.get(fd);
        int failure = checkConnected(Call.WRITE, endpoint);
        if (failure != 0) {
            return failure;
        }
        int error = endpoint.takeError();
        if (error != 0 || endpoint.outputEnded || endpoint.reset) {
            return error != 0 ? error : Errno.EPIPE;
        }
        if (endpoint.peer == null) {
            // The other end is closed: its host answers with a reset, after this write has been taken.
            endpoint.breakOff(Errno.ECONNRESET);
            return Math.min(length, MOST_BYTES);
        }
        int count = endpoint.peer.receive(bytes, offset, Math.min(length, MOST_BYTES));
        if (count == 0 && length > 0) {
            endpoint.starved = true;
            return Errno.EAGAIN;
        }
        endpoint.peer.changed();
        return count;
    }

    @Override
    public int write(int fd, byte[][] arrays, int first, int offset) {
        int written = 0;
        int from = offset;
        for (int i = first; i < arrays.length && written < MOST_BYTES; i++) {
            int length = Math.min(arrays[i].length - from, MOST_BYTES - written);
            int count = length == 0 ? 0 : write(fd, arrays[i], from, length);
            if (count < 0) {
                return written > 0 ? written : count;
            }
            written += count;
            if (count < length) {
                break;
            }
            from = 0;
        }
        return written;
    }

    @Override
    public int shutdownOutput(int fd) {
        Endpoint endpoint = endpoints.get(fd);
        int failure = checkConnected(Call.SHUTDOWN, endpoint);
        if (failure != 0 || endpoint.reset) {
            return failure != 0 ? failure : Errno.ENOTCONN;
        }
        network.endOutput(endpoint);
        return 0;
    }

    @Override
    public int close(int fd) {
        Endpoint endpoint = endpoints.remove(fd);
        if (endpoint == null) {
            return Errno.EBADF;
        }
        onChange.accept(fd, Errno.EBADF);
        network.close(endpoint, ports);
        return 0;
    }

    @Override
    public int localAddress(int fd, byte[] address) {
        return address(endpoints.get(fd), endpoint -> endpoint.local, address);
    }

    @Override
    public int remoteAddress(int fd, byte[] address) {
        return address(endpoints.get(fd), endpoint -> endpoint.connected ? endpoint.remote : null, address);
    }

    @Override
    public int setOption(int fd, SocketOption option, int value) {
        Endpoint endpoint = endpoints.get(fd);
        int failure = check(Call.OPTION, endpoint);
        if (failure == 0) {
            endpoint.options.put(option, value);
        }
        return failure;
    }

    @Override
    public int getOption(int fd, SocketOption option) {
        Endpoint endpoint = endpoints.get(fd);
        int failure = check(Call.OPTION, endpoint);
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

    private int allocate(int family) {
        if (endpoints.size() >= limit) {
            return Errno.EMFILE;
        }
        int fd = FIRST_FD;
        while (endpoints.containsKey(fd)) {
            fd++;
        }
        endpoints.put(fd, new Endpoint(fd, family, this::changed));
        return fd;
    }

    private void changed(Endpoint endpoint) {
        onChange.accept(endpoint.fd, endpoint.ready());
    }

    private int address(Endpoint endpoint, Function<Endpoint, byte[]> which, byte[] to) {
        int failure = check(Call.ADDRESS, endpoint);
        byte[] from = failure != 0 ? null : which.apply(endpoint);
        if (from == null) {
            return failure != 0 ? failure : Errno.ENOTCONN;
        }
        System.arraycopy(from, 0, to, 0, ADDRESS_BYTES);
        return 0;
    }

    private int checkConnected(Call call, Endpoint endpoint) {
        int failure = check(call, endpoint);
        return failure != 0 || endpoint.connected ? failure : Errno.ENOTCONN;
    }

    private int check(Call call, Endpoint endpoint) {
        int failure = injected.take(call);
        return failure != 0 ? failure : endpoint == null ? Errno.EBADF : 0;
    }
}
