package dev.millrace.net;

import dev.millrace.io.ClosedException;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Operation;
import dev.millrace.loop.Registration;
import dev.millrace.sys.Errno;
import dev.millrace.sys.Sockets;
import dev.millrace.sys.SystemException;
import dev.millrace.task.Cancelled;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;

/**
 * A listening TCP socket: {@link #accept} takes one connection, {@link #serve} all. For the loop's thread only.
 */
public final class TcpListener implements AutoCloseable {
    private final EventLoop loop;
    private final Sockets sockets;
    private final Registration registration;
    private final Address local;
    private final TcpOptions options;
    private final byte[] peer = new byte[Sockets.ADDRESS_BYTES];

    private TcpListener(EventLoop loop, Registration registration, Address local, TcpOptions options) {
        this.loop = loop;
        this.sockets = loop.platform().sockets();
        this.registration = registration;
        this.local = local;
        this.options = options;
    }

    /** What a server does with a connection, in a task of its own. */
    @FunctionalInterface
    public interface Body {
        /** Serves a connection, which is closed when this ends. */
        void run(TcpStream stream) throws Exception;
    }

    /** Listens with the default options, for the task that calls. */
    public static TcpListener bind(Address address) {
        return bind(Task.current().loop(), address);
    }

    /** Listens, for the task that calls: as {@link #bind(EventLoop, Address, TcpOptions)}. */
    public static TcpListener bind(Address address, TcpOptions options) {
        return bind(Task.current().loop(), address, options);
    }

    /** Listens with the default options. */
    public static TcpListener bind(EventLoop loop, Address address) {
        return bind(loop, address, TcpOptions.DEFAULT);
    }

    /**
     * Listens on an address of this machine. The options that concern connections hold for those it accepts.
     *
     * @param address port 0 lets the kernel choose: see {@link #localAddress}
     * @throws SystemException which names the address: EADDRINUSE, EADDRNOTAVAIL, EACCES, EMFILE, ...
     * @throws ClosedException if the loop is closed
     */
    public static TcpListener bind(EventLoop loop, Address address, TcpOptions options) {
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
        return new TcpListener(loop, loop.registry().add(fd, false), Address.fromBytes(bytes), options);
    }

    /** Tells the address it listens on, with the port the kernel chose; also after close. */
    public Address localAddress() {
        return local;
    }

    /**
     * Takes the next connection. Cancel gives up waiting; no connection is lost.
     *
     * @return the connection; fails with {@link ClosedException} when the listener is closed,
     *     {@link dev.millrace.loop.BusyException} if somebody accepts or serves already, and {@link SystemException} if
     *     the kernel cannot give one (EMFILE, ENFILE, ENOBUFS, ENOMEM): the listener lives and the connection waits, so
     *     accept again later
     */
    public Future<TcpStream> accept() {
        loop.checkThread();
        return new Accept().begin();
    }

    /**
     * Takes every connection and serves each in a task of its own, within the root group of the calling task's program:
     * the server goes on until it is cancelled or the program ends, whether or not somebody awaits it. What a body
     * fails with is reported to the loop's failure handler, and the others go on. When the system is out of
     * descriptors or memory, that is reported once and accepting goes on 100 ms later. In callback style, see {@link
     * TcpServer#start}.
     *
     * @return done when the listener was closed and every connection has been served; cancelling it closes the listener
     *     and cancels the tasks, and it ends when they have; fails with {@link dev.millrace.loop.BusyException} if
     *     somebody accepts or serves already
     */
    public Future<Void> serve(Body body) {
        return inTask(TaskGroup.root(), () -> TaskGroup.run(group -> {
            TcpServer server = TcpServer.start(this, stream -> inTask(group, () -> body.run(stream)));
            Task.await(server.done());
        }));
    }

    /** Starts a task whose failure is not the group's, for it leaves the task as a future's. */
    private Future<Void> inTask(TaskGroup group, Task.Body body) {
        Promise<Void> ended = new Promise<>(loop);
        Task<Void> task = group.start(() -> {
            try {
                body.run();
                ended.tryComplete(null);
            } catch (Cancelled e) {
                ended.tryFail(e);
                throw e;
            } catch (Throwable e) {
                ended.tryFail(e);
                loop.throwIfFatal(e);
            }
        });
        ended.undoBy(() -> {
            task.cancel("the server was cancelled");
            return false;
        });
        return ended;
    }

    /** Stops listening; connections that wait in the backlog are reset by the kernel. Those accepted live on. */
    @Override
    public void close() {
        registration.close();
    }

    /** Tells whether it was closed. */
    public boolean isClosed() {
        return registration.isClosed();
    }

    @Override
    public String toString() {
        return "tcp listener " + local + " fd " + registration.fd() + (isClosed() ? " (closed)" : "");
    }

    EventLoop loop() {
        return loop;
    }

    Registration registration() {
        return registration;
    }

    /**
     * Accepts one connection, once. Connections that failed before they were accepted are not the listener's failure:
     * Linux passes their network errors on through accept (accept(2)), and they ask for another try.
     *
     * @return the descriptor, EAGAIN, {@link Operation#MORE} to try again, or an error of the listener's own
     */
    int acceptOne() {
        int fd = sockets.accept(registration.fd(), peer);
        return switch (fd) {
            case Errno.ECONNABORTED, Errno.EPERM, Errno.EPROTO, Errno.ENETDOWN, Errno.ENOPROTOOPT, Errno.EHOSTDOWN,
                    Errno.ENONET, Errno.EHOSTUNREACH, Errno.EOPNOTSUPP, Errno.ENETUNREACH, Errno.ETIMEDOUT,
                    Errno.ECONNRESET -> Operation.MORE;
            default -> fd;
        };
    }

    /** Makes a stream of the descriptor that was accepted last. Throws if the poller refuses it; then it is closed. */
    TcpStream stream(int fd) {
        Registration accepted = loop.registry().add(fd, true);
        try {
            options.setConnected(sockets, fd);
        } catch (SystemException e) {
            // The peer may have reset the connection already, and macOS then refuses options: the first read tells.
        }
        return new TcpStream(loop, accepted, Address.fromBytes(peer));
    }

    RuntimeException failure(int error) {
        return error == Operation.CLOSED
                ? new ClosedException(this + ": we closed it")
                : new SystemException(error, "accept", local.toString());
    }

    /** One accept that waits. */
    private final class Accept implements Operation {
        private final Promise<TcpStream> promise = new Promise<>(loop, () -> registration.reader().cancel(this));

        Future<TcpStream> begin() {
            if (promise.refuseIfCancelled()) {
                return promise;
            }
            try {
                int result = registration.reader().start(this);
                if (result != Errno.EAGAIN) {
                    complete(result);
                }
            } catch (RuntimeException e) {
                promise.fail(e);
            }
            return promise;
        }

        @Override
        public int attempt() {
            return acceptOne();
        }

        @Override
        public void complete(int result) {
            if (result < 0) {
                promise.fail(failure(result));
                return;
            }
            try {
                promise.complete(stream(result));
            } catch (SystemException e) {
                promise.fail(e);
            }
        }
    }
}
