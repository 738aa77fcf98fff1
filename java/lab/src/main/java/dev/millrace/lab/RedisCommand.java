package dev.millrace.lab;

import dev.millrace.lab.servers.RedisServer;
import dev.millrace.loop.EventLoop;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code redis}. */
@Command(
        name = "redis",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        showDefaultValues = true,
        description = "Serves a part of Redis, from memory, until SIGINT or SIGTERM; a second one ends it at once.",
        footer = {"", "Status 0: ended by a signal. 1: could not serve. 2: wrong options."})
final class RedisCommand extends ServerCommand {
    @Option(names = "--port", paramLabel = "PORT", defaultValue = "6379", description = "0 lets the system choose.")
    private int port;

    RedisCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int port() {
        return port;
    }

    @Override
    Server server(EventLoop loop, Duration grace) {
        return connections(loop, grace, new RedisServer(loop)::serve);
    }
}
