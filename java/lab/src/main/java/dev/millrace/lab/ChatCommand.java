package dev.millrace.lab;

import static dev.millrace.task.Task.await;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.loop.EventLoop;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.task.Task;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code chat}. */
@Command(
        name = "chat",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        showDefaultValues = true,
        description = "Passes each line of a client on to all others, until SIGINT or SIGTERM; try it with nc.",
        footer = {"", "Status 0: ended by a signal. 1: could not serve. 2: wrong options."})
final class ChatCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Option(names = "--host", paramLabel = "HOST", defaultValue = "127.0.0.1",
            description = "Name or address to listen on.")
    private String host;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "7008",
            description = "0 lets the system choose.")
    private int port;

    @Option(names = "--queue", paramLabel = "LINES", defaultValue = "1000",
            description = "A client that has so many lines not yet taken is dropped at the next one.")
    private int queue;

    @Option(names = "--grace", paramLabel = "SECONDS", defaultValue = "2",
            description = "How long clients may take to end by themselves.")
    private int grace;

    ChatCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        require(port >= 0 && port <= 0xFFFF, "--port is from 0 to 65535, not " + port);
        require(queue > 0, "--queue is positive, not " + queue);
        require(grace >= 0, "--grace is 0 or more, not " + grace);
        Millrace.run(
                Options.DEFAULT.withFailures((what, failure) -> terminal.complain(Failures.text(what, failure))),
                () -> {
                    serve(Task.current().loop());
                    return null;
                });
        return 0;
    }

    private void serve(EventLoop loop) {
        Chat chat = new Chat(queue, Duration.ofSeconds(grace));
        try (TcpListener listener = TcpListener.bind(await(Address.lookup(loop, host, port)).get(0))) {
            Signals.handle("INT", () -> endBySignal(loop, chat));
            Signals.handle("TERM", () -> endBySignal(loop, chat));
            terminal.say("listening on " + listener.localAddress());
            chat.serve(listener);
        }
        Chat.Statistics had = chat.statistics();
        terminal.say("stopped; clients: %,d, lines: %,d, dropped: %,d"
                .formatted(had.guestsEver(), had.lines(), had.dropped()));
    }

    private static void endBySignal(EventLoop loop, Chat chat) {
        try {
            loop.execute(chat::end);
        } catch (RejectedExecutionException e) {
            // The loop is closed: this is the end already.
        }
    }

    private void require(boolean right, String message) {
        if (!right) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
