package dev.millrace.lab;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.task.Coroutines;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        showDefaultValues = true,
        description = "Serves echoes until SIGINT or SIGTERM; a second one ends it at once.",
        footer = {"", "Status 0: ended by a signal. 1: could not serve. 2: wrong options."})
final class ServeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Option(names = "--host", paramLabel = "HOST", defaultValue = "127.0.0.1",
            description = "Name or address to listen on.")
    private String host;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "7007",
            description = "0 lets the system choose.")
    private int port;

    @Option(names = "--grace", paramLabel = "SECONDS", defaultValue = "2",
            description = "How long clients may take to end by themselves.")
    private int grace;

    @Option(names = "--style", paramLabel = "STYLE", defaultValue = "await",
            description = "How the server is written: ${COMPLETION-CANDIDATES}.")
    private Style style;

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (port < 0 || port > 0xFFFF) {
            throw new ParameterException(spec.commandLine(), "--port is from 0 to 65535, not " + port);
        }
        if (grace < 0) {
            throw new ParameterException(spec.commandLine(), "--grace is 0 or more, not " + grace);
        }
        Serving serving = new Serving(terminal, Duration.ofSeconds(grace), style, Coroutines::best);
        Millrace.runCallbacks(
                Options.DEFAULT.withManagement("serve")
                        .withFailures((what, failure) -> terminal.complain(Failures.text(what, failure))),
                loop -> {
                    BySignal.showTasks(terminal, loop);
                    return serving.begin(loop, host, port);
                });
        return 0;
    }
}
