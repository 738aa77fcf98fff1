package dev.millrace.net;

import dev.millrace.io.BrokenException;
import dev.millrace.io.ClosedException;
import dev.millrace.io.DescriptorStream;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Registration;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.Sockets;
import dev.millrace.sys.SystemException;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import java.util.List;
import java.util.Objects;

/**
 * A TCP connection. It is made by {@link #connect} or by a {@link TcpListener}, and lives until it is closed: the end
 * of the peer's data, or a broken connection, does not close it.
 */
public final class TcpStream extends DescriptorStream {
    private final Sockets sockets;
    private final IpAddress remote;

    TcpStream(EventLoop loop, Registration registration, IpAddress remote) {
        super(loop, registration);
        this.sockets = loop.platform().sockets();
        this.remote = remote;
    }

    /** Connects, for the task that calls: as {@link #connect(EventLoop, IpAddress)}. */
    public static Future<TcpStream> connect(IpAddress address) {
        return connect(Task.current().loop(), address);
    }

    /** Connects, for the task that calls: as {@link #connect(EventLoop, IpAddress, TcpOptions)}. */
    public static Future<TcpStream> connect(IpAddress address, TcpOptions options) {
        return connect(Task.current().loop(), address, options);
    }

    /** Looks a name up and connects, for the task that calls: as {@link #connect(EventLoop, String, int)}. */
    public static Future<TcpStream> connect(String host, int port) {
        return connect(Task.current().loop(), host, port);
    }

    /**
     * Looks a name up and connects, for the task that calls: as {@link #connect(EventLoop, String, int, TcpOptions)}.
     */
    public static Future<TcpStream> connect(String host, int port, TcpOptions options) {
        return connect(Task.current().loop(), host, port, options);
    }

    /** Connects with the default options: as {@link #connect(EventLoop, IpAddress, TcpOptions)}. */
    public static Future<TcpStream> connect(EventLoop loop, IpAddress address) {
        return connect(loop, address, TcpOptions.DEFAULT);
    }

    /**
     * Connects, without a timeout but the kernel's: see {@link Future#withTimeout}. Cancel closes the socket.
     *
     * @return the connected stream; fails with {@link BrokenException} if the peer refuses or is not reached
     *     (ECONNREFUSED, EHOSTUNREACH, ...), {@link SystemException} if the system has no socket (EMFILE, ...), both
     *     naming the address; {@link ClosedException} if the loop is closed
     */
    public static Future<TcpStream> connect(EventLoop loop, IpAddress address, TcpOptions options) {
        return Dial.start(loop, address, options, TcpStream::new);
    }

    /** Looks a name up and connects with the default options: as the form with options. */
    public static Future<TcpStream> connect(EventLoop loop, String host, int port) {
        return connect(loop, host, port, TcpOptions.DEFAULT);
    }

    /**
     * Looks a name up and connects to the first of its addresses that answers, one after the other. Cancel gives up
     * whichever of the two goes on.
     *
     * @return the connected stream; fails with {@link java.net.UnknownHostException}, or as the last address did, the
     *     failures of the others suppressed; {@link ClosedException} if the loop is closed
     * @throws IllegalArgumentException if the port is out of range
     */
    public static Future<TcpStream> connect(EventLoop loop, String host, int port, TcpOptions options) {
        Objects.requireNonNull(options, "options");
        Future<List<IpAddress>> addresses = Address.lookup(loop, host, port);
        // What is chained to a future of a closed loop would never run.
        return loop.isClosed()
                ? Dial.refused(loop, host + ":" + port)
                : addresses.flatMap(found -> Dial.first(loop, found, options, TcpStream::new));
    }

    @Override
    protected int endOutput() {
        return sockets.shutdownOutput(fd());
    }

    @Override
    protected String name() {
        return remote.toString();
    }

    @Override
    public String toString() {
        return "tcp " + super.toString();
    }

    @Override
    public void abort() {
        loop().checkThread();
        if (!isClosed()) {
            sockets.setOption(fd(), SocketOption.LINGER, 0);
            close();
        }
    }

    /** Returns our address. Throws {@link ClosedException} after close, {@link SystemException} if the kernel fails. */
    public IpAddress localAddress() {
        requireOpen();
        byte[] bytes = new byte[Sockets.ADDRESS_BYTES];
        int result = sockets.localAddress(fd(), bytes);
        if (result < 0) {
            throw failure(result, "getsockname");
        }
        return IpAddress.fromBytes(bytes);
    }

    /** Returns the peer's address, also after close. */
    public IpAddress remoteAddress() {
        return remote;
    }

    /** Reads an option, in the unit {@link SocketOption} names. Throws as {@link #localAddress} does. */
    public int option(SocketOption option) {
        requireOpen();
        int value = sockets.getOption(fd(), option);
        if (value < 0) {
            throw failure(value, "getsockopt " + option);
        }
        return value;
    }

    /** Sets an option, in the unit {@link SocketOption} names. Throws as {@link #localAddress} does. */
    public void option(SocketOption option, int value) {
        requireOpen();
        int result = sockets.setOption(fd(), option, value);
        if (result < 0) {
            throw failure(result, "setsockopt " + option + " to " + value);
        }
    }
}
