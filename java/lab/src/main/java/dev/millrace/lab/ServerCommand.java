package dev.millrace.lab;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.loop.EventLoop;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.task.CancelScope;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that serves TCP in tasks until SIGINT or SIGTERM; a second signal ends it at once. */
abstract class ServerCommand implements Callable<Integer> {
    final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Option(names = "--host", paramLabel = "HOST", defaultValue = "127.0.0.1",
            description = "Name or address to listen on.")
    private String host;

    @Option(names = "--grace", paramLabel = "SECONDS", defaultValue = "2",
            description = "How long clients may take to end by themselves.")
    private int grace;

    ServerCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Returns the port to listen on; 0 lets the system choose. */
    abstract int port();

    /** Makes the server, in the program's main task. */
    abstract Server server(EventLoop loop, Duration grace);

    /** What serves the connections of a listener. */
    interface Server {
        /** Serves until {@link #end} was called and the last connection is closed. */
        void serve(TcpListener listener);

        /** Begins the end, on the loop's thread: nobody new, and those who are there have the time of grace. */
        void end(TcpListener listener);

        /** Returns the last line that the user reads. */
        default String farewell() {
            return "stopped";
        }
    }

    /** Makes a server whose connections have nothing to do with each other. */
    static Server connections(EventLoop loop, Duration grace, TcpListener.Body body) {
        CancelScope serving = new CancelScope();
        return new Server() {
            @Override
            public void serve(TcpListener listener) {
                serving.run(() -> TaskGroup.run(group -> listener.serve(group, body)));
            }

            @Override
            public void end(TcpListener listener) {
                listener.close();
                // Even if none is open: one that was accepted may not have begun.
                loop.timer(() -> serving.cancel("the server ends")).arm(grace);
            }
        };
    }

    @Override
    public Integer call() {
        require(port() >= 0 && port() <= 0xFFFF, "--port is from 0 to 65535, not " + port());
        require(grace >= 0, "--grace is 0 or more, not " + grace);
        Millrace.run(
                Options.DEFAULT.withFailures((what, failure) -> terminal.complain(Failures.text(what, failure))),
                this::serve);
        return 0;
    }

    /** Refuses a wrong option. */
    final void require(boolean right, String message) {
        if (!right) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private void serve() {
        EventLoop loop = Task.current().loop();
        Server server = server(loop, Duration.ofSeconds(grace));
        try (TcpListener listener = TcpListener.bind(Task.await(Address.lookup(host, port())).get(0))) {
            BySignal.end(loop, why -> server.end(listener));
            terminal.say("listening on " + listener.localAddress());
            server.serve(listener);
        }
        terminal.say(server.farewell());
    }
}
