package dev.millrace.testkit;

import dev.millrace.sys.ReadyBatch;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.Sockets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

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

    /** The other end; null if it is not connected, or the other end is closed. */
    Endpoint peer;
    boolean connected;
    boolean connecting;
    /** Ends a connection: told once by whichever call comes first. */
    int pendingError;
    boolean reset;
    boolean peerEnded;
    boolean outputEnded;
    /** A write found no room: the next room is worth a report. */
    boolean starved;

    /** What the peer has sent and nobody has read: a ring. */
    private byte[] received = new byte[0];
    private int head;
    private int size;

    Endpoint(int fd, int family) {
        this.fd = fd;
        this.family = family;
    }

    /** Tells what a poller would report now. */
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
        if (size > 0 || peerEnded) {
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

    boolean hasUnread() {
        return size > 0;
    }

    int room() {
        return Math.max(0, capacity() - size);
    }

    private int capacity() {
        return options.getOrDefault(SocketOption.RECEIVE_BUFFER, DEFAULT_BUFFER);
    }

    /** Takes bytes from the other end, as many as there is room for. */
    int receive(byte[] bytes, int offset, int length) {
        int count = Math.min(length, room());
        if (received.length < capacity()) {
            byte[] larger = new byte[capacity()];
            int kept = size;
            take(larger, 0, kept);
            received = larger;
            head = 0;
            size = kept;
        }
        for (int i = 0; i < count; i++) {
            received[(head + size + i) % received.length] = bytes[offset + i];
        }
        size += count;
        return count;
    }

    /** Gives received bytes away, oldest first. */
    int take(byte[] bytes, int offset, int length) {
        int count = Math.min(length, size);
        for (int i = 0; i < count; i++) {
            bytes[offset + i] = received[(head + i) % received.length];
        }
        head = received.length == 0 ? 0 : (head + count) % received.length;
        size -= count;
        return count;
    }

    /** Takes over what a connection that was not accepted yet has received. */
    void adopt(Endpoint waiting) {
        received = waiting.received;
        head = waiting.head;
        size = waiting.size;
        peerEnded = waiting.peerEnded;
        reset = waiting.reset;
        pendingError = waiting.pendingError;
    }

    /** Ends the connection by an error. What was received can be read still, and so can an end that was received. */
    void breakOff(int error) {
        reset = true;
        pendingError = peerEnded ? 0 : error;
        peer = null;
    }

    int takeError() {
        int error = pendingError;
        pendingError = 0;
        return error;
    }

    static byte[] copy(byte[] address) {
        return Arrays.copyOf(address, Sockets.ADDRESS_BYTES);
    }

    /**
     * Whether a listener at {@code bound} takes connections to {@code wanted}: the same port, and address or wildcard.
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
