package dev.millrace.net;

import dev.millrace.io.ByteStream;
import dev.millrace.io.ClosedException;
import dev.millrace.loop.BusyException;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopStep;
import dev.millrace.loop.Operation;
import dev.millrace.loop.Timer;
import dev.millrace.sys.Errno;
import dev.millrace.sys.SystemException;
import dev.millrace.task.Awaitable;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * A server in callback style, which accepts connections and owns them until they have been served. It ends in order:
 * {@link #stop} (or closing the listener) accepts no more, {@link #done} is done when the last connection has been
 * served, and {@link #closeConnections} or {@link #abortConnections} hurries those that are left. For the loop's
 * thread only.
 */
public final class TcpServer {
    private static final Duration RETRY = Duration.ofMillis(100);

    /** What a server does with a connection. */
    @FunctionalInterface
    public interface Handler {

        /**
         * Begins to serve a connection, on a step of its own.
         *
         * @param stream the connection; the server closes it when the result has ended
         * @return ends when the connection has been served; the server cancels it when it is cancelled itself
         * @throws Exception which is reported as a failure, and the connection is closed
         */
        Awaitable handle(TcpStream stream) throws Exception;
    }

    private final EventLoop loop;
    private final TcpListener listener;
    private final Handler handler;
    private final Promise<Void> done;
    private final Timer retry;
    private final Accepting accepting = new Accepting();
    /** In the order of accepting, so that they are closed in that order. */
    private final Set<Connection> connections = new LinkedHashSet<>();
    private boolean accepts = true;
    private boolean cancelled;
    /** Whether the shortage that goes on now was reported. */
    private boolean shortageReported;

    private TcpServer(EventLoop loop, TcpListener listener, Handler handler) {
        this.loop = loop;
        this.listener = listener;
        this.handler = handler;
        this.done = new Promise<>(loop, this::cancel);
        this.retry = loop.timer(listener.registration().reader()::retry);
    }

    /**
     * Takes every connection of a listener and gives it to the handler.
     *
     * <p>A connection is closed when its handler's result ends. What a handler fails with is reported to the loop's
     * failure handler, unless it was cancelled or the connection closed by the server. When the system is out of
     * descriptors or memory, that is reported once and accepting goes on 100 ms later.
     *
     * @return the server; its {@link #done} fails with {@link BusyException} if somebody accepts or serves already
     */
    public static TcpServer start(TcpListener listener, Handler handler) {
        EventLoop loop = listener.loop();
        loop.checkThread();
        TcpServer server = new TcpServer(loop, listener, handler);
        server.accept();
        return server;
    }

    /**
     * Done when it accepts no more and every connection has been served. Cancelling it stops the server and cancels the
     * handlers; it ends when they have ended and their connections are closed.
     */
    public Future<Void> done() {
        return done;
    }

    /** Tells how many connections are being served. */
    public int connections() {
        return connections.size();
    }

    /** Closes the listener; connections go on. */
    public void stop() {
        listener.close();
    }

    /** Closes every connection, as {@link ByteStream#close} does; its handler sees a {@link ClosedException}. */
    public void closeConnections() {
        each(connection -> connection.end(TcpStream::close));
    }

    /** Aborts every connection: peers see a reset. */
    public void abortConnections() {
        each(connection -> connection.end(TcpStream::abort));
    }

    private boolean cancel() {
        listener.registration().reader().cancel(accepting);
        retry.cancel();
        listener.close();
        accepts = false;
        cancelled = true;
        each(Connection::cancel);
        return connections.isEmpty();
    }

    private void each(Consumer<Connection> action) {
        List.copyOf(connections).forEach(action);
    }

    private void accept() {
        try {
            int result = listener.registration().reader().start(accepting);
            if (result != Errno.EAGAIN) {
                ended();
            }
        } catch (BusyException e) {
            accepts = false;
            done.fail(e);
        }
    }

    private void ended() {
        retry.cancel();
        accepts = false;
        finishIfIdle();
    }

    private void finishIfIdle() {
        if (!accepts && connections.isEmpty()) {
            if (cancelled) {
                done.tryFail(new CancellationException("the server was cancelled"));
            } else {
                done.tryComplete(null);
            }
        }
    }

    /**
     * Accepts until the listener is closed: every connection is one more try, and the side sees to it that others get
     * their turn. It keeps the side for itself, also while it waits for descriptors.
     */
    private final class Accepting implements Operation {
        @Override
        public int attempt() {
            int fd = listener.acceptOne();
            if (fd == Errno.EAGAIN || fd == MORE) {
                return fd;
            }
            if (fd < 0) {
                tryLater(fd);
                return Errno.EAGAIN;
            }
            shortageReported = false;
            try {
                Connection connection = new Connection(listener.stream(fd));
                connections.add(connection);
                loop.makeReady(connection);
            } catch (SystemException e) {
                report("a connection to " + listener.localAddress() + " was dropped", e);
            }
            return MORE;
        }

        /** Is told of the listener's end only: whatever else fails is tried again. */
        @Override
        public void complete(int result) {
            ended();
        }

        private void tryLater(int shortage) {
            retry.arm(RETRY);
            if (!shortageReported) {
                shortageReported = true;
                report("cannot accept now; trying again every " + RETRY.toMillis() + " ms",
                        listener.failure(shortage));
            }
        }

        /** On a step of its own: who is told may stop the server, which an attempt does not expect. */
        private void report(String what, Throwable failure) {
            loop.execute(() -> loop.report(what, failure));
        }
    }

    /** A connection that is served; as a step, it begins to be. */
    private final class Connection extends LoopStep {
        private final TcpStream stream;
        private Awaitable served;
        private boolean endedByServer;

        Connection(TcpStream stream) {
            this.stream = stream;
        }

        @Override
        public void run() {
            if (stream.isClosed() || cancelled) {
                forget();
                return;
            }
            try {
                served = handler.handle(stream);
                served.onEnd(this::served);
            } catch (Throwable e) {
                loop.throwIfFatal(e);
                failed(e);
                forget();
            }
        }

        void end(Consumer<TcpStream> how) {
            endedByServer = true;
            how.accept(stream);
        }

        void cancel() {
            if (served != null) {
                served.cancel("the server was cancelled");
            }
        }

        private void served() {
            if (served.isFailed()) {
                failed(served.failure().orElseThrow());
            }
            forget();
        }

        private void failed(Throwable cause) {
            boolean expected = cancelled && cause instanceof CancellationException
                    || endedByServer && cause instanceof ClosedException;
            if (!expected) {
                loop.report("the handler of " + stream + " failed", cause);
            }
        }

        private void forget() {
            stream.close();
            connections.remove(this);
            finishIfIdle();
        }
    }
}
