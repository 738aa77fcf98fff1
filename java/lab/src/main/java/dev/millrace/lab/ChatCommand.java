package dev.millrace.lab;

import dev.millrace.loop.EventLoop;
import dev.millrace.net.TcpListener;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code chat}. */
@Command(
        name = "chat",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        showDefaultValues = true,
        description = "Passes each line of a client on to all others, until SIGINT or SIGTERM; try it with nc.",
        footer = {"", "Status 0: ended by a signal. 1: could not serve. 2: wrong options."})
final class ChatCommand extends ServerCommand {
    @Option(names = "--port", paramLabel = "PORT", defaultValue = "7008", description = "0 lets the system choose.")
    private int port;

    @Option(names = "--queue", paramLabel = "LINES", defaultValue = "1000",
            description = "A client that has so many lines not yet taken is dropped at the next one.")
    private int queue;

    ChatCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int port() {
        return port;
    }

    @Override
    Server server(EventLoop loop, Duration grace) {
        require(queue > 0, "--queue is positive, not " + queue);
        Chat chat = new Chat(queue, grace);
        return new Server() {
            @Override
            public void serve(TcpListener listener) {
                chat.serve(listener);
            }

            @Override
            public void end(TcpListener listener) {
                chat.end();
            }

            @Override
            public String farewell() {
                Chat.Statistics had = chat.statistics();
                return "stopped; clients: %,d, lines: %,d, dropped: %,d"
                        .formatted(had.guestsEver(), had.lines(), had.dropped());
            }
        };
    }
}
