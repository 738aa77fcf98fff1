package dev.millrace.net;

import dev.millrace.io.BrokenException;
import dev.millrace.io.BusyException;
import dev.millrace.io.ClosedException;
import dev.millrace.loop.EventLoop;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.Sockets;
import dev.millrace.sys.SystemException;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import java.util.Map;
import java.util.Optional;

/**
 * A UDP socket: messages with bounds, which may be lost, doubled or overtaken on the way. Each one is sent and received
 * whole. A socket may be connected, to have one peer, and disconnected again.
 *
 * <p>One send and one receive may wait at a time; a second of the same kind fails with {@link BusyException}. What
 * cannot be delivered is no end of the socket. An unconnected one does not hear of it. A connected one is told once, by
 * the failure of whichever operation comes next ({@link BrokenException}, ECONNREFUSED), and goes on. For the loop's
 * thread only.
 */
public final class DatagramSocket implements AutoCloseable {
    private static final byte[] NONE = {};

    private final DatagramEnd end;
    private final Sockets sockets;
    private Optional<IpAddress> peer = Optional.empty();

    private DatagramSocket(DatagramEnd end) {
        this.end = end;
        this.sockets = end.sockets();
    }

    /**
     * What was received.
     *
     * @param length how many bytes are in the buffer; 0 if the datagram was empty
     * @param from who sent it
     * @param truncated whether the datagram was longer than the buffer: the rest is lost
     */
    public record Received(int length, IpAddress from, boolean truncated) {
    }

    /** Opens a socket on an address, for the task that calls: as {@link #bind(EventLoop, IpAddress, Map)}. */
    public static DatagramSocket bind(IpAddress address) {
        return bind(Task.current().loop(), address, Map.of());
    }

    /** Opens a socket on an address: as {@link #bind(EventLoop, IpAddress, Map)} without options. */
    public static DatagramSocket bind(EventLoop loop, IpAddress address) {
        return bind(loop, address, Map.of());
    }

    /**
     * Opens a socket on an address of this machine.
     *
     * @param address port 0 lets the kernel choose: see {@link #localAddress}. To receive multicast, bind to
     *     {@link Address#any} with the port of the group
     * @param options what is set before the socket is bound, in the unit {@link SocketOption} names: REUSE_PORT, for
     *     instance, lets several sockets share a port
     * @throws SystemException which names the address: EADDRINUSE, EADDRNOTAVAIL, EACCES, EMFILE, ...
     * @throws ClosedException if the loop is closed
     */
    public static DatagramSocket bind(EventLoop loop, IpAddress address, Map<SocketOption, Integer> options) {
        loop.checkThread();
        Dial.requireOpen(loop, address);
        Sockets sockets = loop.platform().sockets();
        int fd = sockets.open(address.family(), Sockets.Kind.DATAGRAM);
        if (fd < 0) {
            throw new SystemException(fd, "socket", "for " + address);
        }
        byte[] local = address.toBytes();
        String call = "setsockopt";
        int result = 0;
        for (Map.Entry<SocketOption, Integer> each : options.entrySet()) {
            result = result < 0 ? result : sockets.setOption(fd, each.getKey(), each.getValue());
        }
        if (result >= 0) {
            call = "bind";
            result = sockets.bind(fd, local);
        }
        if (result >= 0) {
            call = "getsockname";
            result = sockets.localAddress(fd, local);
        }
        if (result < 0) {
            loop.platform().descriptors().close(fd);
            throw new SystemException(result, call, address.toString());
        }
        return new DatagramSocket(
                new DatagramEnd(loop, loop.core().registry().add(fd, true), IpAddress.fromBytes(local)));
    }

    // ------------------------------------------------------------------ sending and receiving

    /**
     * Sends one datagram, whole or not at all. Cancel gives up waiting for the kernel to have room for it.
     *
     * @param bytes not to be changed until it is sent; up to 65,507 for IPv4
     * @return done when the kernel has it, which does not mean that it arrives; fails with {@link SystemException} if
     *     it cannot be sent (EMSGSIZE: too long; EACCES: a broadcast without the option), {@link BrokenException} if
     *     the network says that it does not get through, {@link BusyException} if another send is waiting, {@link
     *     ClosedException} after close
     * @throws IllegalStateException if the socket is connected: it sends to its peer only
     */
    public Future<Void> send(byte[] bytes, IpAddress to) {
        return send(bytes, 0, bytes.length, to);
    }

    /** Sends a part of an array: as {@link #send(byte[], IpAddress)}. */
    public Future<Void> send(byte[] bytes, int offset, int length, IpAddress to) {
        if (peer.isPresent()) {
            throw new IllegalStateException(this + " is connected, to " + peer.get());
        }
        return new DatagramSend(end, bytes, offset, length, to.toBytes()).begin();
    }

    /**
     * Sends one datagram to the peer: as {@link #send(byte[], IpAddress)}. If an earlier datagram was refused, that is
     * this one's failure, and this one is not sent: send it again.
     *
     * @throws IllegalStateException if the socket is not connected
     */
    public Future<Void> send(byte[] bytes) {
        return send(bytes, 0, bytes.length);
    }

    /** Sends a part of an array to the peer: as {@link #send(byte[])}. */
    public Future<Void> send(byte[] bytes, int offset, int length) {
        if (peer.isEmpty()) {
            throw new IllegalStateException(this + " is not connected: say where to send");
        }
        return new DatagramSend(end, bytes, offset, length, NONE).begin();
    }

    /**
     * Receives one datagram. Cancel gives up waiting, and loses none.
     *
     * @param buffer is filled from the start; what is longer than it is cut
     * @return what was received; fails with {@link BrokenException} if a datagram that was sent to the peer was
     *     refused, {@link BusyException} if another receive is waiting, {@link ClosedException} after close
     */
    public Future<Received> receive(byte[] buffer) {
        return receive(buffer, 0, buffer.length);
    }

    /** Receives one datagram into a part of an array: as {@link #receive(byte[])}. */
    public Future<Received> receive(byte[] buffer, int offset, int length) {
        return new DatagramReceive<>(end, buffer, offset, length, Received::new).begin();
    }

    // ------------------------------------------------------------------ the peer, groups

    /**
     * Gives the socket a peer, or another one: it sends only there and receives only from there. What arrived from
     * others before may still be received.
     *
     * @throws SystemException if the kernel knows no way there (ENETUNREACH, ...)
     * @throws ClosedException after close
     */
    public void connect(IpAddress address) {
        end.requireOpen();
        require(sockets.connect(fd(), address.toBytes()), "connect to " + address);
        peer = Optional.of(address);
        end.connected(true);
    }

    /** Takes the peer away; the socket keeps its port. Throws as {@link #connect} does. */
    public void disconnect() {
        end.requireOpen();
        require(sockets.disconnect(fd()), "disconnect");
        peer = Optional.empty();
        end.connected(false);
    }

    /** Returns whom it is connected to. */
    public Optional<IpAddress> remoteAddress() {
        return peer;
    }

    /**
     * Joins a multicast group: what is sent to it, and to this socket's port, is received too.
     *
     * @param group an address of 224.0.0.0/4 or ff00::/8; its port does not count
     * @param networkInterface the index of the interface to join on; 0 lets the system choose
     * @throws SystemException if it is no group (EINVAL), joined already (EADDRINUSE), there is no such interface
     *     (ENODEV), ...
     * @throws ClosedException after close
     */
    public void join(IpAddress group, int networkInterface) {
        end.requireOpen();
        require(sockets.join(fd(), group.toBytes(), networkInterface, NONE), "join " + group.host());
    }

    /** Joins a group for what one sender sends: as {@link #join(IpAddress, int)}. */
    public void join(IpAddress group, int networkInterface, IpAddress source) {
        end.requireOpen();
        require(sockets.join(fd(), group.toBytes(), networkInterface, source.toBytes()), "join " + group.host());
    }

    /** Leaves a group that was joined with the same arguments. Throws as {@link #join(IpAddress, int)} does. */
    public void leave(IpAddress group, int networkInterface) {
        end.requireOpen();
        require(sockets.leave(fd(), group.toBytes(), networkInterface, NONE), "leave " + group.host());
    }

    /** Leaves a group that was joined with the same arguments. Throws as {@link #join(IpAddress, int)} does. */
    public void leave(IpAddress group, int networkInterface, IpAddress source) {
        end.requireOpen();
        require(sockets.leave(fd(), group.toBytes(), networkInterface, source.toBytes()), "leave " + group.host());
    }

    // ------------------------------------------------------------------ the socket

    /** Returns the address it was bound to, with the port the kernel chose; also after close. */
    public IpAddress localAddress() {
        return end.bound();
    }

    /**
     * Reads an option, in the unit {@link SocketOption} names. Throws {@link ClosedException} after close, {@link
     * SystemException} if the kernel refuses.
     */
    public int option(SocketOption option) {
        end.requireOpen();
        return require(sockets.getOption(fd(), option), "getsockopt " + option);
    }

    /** Sets an option, in the unit {@link SocketOption} names. Throws as {@link #option(SocketOption)} does. */
    public void option(SocketOption option, int value) {
        end.requireOpen();
        require(sockets.setOption(fd(), option, value), "setsockopt " + option + " to " + value);
    }

    /** Closes it; operations that wait fail with {@link ClosedException}. Closing again does nothing. */
    @Override
    public void close() {
        end.close();
    }

    /** Returns whether it was closed. */
    public boolean isClosed() {
        return end.isClosed();
    }

    @Override
    public String toString() {
        return end.toString();
    }

    private int require(int result, String call) {
        if (result < 0) {
            throw new SystemException(result, call, toString());
        }
        return result;
    }

    private int fd() {
        return end.fd();
    }
}
