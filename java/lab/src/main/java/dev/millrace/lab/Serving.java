package dev.millrace.lab;

import dev.millrace.loop.EventLoop;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpServer;
import dev.millrace.task.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** An echo server that a person started and a signal ends: first in order, and at the second signal at once. */
final class Serving {
    /** How many of the connections that it had to close are named; the others are counted. */
    private static final int NAMED = 10;
    /** What a shell adds to the number of the signal that ended a process. */
    private static final int BY_SIGNAL = 128;
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;

    private final Terminal terminal;
    private final Duration grace;
    private final AtomicBoolean signalled = new AtomicBoolean();

    /** Makes a server; {@code grace} is how long clients may go on when it is to end. */
    Serving(Terminal terminal, Duration grace) {
        this.terminal = terminal;
        this.grace = grace;
    }

    /**
     * Listens and serves.
     *
     * @param host a name, of which the first address is taken, or an address
     * @return done when a signal came and the last connection is closed; fails with
     *     {@link java.net.UnknownHostException}, or {@link dev.millrace.sys.SystemException} if it cannot listen
     */
    Future<Void> begin(EventLoop loop, String host, int port) {
        return Address.lookup(loop, host, port).flatMap(addresses -> serve(loop, addresses.get(0)));
    }

    private Future<Void> serve(EventLoop loop, Address address) {
        TcpListener listener = TcpListener.bind(loop, address);
        Echo echo = new Echo(loop);
        TcpServer server = listener.serve(echo);
        endOn("INT", SIGINT, loop, server);
        endOn("TERM", SIGTERM, loop, server);
        terminal.say("listening on " + listener.localAddress());
        return server.done().map(ended -> {
            sayGoodbye(echo);
            return null;
        });
    }

    private void endOn(String signal, int number, EventLoop loop, TcpServer server) {
        Signals.handle(signal, () -> {
            if (!signalled.compareAndSet(false, true)) {
                Runtime.getRuntime().halt(BY_SIGNAL + number);
            }
            try {
                loop.execute(() -> end(loop, server, "SIG" + signal));
            } catch (RejectedExecutionException e) {
                // The loop is closed: this is the end already.
            }
        });
    }

    private void end(EventLoop loop, TcpServer server, String why) {
        server.stop();
        if (server.connections() > 0) {
            terminal.say("%s: no new connections; the open ones (%,d) have %d s to end"
                    .formatted(why, server.connections(), grace.toSeconds()));
            loop.timer(server::closeConnections).arm(grace);
        }
    }

    private void sayGoodbye(Echo echo) {
        List<String> cutShort = echo.cutShort();
        cutShort.stream().limit(NAMED).forEach(each -> terminal.say("closed " + each));
        if (cutShort.size() > NAMED) {
            terminal.say("closed %,d more".formatted(cutShort.size() - NAMED));
        }
        terminal.say("stopped; connections: %,d, bytes: %,d".formatted(echo.connections(), echo.bytes()));
    }
}
