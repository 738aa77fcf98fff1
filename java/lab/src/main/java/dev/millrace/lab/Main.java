package dev.millrace.lab;

import java.io.PrintWriter;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import picocli.CommandLine;

/** The command {@code millrace}. */
@Command(
        name = "millrace",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Shows the Millrace runtime at work.",
        footer = {"", "Without a command, demo runs, and takes its options: millrace --clients 200"})
public final class Main {
    /** The options of {@code millrace} itself; all others without a command belong to demo. */
    private static final Set<String> OWN = Set.of("-h", "--help", "-V", "--version");

    private Main() {
    }

    /** Runs a command and exits with its status: 0 if all is well, 1 if it failed, 2 if the command line is wrong. */
    public static void main(String[] args) {
        // JNA runs ldconfig to learn where libraries are, which takes 50 ms for a list that we do not need: our library
        // is in the jar.
        String paths = "jna.platform.library.path";
        if (System.getProperty(paths) == null) {
            System.setProperty(paths, "/nonexistent");
        }
        System.exit(execute(Terminal.system(), args));
    }

    /** Runs a command and returns its status. */
    static int execute(Terminal terminal, String... args) {
        CommandLine line = new CommandLine(new Main())
                .addSubcommand(new DemoCommand(terminal))
                .addSubcommand(new ServeCommand(terminal))
                .addSubcommand(new ChatCommand(terminal))
                .addSubcommand(new HttpCommand(terminal))
                .addSubcommand(new RedisCommand(terminal))
                .addSubcommand(new ExploreCommand(terminal))
                .addSubcommand("ps", TasksCommand.table(terminal))
                .addSubcommand("pstree", TasksCommand.tree(terminal))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(terminal.out(), true))
                .setErr(new PrintWriter(terminal.err(), true))
                .setParameterExceptionHandler((wrong, all) -> usage(terminal, wrong))
                .setExecutionExceptionHandler((failure, command, parsed) -> Failures.tell(terminal, failure));
        try {
            return line.execute(withCommand(args));
        } catch (LinkageError e) {
            return Failures.tell(terminal, e);
        }
    }

    private static String[] withCommand(String... args) {
        if (args.length > 0 && (!args[0].startsWith("-") || OWN.contains(args[0]))) {
            return args;
        }
        String[] all = new String[args.length + 1];
        all[0] = "demo";
        System.arraycopy(args, 0, all, 1, args.length);
        return all;
    }

    private static int usage(Terminal terminal, ParameterException wrong) {
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        String why = wrong instanceof UnmatchedArgumentException unmatched
                ? "unknown: " + String.join(" ", unmatched.getUnmatched())
                : Failures.oneLine(wrong.getMessage());
        terminal.complain(why + " (see " + command + " --help)");
        return CommandLine.ExitCode.USAGE;
    }
}
