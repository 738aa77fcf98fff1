package dev.millrace.lab;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.loop.EventLoop;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.task.CancelScope;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that serves TCP in tasks until SIGINT or SIGTERM; a second signal ends it at once. */
abstract class ServerCommand implements Callable<Integer> {
    /** What a shell adds to the number of the signal that ended a process. */
    private static final int BY_SIGNAL = 128;
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;

    final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Option(names = "--host", paramLabel = "HOST", defaultValue = "127.0.0.1",
            description = "Name or address to listen on.")
    private String host;

    @Option(names = "--grace", paramLabel = "SECONDS", defaultValue = "2",
            description = "How long clients may take to end by themselves.")
    private int grace;

    private final AtomicBoolean signalled = new AtomicBoolean();

    ServerCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Returns the port to listen on; 0 lets the system choose. */
    abstract int port();

    /** Makes what serves a connection; the stream is closed afterwards. Called once, in the program. */
    abstract TcpListener.Body server(EventLoop loop);

    @Override
    public Integer call() {
        if (port() < 0 || port() > 0xFFFF) {
            throw new ParameterException(spec.commandLine(), "--port is from 0 to 65535, not " + port());
        }
        if (grace < 0) {
            throw new ParameterException(spec.commandLine(), "--grace is 0 or more, not " + grace);
        }
        Millrace.run(
                Options.DEFAULT.withFailures((what, failure) -> terminal.complain(Failures.text(what, failure))),
                this::serve);
        return 0;
    }

    private void serve() {
        EventLoop loop = Task.current().loop();
        TcpListener.Body server = server(loop);
        CancelScope serving = new CancelScope();
        try (TcpListener listener = TcpListener.bind(Task.await(Address.lookup(host, port())).get(0))) {
            Runnable end = () -> end(loop, listener, serving);
            endOn("INT", SIGINT, loop, end);
            endOn("TERM", SIGTERM, loop, end);
            terminal.say("listening on " + listener.localAddress());
            serving.run(() -> TaskGroup.run(group -> listener.serve(group, (TcpStream stream) -> server.run(stream))));
        }
        terminal.say("stopped");
    }

    private void end(EventLoop loop, TcpListener listener, CancelScope serving) {
        listener.close();
        // Even if none is open: one that was accepted may not have begun.
        loop.timer(() -> serving.cancel("the server ends")).arm(Duration.ofSeconds(grace));
    }

    private void endOn(String signal, int number, EventLoop loop, Runnable end) {
        Signals.handle(signal, () -> {
            if (!signalled.compareAndSet(false, true)) {
                Runtime.getRuntime().halt(BY_SIGNAL + number);
            }
            try {
                loop.execute(end);
            } catch (RejectedExecutionException e) {
                // The loop is closed: this is the end already.
            }
        });
    }
}
