package dev.millrace.lab;

import dev.millrace.loop.EventLoop;
import dev.millrace.net.Address;
import dev.millrace.net.IpAddress;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpServer;
import dev.millrace.task.CancelScope;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.task.TaskGroup;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** An echo server that a person started and a signal ends: the first in good order, a second one at once. */
final class Serving {
    /** The size of each connection task's buffer, in bytes: small, because most connections may be idle. */
    private static final int BUFFER = 4 * 1024;
    /** How many of the connections that it had to close are named; the others are counted. */
    private static final int NAMED = 10;

    private final Terminal terminal;
    private final Duration grace;
    private final Style style;
    /** What tasks are made of, in the style that has tasks. */
    private final Supplier<Coroutines> coroutines;

    /** Makes a server; {@code grace} is how long clients may go on after the first signal. */
    Serving(Terminal terminal, Duration grace, Style style, Supplier<Coroutines> coroutines) {
        this.terminal = terminal;
        this.grace = grace;
        this.style = style;
        this.coroutines = coroutines;
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

    private Future<Void> serve(EventLoop loop, IpAddress address) {
        return style == Style.CALLBACK
                ? serveByCallbacks(loop, address)
                : TaskGroup.main(loop, coroutines.get(), () -> serveInTasks(loop, address));
    }

    private Future<Void> serveByCallbacks(EventLoop loop, IpAddress address) {
        TcpListener listener = TcpListener.bind(loop, address);
        Echo echo = new Echo(loop);
        TcpServer server = TcpServer.start(listener, echo);
        begun(loop, listener, server::connections, server::closeConnections);
        return server.done().map(ended -> {
            sayGoodbye(echo);
            return null;
        });
    }

    private Void serveInTasks(EventLoop loop, IpAddress address) {
        try (TcpListener listener = TcpListener.bind(address)) {
            Echo echo = new Echo(loop);
            CancelScope serving = new CancelScope();
            begun(loop, listener, echo::open, () -> serving.cancel("the server ends"));
            serving.run(() -> TaskGroup.run(
                    group -> listener.serve(group, stream -> echo.inTask(stream, BUFFER))));
            sayGoodbye(echo);
            return null;
        }
    }

    private void begun(EventLoop loop, TcpListener listener, IntSupplier open, Runnable closeOpen) {
        BySignal.end(loop, why -> end(loop, listener, open, closeOpen, why));
        terminal.say("listening on " + listener.localAddress());
    }

    private void end(EventLoop loop, TcpListener listener, IntSupplier open, Runnable closeOpen, String why) {
        listener.close();
        if (open.getAsInt() > 0) {
            terminal.say("%s: no new connections; the open ones (%,d) have %d s to end"
                    .formatted(why, open.getAsInt(), grace.toSeconds()));
        }
        // Even if none is open: one that was accepted may not have begun.
        loop.timer(closeOpen).arm(grace);
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
