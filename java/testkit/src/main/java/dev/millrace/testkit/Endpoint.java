package dev.millrace.testkit;

import dev.millrace.sys.Errno;
import dev.millrace.sys.ReadyBatch;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.Sockets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** A socket in memory: at first nothing, then a listener, or one end of a connection. */
final class Endpoint {
    final int fd;
    final int family;
    final Map<SocketOption, Integer> options = new EnumMap<>(SocketOption.class);
    /** Null until it is bound or connected. */
    byte[] local;
    byte[] remote;

    /** What it has if it listens, else null. */
    Listener listener;
    /** Its end of the connection; null if it has none. */
    End end;
    /** What it has if it is a datagram socket, else null. */
    Mailbox mailbox;
    private final Consumer<Endpoint> onChange;
    /** Which line of a program made it; empty if that is not known. */
    private final String origin;

    Endpoint(int fd, int family, Consumer<Endpoint> onChange, String origin) {
        this.fd = fd;
        this.family = family;
        this.onChange = onChange;
        this.origin = origin;
    }

    /** Lets a poller know that what this is ready for may have changed. */
    void changed() {
        onChange.accept(this);
    }

    /** Returns what a poller would report now. */
    int ready() {
        if (listener != null) {
            return listener.isEmpty() ? 0 : ReadyBatch.READABLE;
        }
        return mailbox != null ? mailbox.ready() : end == null ? 0 : end.ready();
    }

    boolean isUnix() {
        return family == UnixName.FAMILY;
    }

    boolean isConnected() {
        return mailbox != null ? remote != null : end != null && end.isConnected();
    }

    /** Returns the pending error, once; 0 if there is none. */
    int takeError() {
        return mailbox != null ? mailbox.takeError() : end == null ? 0 : end.takeError();
    }

    boolean isConnecting() {
        return end != null && end.isConnecting();
    }

    /** Makes this the socket of an end. */
    void own(End connection) {
        end = connection;
        end.belong(options, this::changed);
    }

    /** Copies an address as far as its length says. */
    static byte[] copy(byte[] address) {
        return Arrays.copyOf(address, Byte.toUnsignedInt(address[1]));
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
        if (address[0] == UnixName.FAMILY) {
            return UnixName.failureOf(address);
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

    /** Returns whether two addresses are the same, ports included. */
    static boolean same(byte[] one, byte[] other) {
        return Arrays.equals(copy(one), copy(other));
    }

    int port() {
        return port(local);
    }

    static int port(byte[] address) {
        return (address[2] & 0xFF) << 8 | address[3] & 0xFF;
    }

    static void port(byte[] address, int port) {
        address[2] = (byte) (port >> 8);
        address[3] = (byte) port;
    }

    @Override
    public String toString() {
        return "fd " + fd + (listener == null ? "" : " that listens") + (origin.isEmpty() ? "" : " made at " + origin);
    }
}
