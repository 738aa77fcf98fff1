package dev.millrace.net;

import dev.millrace.io.ClosedException;
import dev.millrace.loop.EventLoop;
import dev.millrace.sys.Sockets;
import dev.millrace.sys.SystemException;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import java.util.Objects;

/**
 * A listening TCP socket: {@link #accept} takes one connection, {@link #serve} all. For the loop's thread only.
 */
public final class TcpListener implements AutoCloseable {
    private final Listening listening;

    private TcpListener(Listening listening) {
        this.listening = listening;
    }

    /** What a server does with a connection, in a task of its own. */
    @FunctionalInterface
    public interface Body {
        /** Serves a connection, which is closed when this ends. */
        void run(TcpStream stream) throws Exception;
    }

    /** Listens with the default options, for the task that calls. */
    public static TcpListener bind(IpAddress address) {
        return bind(Task.current().loop(), address);
    }

    /** Listens, for the task that calls: as {@link #bind(EventLoop, IpAddress, TcpOptions)}. */
    public static TcpListener bind(IpAddress address, TcpOptions options) {
        return bind(Task.current().loop(), address, options);
    }

    /** Listens with the default options. */
    public static TcpListener bind(EventLoop loop, IpAddress address) {
        return bind(loop, address, TcpOptions.DEFAULT);
    }

    /**
     * Listens on an address of this machine. The options that concern connections hold for those it accepts.
     *
     * @param address port 0 lets the kernel choose: see {@link #localAddress}
     * @throws SystemException which names the address: EADDRINUSE, EADDRNOTAVAIL, EACCES, EMFILE, ...
     * @throws ClosedException if the loop is closed
     */
    public static TcpListener bind(EventLoop loop, IpAddress address, TcpOptions options) {
        loop.checkThread();
        Dial.requireOpen(loop, address);
        Sockets sockets = loop.platform().sockets();
        int fd = options.open(loop.platform(), address, true);
        byte[] bytes = address.toBytes();
        String call = "bind";
        int result = sockets.bind(fd, bytes);
        if (result >= 0) {
            call = "listen";
            result = sockets.listen(fd, options.backlog());
        }
        if (result >= 0) {
            call = "getsockname";
            result = sockets.localAddress(fd, bytes);
        }
        if (result < 0) {
            loop.platform().descriptors().close(fd);
            throw new SystemException(result, call, address.toString());
        }
        return new TcpListener(
                new Listening(loop, loop.core().registry().add(fd, false), IpAddress.fromBytes(bytes), options));
    }

    /** Returns the address it listens on, with the port the kernel chose; also after close. */
    public IpAddress localAddress() {
        return listening.local();
    }

    /**
     * Takes the next connection. Cancel gives up waiting; no connection is lost.
     *
     * @return the connection; fails with {@link ClosedException} when the listener is closed, {@link
     *     dev.millrace.io.BusyException} if somebody accepts or serves already, and {@link SystemException} if the
     *     kernel cannot give one (EMFILE, ENFILE, ENOBUFS, ENOMEM): the listener lives and the connection waits, so
     *     accept again later
     */
    public Future<TcpStream> accept() {
        loop().checkThread();
        return new AcceptOne(listening).begin();
    }

    /** Serves without a limit: as {@link #serve(TaskGroup, int, Body)}. */
    public Future<Void> serve(TaskGroup group, Body body) {
        return serve(group, Integer.MAX_VALUE, body);
    }

    /**
     * Takes every connection and serves each in a task of its own. The server is a task of the group, and the
     * connections' tasks are below it: all of it ends with the group, and with a cancel or a timeout around the group.
     * It returns at once; the group does not end before the server has, whether or not somebody awaits it.
     *
     * <p>What a connection's body fails with is reported to the loop's failure handler, and the others go on. When the
     * system is out of descriptors or memory, that is reported once and accepting goes on 100 ms later. In callback
     * style, see {@link TcpServer#start}.
     *
     * @param limit how many connections are served at a time; further ones wait in the kernel's backlog
     * @return done when the listener was closed and every connection has been served. Cancelling it closes the listener
     *     and cancels the connections' tasks, and it ends when they have. It fails with {@link
     *     dev.millrace.io.BusyException}, at once and without a task, if somebody accepts or serves already; and with
     *     {@link SystemException}, which is the group's failure as well, if the listening socket cannot accept any
     *     more: then the listener is closed and the connections' tasks are cancelled
     * @throws IllegalArgumentException if the limit is not positive
     * @throws IllegalStateException if the group has been left
     */
    public Future<Void> serve(TaskGroup group, int limit, Body body) {
        loop().checkThread();
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(body, "body");
        return Serving.start(listening, group, limit, body::run);
    }

    /** Stops listening; connections that wait in the backlog are reset by the kernel. Those accepted live on. */
    @Override
    public void close() {
        listening.registration().close();
    }

    /** Returns whether it was closed. */
    public boolean isClosed() {
        return listening.isClosed();
    }

    @Override
    public String toString() {
        return listening.toString();
    }

    EventLoop loop() {
        return listening.loop();
    }

    Listening listening() {
        return listening;
    }
}
