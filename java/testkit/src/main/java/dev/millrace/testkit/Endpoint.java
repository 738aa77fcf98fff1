package dev.millrace.testkit;

import dev.millrace.sys.Errno;
import dev.millrace.sys.ReadyBatch;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.Sockets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** A socket in memory: at first nothing, then a listener, or one end of a connection. */
final class Endpoint {
    static final int DEFAULT_BUFFER = 64 * 1024;

    final int fd;
    final int family;
    final Map<SocketOption, Integer> options = new EnumMap<>(SocketOption.class);
    /** Null until it is bound or connected. */
    byte[] local;
    byte[] remote;

    /** Connections that wait to be accepted; null if it does not listen. */
    ArrayDeque<Endpoint> backlog;
    int backlogLimit;
    /** Clients for which there is no room in the backlog. */
    final ArrayDeque<Endpoint> overflow = new ArrayDeque<>();
    /** The listener in whose overflow this is; null if it is in none. */
    Endpoint waitsFor;

    /** The other end; null if it is not connected, or the other end is closed. */
    Endpoint peer;
    boolean connected;
    boolean connecting;
    boolean closed;
    /** Ends a connection. The call that comes first returns it, once. */
    int pendingError;
    boolean reset;
    boolean peerEnded;
    boolean outputEnded;
    /** A write found no room: the next room is worth a report. */
    boolean starved;

    /** What the peer has sent and nobody has read. */
    private ByteRing received = new ByteRing();
    private final Consumer<Endpoint> onChange;

    Endpoint(int fd, int family, Consumer<Endpoint> onChange) {
        this.fd = fd;
        this.family = family;
        this.onChange = onChange;
    }

    /** Lets a poller know that what this is ready for may have changed. */
    void changed() {
        onChange.accept(this);
    }

    /** Returns what a poller would report now. */
    int ready() {
        if (backlog != null) {
            return backlog.isEmpty() ? 0 : ReadyBatch.READABLE;
        }
        if (connecting) {
            return 0;
        }
        int ready = 0;
        if (reset || pendingError != 0) {
            ready |= ReadyBatch.READABLE | ReadyBatch.WRITABLE | ReadyBatch.READ_CLOSED | ReadyBatch.WRITE_CLOSED
                    | ReadyBatch.ERROR;
        }
        if (received.size() > 0 || peerEnded) {
            ready |= ReadyBatch.READABLE;
        }
        if (peerEnded) {
            ready |= ReadyBatch.READ_CLOSED;
        }
        if (connected && (peer == null || peer.room() > 0)) {
            ready |= ReadyBatch.WRITABLE;
        }
        return ready;
    }

    /** As TCP does with bytes that nobody has read, or on demand. */
    boolean resetsOnClose() {
        return received.size() > 0 || options.getOrDefault(SocketOption.LINGER, -1) == 0;
    }

    private int room() {
        return Math.max(0, capacity() - received.size());
    }

    private int capacity() {
        return options.getOrDefault(SocketOption.RECEIVE_BUFFER, DEFAULT_BUFFER);
    }

    /** Takes bytes from the other end, as many as there is room for. Returns how many. */
    int receive(byte[] bytes, int offset, int length) {
        int count = Math.min(length, room());
        received.add(bytes, offset, count, capacity());
        return count;
    }

    /** Gives received bytes away, the oldest first. Returns how many. */
    int take(byte[] bytes, int offset, int length) {
        return received.take(bytes, offset, length);
    }

    /** Takes over what a connection that was not accepted yet has received. */
    void adopt(Endpoint waiting) {
        received = waiting.received;
        peerEnded = waiting.peerEnded;
        reset = waiting.reset;
        pendingError = waiting.pendingError;
    }

    /** Ends the connection by an error. What was received can still be read, and so can an end that was received. */
    void breakOff(int error) {
        reset = true;
        pendingError = peerEnded ? 0 : error;
        peer = null;
        changed();
    }

    int takeError() {
        int error = pendingError;
        pendingError = 0;
        return error;
    }

    static byte[] copy(byte[] address) {
        return Arrays.copyOf(address, Sockets.IP_ADDRESS_BYTES);
    }

    /** Fills an array with an address as far as it goes, and with zeros after it. */
    static void fill(byte[] to, byte[] address) {
        Arrays.fill(to, (byte) 0);
        System.arraycopy(address, 0, to, 0, Math.min(to.length, address.length));
    }

    /** Returns the error of an address whose family or length the kernel would refuse, or 0. */
    static int failureOf(byte[] address) {
        if (address.length < 2 || Byte.toUnsignedInt(address[1]) > address.length) {
            return Errno.EINVAL;
        }
        if (address[0] != 4 && address[0] != 6) {
            return Errno.EAFNOSUPPORT;
        }
        return address[1] == Sockets.IP_ADDRESS_BYTES ? 0 : Errno.EINVAL;
    }

    /**
     * Returns whether a listener at {@code bound} takes connections to {@code wanted}: the same port, and the same
     * address or the wildcard.
     */
    static boolean accepts(byte[] bound, byte[] wanted) {
        boolean wildcard = true;
        boolean same = bound[0] == wanted[0];
        for (int i = 8; i < bound.length; i++) {
            wildcard &= bound[i] == 0;
            same &= bound[i] == wanted[i];
        }
        return port(bound) == port(wanted) && (same || wildcard && (bound[0] == wanted[0] || bound[0] == 6));
    }

    static int port(byte[] address) {
        return (address[2] & 0xFF) << 8 | address[3] & 0xFF;
    }

    static void port(byte[] address, int port) {
        address[2] = (byte) (port >> 8);
        address[3] = (byte) port;
    }
}
