package dev.millrace.testkit;

import dev.millrace.loop.LoopObserver.Call;
import dev.millrace.sys.Descriptors;
import dev.millrace.sys.Errno;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/** The descriptors of one simulated host: its sockets by number, and what is read from and written to them. */
final class SimulatedDescriptors implements Descriptors {
    private static final int FIRST_FD = 3;

    private final Map<Integer, Endpoint> endpoints = new HashMap<>();
    private final Network network;
    private final Ports ports;
    private final Injected injected;
    private int limit = Integer.MAX_VALUE;
    private boolean closed;
    private ObjIntConsumer<Integer> onChange = (fd, ready) -> { };

    SimulatedDescriptors(Network network, Ports ports, Injected injected) {
        this.network = network;
        this.ports = ports;
        this.injected = injected;
    }

    void onChange(ObjIntConsumer<Integer> listener) {
        onChange = listener;
    }

    void limit(int descriptors) {
        limit = descriptors;
    }

    int openCount() {
        return endpoints.size();
    }

    /** Returns a socket by its number; null if there is none. */
    Endpoint endpoint(int fd) {
        return endpoints.get(fd);
    }

    /** Returns what a descriptor is ready for, or EBADF. */
    int readiness(int fd) {
        Endpoint endpoint = endpoints.get(fd);
        return endpoint == null ? Errno.EBADF : endpoint.ready();
    }

    @Override
    public int read(int fd, byte[] bytes, int offset, int length) {
        requireOpen();
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
        requireOpen();
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
    public void close() {
        closed = true;
    }

    /** Makes a socket with the lowest number that is free, or returns EMFILE. */
    int allocate(int family) {
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

    int checkConnected(Call call, Endpoint endpoint) {
        int failure = check(call, endpoint);
        return failure != 0 || endpoint.connected ? failure : Errno.ENOTCONN;
    }

    int check(Call call, Endpoint endpoint) {
        int failure = injected.take(call);
        return failure != 0 ? failure : endpoint == null ? Errno.EBADF : 0;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the platform is closed");
        }
    }
}
