package dev.millrace.net;

import dev.millrace.sys.Platform;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.Sockets;
import dev.millrace.sys.SystemException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How sockets are set up. {@link #DEFAULT} is right for most; each {@code with} method returns a changed copy. Options
 * are immutable, and equal by value.
 */
public final class TcpOptions implements Cloneable {
    /** No-delay and reuse-address on, IPV6_V6ONLY off, a backlog of 4096, all else as the kernel has it. */
    public static final TcpOptions DEFAULT = new TcpOptions();

    // Set while a copy is made, by its maker alone.
    private boolean noDelay = true;
    private boolean keepAlive;
    private boolean reuseAddress = true;
    private boolean reusePort;
    private boolean v6Only;
    private int backlog = 4096;
    private int sendBuffer;
    private int receiveBuffer;
    private int linger = SocketOption.LINGER_OFF;
    private Optional<IpAddress> local = Optional.empty();

    private TcpOptions() {
    }

    /** Returns whether small writes are sent at once (TCP_NODELAY); on by default. */
    public boolean noDelay() {
        return noDelay;
    }

    /** Returns whether the kernel probes an idle peer (SO_KEEPALIVE). */
    public boolean keepAlive() {
        return keepAlive;
    }

    /** Returns whether a listener can bind a port while old connections of it linger (SO_REUSEADDR). */
    public boolean reuseAddress() {
        return reuseAddress;
    }

    /**
     * Returns whether several listeners share a port (SO_REUSEPORT); Linux spreads connections over them, macOS does
     * not.
     */
    public boolean reusePort() {
        return reusePort;
    }

    /** Returns whether a listener on an IPv6 address takes no IPv4 connections (IPV6_V6ONLY). */
    public boolean v6Only() {
        return v6Only;
    }

    /** Returns how many connections may wait to be accepted; the kernel may lower it. */
    public int backlog() {
        return backlog;
    }

    /** Returns the bytes of SO_SNDBUF; 0 leaves the kernel's choice. */
    public int sendBuffer() {
        return sendBuffer;
    }

    /** Returns the bytes of SO_RCVBUF; 0 leaves the kernel's choice. */
    public int receiveBuffer() {
        return receiveBuffer;
    }

    /**
     * Returns the seconds of SO_LINGER, or {@link SocketOption#LINGER_OFF}. With 0 a close is a reset; with more, a
     * close blocks the loop for as long as bytes are under way.
     */
    public int linger() {
        return linger;
    }

    /** Returns the address to which a connecting socket is bound first. */
    public Optional<IpAddress> local() {
        return local;
    }

    /** Returns a copy with another {@link #noDelay}. */
    public TcpOptions withNoDelay(boolean on) {
        return with(copy -> copy.noDelay = on);
    }

    /** Returns a copy with another {@link #keepAlive}. */
    public TcpOptions withKeepAlive(boolean on) {
        return with(copy -> copy.keepAlive = on);
    }

    /** Returns a copy with another {@link #reuseAddress}. */
    public TcpOptions withReuseAddress(boolean on) {
        return with(copy -> copy.reuseAddress = on);
    }

    /** Returns a copy with another {@link #reusePort}. */
    public TcpOptions withReusePort(boolean on) {
        return with(copy -> copy.reusePort = on);
    }

    /** Returns a copy with another {@link #v6Only}. */
    public TcpOptions withV6Only(boolean on) {
        return with(copy -> copy.v6Only = on);
    }

    /**
     * Returns a copy with another {@link #backlog}.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public TcpOptions withBacklog(int connections) {
        if (connections < 1) {
            throw new IllegalArgumentException("backlog " + connections + " must be positive");
        }
        return with(copy -> copy.backlog = connections);
    }

    /**
     * Returns a copy with another {@link #sendBuffer} and {@link #receiveBuffer}.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public TcpOptions withBuffers(int sendBytes, int receiveBytes) {
        requireNotNegative("sendBuffer", sendBytes);
        requireNotNegative("receiveBuffer", receiveBytes);
        return with(copy -> {
            copy.sendBuffer = sendBytes;
            copy.receiveBuffer = receiveBytes;
        });
    }

    /**
     * Returns a copy with another {@link #linger}.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public TcpOptions withLinger(int seconds) {
        requireNotNegative("linger", seconds);
        return with(copy -> copy.linger = seconds);
    }

    /** Returns a copy with another {@link #local}. */
    public TcpOptions withLocal(IpAddress address) {
        Optional<IpAddress> chosen = Optional.of(address);
        return with(copy -> copy.local = chosen);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TcpOptions options && values().equals(options.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    @Override
    public String toString() {
        return "TcpOptions" + values();
    }

    private Map<String, Object> values() {
        return new TreeMap<>(Map.of("noDelay", noDelay, "keepAlive", keepAlive, "reuseAddress", reuseAddress,
                "reusePort", reusePort, "v6Only", v6Only, "backlog", backlog, "sendBuffer", sendBuffer,
                "receiveBuffer", receiveBuffer, "linger", linger, "local", local));
    }

    private TcpOptions with(Consumer<TcpOptions> change) {
        try {
            TcpOptions copy = (TcpOptions) clone();
            change.accept(copy);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("this class is Cloneable", e);
        }
    }

    private static void requireNotNegative(String name, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " " + value + " must not be negative");
        }
    }

    /** Opens a socket that is to listen on, or connect to, an address; throws if a call fails. */
    int open(Platform platform, IpAddress address, boolean listening) {
        Sockets sockets = platform.sockets();
        int fd = sockets.open(address.family(), Sockets.Kind.STREAM);
        if (fd < 0) {
            throw new SystemException(fd, "socket", "for " + address);
        }
        try {
            set(sockets, fd, SocketOption.SEND_BUFFER, sendBuffer, sendBuffer > 0);
            set(sockets, fd, SocketOption.RECEIVE_BUFFER, receiveBuffer, receiveBuffer > 0);
            if (listening) {
                set(sockets, fd, SocketOption.REUSE_ADDRESS, 1, reuseAddress);
                set(sockets, fd, SocketOption.REUSE_PORT, 1, reusePort);
                set(sockets, fd, SocketOption.V6_ONLY, v6Only ? 1 : 0, address.ipv6());
            } else {
                setConnected(sockets, fd);
            }
            return fd;
        } catch (SystemException e) {
            platform.descriptors().close(fd);
            throw e;
        }
    }

    /** Sets what belongs to a connection. The buffer sizes are left out: a connection inherits the listener's. */
    void setConnected(Sockets sockets, int fd) {
        set(sockets, fd, SocketOption.NO_DELAY, 1, noDelay);
        set(sockets, fd, SocketOption.KEEP_ALIVE, 1, keepAlive);
        set(sockets, fd, SocketOption.LINGER, linger, linger != SocketOption.LINGER_OFF);
    }

    private static void set(Sockets sockets, int fd, SocketOption option, int value, boolean wanted) {
        int result = wanted ? sockets.setOption(fd, option, value) : 0;
        if (result < 0) {
            throw new SystemException(result, "setsockopt", option + " to " + value + " on fd " + fd);
        }
    }
}
