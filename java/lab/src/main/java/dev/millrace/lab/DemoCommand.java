package dev.millrace.lab;

import dev.millrace.task.Coroutines;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        showDefaultValues = true,
        description = "Runs an echo server and its clients on one loop and checks every byte that comes back.",
        footer = {"", "Status 0: nothing was lost or altered. 1: something was, or it cannot run. 2: wrong options."})
final class DemoCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Option(names = "--style", paramLabel = "STYLE", defaultValue = "await",
            description = "How server and clients are written: ${COMPLETION-CANDIDATES}.")
    private Style style;

    @Option(names = "--tls", description = "Over TLS, with a certificate made for this run; for --style await.")
    private boolean tls;

    @Option(names = "--clients", paramLabel = "COUNT", defaultValue = Option.NULL_VALUE,
            description = "How many connect at once: 1000, or 200 where tasks are threads.")
    private Integer clients;

    @Option(names = "--messages", paramLabel = "COUNT", defaultValue = Option.NULL_VALUE,
            description = "How many each sends: 100, or 20 over TLS and where tasks are threads.")
    private Integer messages;

    @Option(names = "--min-size", paramLabel = "BYTES", defaultValue = "1", description = "Of the shortest message.")
    private int minSize;

    @Option(names = "--max-size", paramLabel = "BYTES", defaultValue = "65536", description = "Of the longest message.")
    private int maxSize;

    @Option(names = "--seed", paramLabel = "NUMBER", defaultValue = "1", description = "Chooses sizes and bytes.")
    private long seed;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "120", description = "Gives up after that.")
    private int timeout;

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Coroutines coroutines = Coroutines.best();
        boolean threads = style == Style.AWAIT && !coroutines.isLoopScheduled();
        int clients = count("--clients", this.clients, threads ? 200 : 1000);
        int messages = count("--messages", this.messages, threads || tls ? 20 : 100);
        requirePositive("--min-size", minSize);
        requirePositive("--timeout", timeout);
        require(!tls || style == Style.AWAIT, "--tls is for --style await");
        require(maxSize >= minSize && maxSize <= Workload.LONGEST,
                "--max-size is from --min-size (" + minSize + ") to " + Workload.LONGEST + ", not " + maxSize);
        Duration limit = Duration.ofSeconds(timeout);
        Workload workload = new Workload(clients, messages, minSize, maxSize, seed);
        if (threads && (this.clients == null || this.messages == null)) {
            terminal.say("Tasks are threads here (" + coroutines.reason() + "), so fewer of them: JDK 21 or later"
                    + " runs 1,000 clients with 100 messages each.");
        }
        terminal.say(workload.toString());
        Exchange exchange = style == Style.CALLBACK
                ? new CallbackExchange(Echo::new)
                : new AwaitExchange(coroutines, tls ? Layer.tls(limit) : Layer.NONE, AwaitExchange.honest());
        Report report = new Demo(workload, terminal, exchange).run(limit);
        terminal.say(report.toString());
        if (style == Style.AWAIT) {
            terminal.say("%-26s%s: %s".formatted("tasks", coroutines.kind(), coroutines.reason()));
        }
        terminal.say("Nothing was lost or altered.");
        return 0;
    }

    private int count(String option, Integer given, int otherwise) {
        int count = given == null ? otherwise : given;
        requirePositive(option, count);
        return count;
    }

    private void requirePositive(String option, int value) {
        require(value > 0, option + " is positive, not " + value);
    }

    private void require(boolean right, String message) {
        if (!right) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
