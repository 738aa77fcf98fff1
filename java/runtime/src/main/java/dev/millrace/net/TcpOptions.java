package dev.millrace.net;

import dev.millrace.sys.Platform;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.Sockets;
import dev.millrace.sys.SystemException;
import java.util.Optional;

/**
 * How sockets are set up. {@link #DEFAULT} is right for most; the {@code with} methods make a changed copy.
 *
 * @param noDelay small writes are sent at once (TCP_NODELAY); on by default
 * @param keepAlive the kernel probes an idle peer (SO_KEEPALIVE)
 * @param reuseAddress a listener can bind a port while old connections of it linger (SO_REUSEADDR); on by default
 * @param reusePort several listeners share a port (SO_REUSEPORT); Linux spreads connections over them, macOS does not
 * @param v6Only a listener on an IPv6 address takes no IPv4 connections (IPV6_V6ONLY)
 * @param backlog how many connections may wait to be accepted; the kernel may lower it
 * @param sendBuffer bytes of SO_SNDBUF; 0 leaves the kernel's choice
 * @param receiveBuffer bytes of SO_RCVBUF; 0 leaves the kernel's choice
 * @param linger seconds of SO_LINGER, or {@link SocketOption#LINGER_OFF}; 0 makes a close a reset.
 *     With more, a close blocks the loop for as long as bytes are under way
 * @param local the address a connecting socket is bound to first
 */
public record TcpOptions(boolean noDelay, boolean keepAlive, boolean reuseAddress, boolean reusePort, boolean v6Only,
        int backlog, int sendBuffer, int receiveBuffer, int linger, Optional<Address> local) {

    /** No-delay and reuse-address on, IPV6_V6ONLY off, a backlog of 4096, all else as the kernel has it. */
    public static final TcpOptions DEFAULT = new TcpOptions(true, false, true, false, false, 4096, 0, 0,
            SocketOption.LINGER_OFF, Optional.empty());

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is negative or the backlog is 0
     */
    public TcpOptions {
        if (backlog < 1 || sendBuffer < 0 || receiveBuffer < 0 || linger < 0) {
            throw new IllegalArgumentException("backlog " + backlog + " must be positive; sendBuffer " + sendBuffer
                    + ", receiveBuffer " + receiveBuffer + " and linger " + linger + " must not be negative");
        }
    }

    /** Changes {@link #noDelay}. */
    public TcpOptions withNoDelay(boolean on) {
        return new TcpOptions(on, keepAlive, reuseAddress, reusePort, v6Only, backlog, sendBuffer, receiveBuffer,
                linger, local);
    }

    /** Changes {@link #keepAlive}. */
    public TcpOptions withKeepAlive(boolean on) {
        return new TcpOptions(noDelay, on, reuseAddress, reusePort, v6Only, backlog, sendBuffer, receiveBuffer,
                linger, local);
    }

    /** Changes {@link #reuseAddress}. */
    public TcpOptions withReuseAddress(boolean on) {
        return new TcpOptions(noDelay, keepAlive, on, reusePort, v6Only, backlog, sendBuffer, receiveBuffer,
                linger, local);
    }

    /** Changes {@link #reusePort}. */
    public TcpOptions withReusePort(boolean on) {
        return new TcpOptions(noDelay, keepAlive, reuseAddress, on, v6Only, backlog, sendBuffer, receiveBuffer,
                linger, local);
    }

    /** Changes {@link #v6Only}. */
    public TcpOptions withV6Only(boolean on) {
        return new TcpOptions(noDelay, keepAlive, reuseAddress, reusePort, on, backlog, sendBuffer, receiveBuffer,
                linger, local);
    }

    /** Changes {@link #backlog}. */
    public TcpOptions withBacklog(int connections) {
        return new TcpOptions(noDelay, keepAlive, reuseAddress, reusePort, v6Only, connections, sendBuffer,
                receiveBuffer, linger, local);
    }

    /** Changes {@link #sendBuffer} and {@link #receiveBuffer}. */
    public TcpOptions withBuffers(int sendBytes, int receiveBytes) {
        return new TcpOptions(noDelay, keepAlive, reuseAddress, reusePort, v6Only, backlog, sendBytes, receiveBytes,
                linger, local);
    }

    /** Changes {@link #linger}. */
    public TcpOptions withLinger(int seconds) {
        return new TcpOptions(noDelay, keepAlive, reuseAddress, reusePort, v6Only, backlog, sendBuffer, receiveBuffer,
                seconds, local);
    }

    /** Changes {@link #local}. */
    public TcpOptions withLocal(Address address) {
        return new TcpOptions(noDelay, keepAlive, reuseAddress, reusePort, v6Only, backlog, sendBuffer, receiveBuffer,
                linger, Optional.of(address));
    }

    /** Opens a socket that is to listen on, or connect to, an address; throws if a call fails. */
    int open(Platform platform, Address address, boolean listening) {
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

    /** Sets what belongs to a connection; its buffers it has from the listener. */
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
