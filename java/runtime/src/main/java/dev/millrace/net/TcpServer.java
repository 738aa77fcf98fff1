package dev.millrace.net;

import dev.millrace.io.BusyException;
import dev.millrace.io.ByteStream;
import dev.millrace.io.ClosedException;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopStep;
import dev.millrace.sys.SystemException;
import dev.millrace.task.Awaitable;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
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
    private final AcceptAll acceptor;
    /** In the order of accepting, so that they are closed in that order. */
    private final Set<Connection> connections = new LinkedHashSet<>();
    private boolean accepts = true;
    private boolean cancelled;

    private TcpServer(TcpListener listener, int limit, Handler handler) {
        this.loop = listener.loop();
        this.listener = listener;
        this.handler = handler;
        this.done = new Promise<>(loop, this::cancel);
        this.acceptor = new AcceptAll(listener.listening(), limit, new Accepting());
    }

    /** Serves without a limit: as {@link #start(TcpListener, int, Handler)}. */
    public static TcpServer start(TcpListener listener, Handler handler) {
        return start(listener, Integer.MAX_VALUE, handler);
    }

    /**
     * Takes every connection of a listener and gives it to the handler.
     *
     * <p>A connection is closed when its handler's result ends. What a handler fails with is reported to the loop's
     * failure handler, unless the server itself closed or cancelled the connection. When the system is out of
     * descriptors or memory, that is reported once and accepting goes on 100 ms later.
     *
     * @param limit how many connections are served at a time; further ones wait in the kernel's backlog
     * @return the server; its {@link #done} fails with {@link BusyException} if somebody accepts or serves already
     * @throws IllegalArgumentException if the limit is not positive
     */
    public static TcpServer start(TcpListener listener, int limit, Handler handler) {
        listener.loop().checkThread();
        Objects.requireNonNull(handler, "handler");
        TcpServer server = new TcpServer(listener, limit, handler);
        server.accept();
        return server;
    }

    /**
     * Done when it accepts no more and every connection has been served. It fails with {@link SystemException}, at
     * once, if the listening socket cannot accept any more: the listener is closed then, and connections go on.
     * Cancelling it stops the server and cancels the handlers; it ends when they have ended and their connections are
     * closed.
     */
    public Future<Void> done() {
        return done;
    }

    /** Returns how many connections are being served. */
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
        acceptor.stop();
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
            if (!acceptor.begin()) {
                ended();
            }
        } catch (BusyException e) {
            accepts = false;
            done.fail(e);
        }
    }

    private void ended() {
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

    /** What the acceptor tells. */
    private final class Accepting implements AcceptAll.Owner {
        @Override
        public void accepted(TcpStream stream) {
            Connection connection = new Connection(stream);
            connections.add(connection);
            loop.core().makeReady(connection);
        }

        @Override
        public void stopped(int error) {
            if (error != AcceptAll.CLOSED) {
                listener.close();
                done.tryFail(acceptor.failure(error));
            }
            ended();
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
                loop.core().throwIfFatal(e);
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
            if (served.isFailed() || served.isCancelled()) {
                failed(served.failure().orElseThrow());
            }
            forget();
        }

        /** The cancel of a connection is the server's own affair only if the server asked for it. */
        private void failed(Throwable cause) {
            boolean expected = cause instanceof CancellationException && (cancelled || endedByServer)
                    || endedByServer && cause instanceof ClosedException;
            if (!expected) {
                loop.core().report("the handler of " + stream + " failed", cause);
            }
        }

        private void forget() {
            stream.close();
            connections.remove(this);
            acceptor.ended();
            finishIfIdle();
        }
    }
}
