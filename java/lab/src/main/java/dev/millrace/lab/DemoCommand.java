package dev.millrace.lab;

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
        versionProvider = Main.Version.class,
        sortOptions = false,
        showDefaultValues = true,
        description = "Runs an echo server and its clients on one loop and checks every byte that comes back.",
        footer = {"", "Status 0: nothing was lost or altered. 1: something was, or it cannot run. 2: wrong options."})
final class DemoCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Option(names = "--clients", paramLabel = "COUNT", defaultValue = "1000", description = "How many connect at once.")
    private int clients;

    @Option(names = "--messages", paramLabel = "COUNT", defaultValue = "100", description = "How many each sends.")
    private int messages;

    @Option(names = "--min-size", paramLabel = "BYTES", defaultValue = "1", description = "Of the shortest message.")
    private int minSize;

    @Option(names = "--max-size", paramLabel = "BYTES", defaultValue = "65536", description = "Of the longest message.")
    private int maxSize;

    @Option(names = "--seed", paramLabel = "NUMBER", defaultValue = "1", description = "Chooses sizes and bytes.")
    private long seed;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "120", description = "Gives up after them.")
    private int timeout;

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        requirePositive("--clients", clients);
        requirePositive("--messages", messages);
        requirePositive("--min-size", minSize);
        requirePositive("--timeout", timeout);
        require(maxSize >= minSize && maxSize <= Workload.LONGEST,
                "--max-size is from --min-size (" + minSize + ") to " + Workload.LONGEST + ", not " + maxSize);
        Workload workload = new Workload(clients, messages, minSize, maxSize, seed);
        terminal.say(workload.toString());
        Report report = new Demo(workload, terminal, Echo::new).run(Duration.ofSeconds(timeout));
        terminal.say(report.toString());
        terminal.say("Nothing was lost or altered.");
        return 0;
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
