package dev.millrace.testkit;

import dev.millrace.loop.LoopObserver.Call;
import dev.millrace.sys.Descriptors;
import dev.millrace.sys.Errno;
import dev.millrace.sys.Sockets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.ObjIntConsumer;

/** The descriptors of one simulated host: its sockets by number, and what is read from and written to them. */
final class SimulatedDescriptors implements Descriptors {
    private static final int FIRST_FD = 3;

    /** By number; null where none is open. */
    private Endpoint[] endpoints = new Endpoint[64];
    private final BitSet open = new BitSet();
    private final Network network;
    private final Ports ports;
    private final SimulatedDatagrams datagrams;
    private final Judge judge;
    private final Liberties liberties;
    private int limit = Integer.MAX_VALUE;
    private boolean closed;
    private ObjIntConsumer<Integer> onChange = (fd, ready) -> { };

    SimulatedDescriptors(Network network, Ports ports, Judge judge, Liberties liberties) {
        this.network = network;
        this.ports = ports;
        this.datagrams = new SimulatedDatagrams(network, ports);
        this.judge = judge;
        this.liberties = liberties;
        open.set(0, FIRST_FD);
    }

    void onChange(ObjIntConsumer<Integer> listener) {
        onChange = listener;
    }

    void limit(int descriptors) {
        limit = descriptors;
    }

    /** Returns what is open, each descriptor in words. */
    List<String> inWords() {
        return open.stream().skip(FIRST_FD).mapToObj(fd -> endpoints[fd].toString()).toList();
    }

    int openCount() {
        return open.cardinality() - FIRST_FD;
    }

    /** Returns a socket by its number; null if there is none. */
    Endpoint endpoint(int fd) {
        return fd >= 0 && fd < endpoints.length ? endpoints[fd] : null;
    }

    /** Returns what a descriptor is ready for, or EBADF. */
    int readiness(int fd) {
        Endpoint endpoint = endpoint(fd);
        return endpoint == null ? Errno.EBADF : endpoint.ready();
    }

    @Override
    public int read(int fd, byte[] bytes, int offset, int length) {
        requireOpen();
        Endpoint endpoint = endpoint(fd);
        int failure = checkTransfer(Call.READ, fd, endpoint);
        if (failure != 0) {
            return failure;
        }
        if (endpoint.mailbox != null) {
            int count = endpoint.mailbox.receive(bytes, offset, length, new byte[0]);
            return count < 0 ? count : count & ~Sockets.TRUNCATED;
        }
        End end = endpoint.end;
        int most = Math.min(Math.min(length, MOST_BYTES), end.available());
        int amount = most == 0 ? length : liberties.amount(most, ports.name(), fd);
        int result = end.read(bytes, offset, amount);
        if (amount < most) {
            // Whoever sees a short read takes the socket for empty, and waits for the next edge.
            endpoint.changed();
        }
        return result;
    }

    @Override
    public int write(int fd, byte[] bytes, int offset, int length) {
        requireOpen();
        Endpoint endpoint = endpoint(fd);
        int failure = checkTransfer(Call.WRITE, fd, endpoint);
        if (failure != 0) {
            return failure;
        }
        if (endpoint.mailbox != null) {
            return datagrams.send(endpoint, bytes, offset, length, new byte[0]);
        }
        End end = endpoint.end;
        int most = Math.min(Math.min(length, MOST_BYTES), end.room());
        return end.write(bytes, offset, most == 0 ? length : liberties.amount(most, ports.name(), fd));
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
        Endpoint endpoint = endpoint(fd);
        if (endpoint == null) {
            return Errno.EBADF;
        }
        endpoints[fd] = null;
        open.clear(fd);
        onChange.accept(fd, Errno.EBADF);
        network.close(endpoint, ports);
        return judge.failureOf(Call.CLOSE, fd);
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Makes a socket with the lowest number that is free, or returns EMFILE. */
    int allocate(int family) {
        if (openCount() >= limit) {
            return Errno.EMFILE;
        }
        int fd = open.nextClearBit(0);
        if (fd >= endpoints.length) {
            endpoints = Arrays.copyOf(endpoints, 2 * fd);
        }
        open.set(fd);
        String origin = liberties.tracesOrigins() ? Origin.here() : "";
        endpoints[fd] = new Endpoint(fd, family, this::changed, origin);
        return fd;
    }

    SimulatedDatagrams datagrams() {
        return datagrams;
    }

    private void changed(Endpoint endpoint) {
        onChange.accept(endpoint.fd, endpoint.ready());
    }

    private int checkTransfer(Call call, int fd, Endpoint endpoint) {
        return endpoint != null && endpoint.mailbox != null
                ? check(call, fd, endpoint)
                : checkConnected(call, fd, endpoint);
    }

    int checkConnected(Call call, int fd, Endpoint endpoint) {
        int failure = check(call, fd, endpoint);
        return failure != 0 || endpoint.isConnected() ? failure : Errno.ENOTCONN;
    }

    /** Returns how a call on a descriptor fails before it is made, or 0. */
    int check(Call call, int fd, Endpoint endpoint) {
        if (endpoint == null) {
            return Errno.EBADF;
        }
        int failure = judge.failureOf(call, fd);
        if (failure == Errno.EAGAIN) {
            // Whoever sees it waits for the next edge.
            endpoint.changed();
        }
        return failure;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the platform is closed");
        }
    }
}
