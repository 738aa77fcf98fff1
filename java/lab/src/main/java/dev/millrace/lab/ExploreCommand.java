package dev.millrace.lab;

import dev.millrace.lab.gallery.LoopBugs;
import dev.millrace.lab.gallery.Program;
import dev.millrace.lab.gallery.SctBench;
import dev.millrace.lab.goker.GoKer;
import dev.millrace.lab.goker.Kernel;
import dev.millrace.testkit.FailedRun;
import dev.millrace.testkit.explore.Explore;
import dev.millrace.testkit.explore.Strategies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
        versionProvider = Version.class,
        sortOptions = false,
        showDefaultValues = true,
        description = "Looks for the bugs of known programs, and tells how many schedules that takes.",
        footer = {"", "Those of goker have a repaired form too, which is run in every schedule with at most two"
                + " deviations.",
                "", "Status 0: each bug was found with every seed, by one of the strategies at least, and no repaired"
                + " form fails. 1: not so. 2: wrong options. With --fairness: 0 if the default scheduler kept all it"
                + " guarantees, else 1."})
final class ExploreCommand implements Callable<Integer> {
    private static final int DEVIATIONS = 2;

    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "PROGRAM", arity = "0..*", defaultValue = Option.NULL_VALUE,
            description = "Names of programs, or of groups of them: sctbench, loop, goker; all if there is none. Of a"
                    + " single program the failing run is shown.")
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
        boolean repaired = prove(programs);
        if (programs.size() == 1) {
            hunts.report(programs.get(0)).ifPresent(report -> terminal.say("\n" + report));
        }
        List<Program> missed = hunts.missed();
        if (!missed.isEmpty()) {
            terminal.complain("not found with every seed: "
                    + missed.stream().map(Program::name).collect(Collectors.joining(", ")));
        }
        return missed.isEmpty() && repaired ? 0 : 1;
    }

    /** Runs the repaired forms of those programs that have one. Returns whether all of them pass. */
    private boolean prove(List<Program> programs) {
        List<Kernel> kernels = GoKer.kernels().stream()
                .filter(kernel -> programs.stream().anyMatch(each -> each.name().equals(kernel.name()))).toList();
        long schedules = 0;
        for (Kernel kernel : kernels) {
            try {
                schedules += new Explore(kernel.repaired()).all(DEVIATIONS);
            } catch (FailedRun e) {
                terminal.complain("the repaired form of " + kernel + " fails: " + e.run().schedule());
                return false;
            }
        }
        if (!kernels.isEmpty()) {
            terminal.say(String.format(Locale.ROOT, "%nRepaired: %d of %d pass all their schedules of at most %d"
                    + " deviations, %,d in total.", kernels.size(), kernels.size(), DEVIATIONS, schedules));
        }
        return true;
    }

    private static Map<String, List<Program>> groups() {
        Map<String, List<Program>> groups = new LinkedHashMap<>();
        groups.put("sctbench", SctBench.programs());
        groups.put("loop", LoopBugs.programs());
        groups.put("goker", GoKer.programs());
        return groups;
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
        Map<String, List<Program>> groups = groups();
        List<Program> chosen = new ArrayList<>();
        for (String name : names == null ? groups.keySet() : names) {
            List<Program> named = groups.getOrDefault(name.toLowerCase(Locale.ROOT), groups.values().stream()
                    .flatMap(List::stream).filter(each -> each.name().equalsIgnoreCase(name)).toList());
            if (named.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "no program is named " + name + "; these are: "
                        + groups.values().stream().flatMap(List::stream).map(Program::name)
                                .collect(Collectors.joining(", ")) + "; groups: " + String.join(", ", groups.keySet()));
            }
            chosen.addAll(named);
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
