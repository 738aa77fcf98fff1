package dev.millrace.lab;

import dev.millrace.lab.gallery.LoopBugs;
import dev.millrace.lab.gallery.Program;
import dev.millrace.lab.gallery.SctBench;
import dev.millrace.testkit.explore.Strategies;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code explore}. */
@Command(
        name = "explore",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        showDefaultValues = true,
        description = "Looks for the bugs of the gallery's programs, and tells how many schedules that takes.",
        footer = {"", "Status 0: each bug was found with every seed, by one of the strategies at least. 1: one was not."
                + " 2: wrong options. With --fairness: 0 if the default scheduler kept all it guarantees, else 1."})
final class ExploreCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "PROGRAM", arity = "0..*", defaultValue = Option.NULL_VALUE,
            description = "Names of programs; all if there is none. Of a single one the failing run is shown.")
    private List<String> names;

    @Option(names = "--strategy", paramLabel = "NAME", defaultValue = "portfolio", split = ",",
            description = "How schedules are made up: ${COMPLETION-CANDIDATES}.")
    private List<Strategies> strategies;

    @Option(names = "--seeds", paramLabel = "COUNT", defaultValue = "20", description = "How often each is looked for.")
    private int seeds;

    @Option(names = "--limit", paramLabel = "COUNT", defaultValue = "1000", description = "Schedules per seed at most.")
    private int limit;

    @Option(names = "--fairness", showDefaultValue = Help.Visibility.NEVER,
            description = "Looks for no bugs: shows how fair our schedulers are, beside some with a known fault.")
    private boolean fairness;

    ExploreCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (fairness) {
            return showFairness();
        }
        requirePositive("--seeds", seeds);
        requirePositive("--limit", limit);
        List<Program> programs = programs();
        Hunts hunts = new Hunts(strategies, seeds, limit);
        for (Program program : programs) {
            for (Strategies strategy : strategies) {
                hunts.hunt(program, strategy, this::progress);
            }
        }
        endProgress();
        hunts.table().forEach(terminal::say);
        if (programs.size() == 1) {
            hunts.report(programs.get(0)).ifPresent(report -> terminal.say("\n" + report));
        }
        List<Program> missed = hunts.missed();
        if (!missed.isEmpty()) {
            terminal.complain("not found with every seed: "
                    + missed.stream().map(Program::name).collect(Collectors.joining(", ")));
        }
        return missed.isEmpty() ? 0 : 1;
    }

    private int showFairness() {
        if (names != null) {
            throw new ParameterException(spec.commandLine(), "--fairness takes no programs");
        }
        FairnessReport report = new FairnessReport();
        report.lines().forEach(terminal::say);
        return report.defaultIsFair() ? 0 : 1;
    }

    private List<Program> programs() {
        List<Program> all = Stream.of(SctBench.programs(), LoopBugs.programs()).flatMap(List::stream).toList();
        if (names == null) {
            return all;
        }
        List<Program> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(all.stream().filter(each -> each.name().equalsIgnoreCase(name)).findFirst().orElseThrow(() ->
                    new ParameterException(spec.commandLine(), "no program is named " + name + "; these are: "
                            + all.stream().map(Program::name).collect(Collectors.joining(", ")))));
        }
        return chosen;
    }

    /** One line that changes for whoever watches, else a line for each hunt. */
    private void progress(Program program, Strategies strategy, int seed) {
        if (terminal.interactive()) {
            terminal.err().printf("\r%-72s", "%s, %s: seed %d of %d".formatted(program, strategy, seed + 1, seeds));
        } else if (seed == 0) {
            terminal.err().println(program + ", " + strategy);
        }
        terminal.err().flush();
    }

    private void endProgress() {
        if (terminal.interactive()) {
            terminal.err().printf("\r%-72s\r", "");
        }
    }

    private void requirePositive(String option, int value) {
        if (value < 1) {
            throw new ParameterException(spec.commandLine(), option + " is positive, not " + value);
        }
    }
}
