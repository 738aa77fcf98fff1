package dev.millrace.lab;

import dev.millrace.lab.gallery.Program;
import dev.millrace.lab.gallery.SctBench;
import dev.millrace.testkit.explore.Explore;
import dev.millrace.testkit.explore.Finding;
import dev.millrace.testkit.explore.Strategies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How many schedules strategies ran until they found the bugs of programs, as a table in Markdown. */
final class Hunts {
    private final List<Strategies> strategies;
    private final int seeds;
    private final int limit;
    private final Map<Program, List<Hunt>> hunts = new LinkedHashMap<>();

    /** What came of one strategy on one program, over all seeds. */
    private record Hunt(int found, long tries, int seeds) {
        boolean foundAlways() {
            return found == seeds;
        }

        @Override
        public String toString() {
            if (found == 0) {
                return "-";
            }
            String mean = String.format(Locale.ROOT, "%.1f", (double) tries / found);
            return foundAlways() ? mean : mean + " (" + found + " of " + seeds + ")";
        }
    }

    /** Is told which seed a hunt is at. */
    interface Watcher {
        void at(Program program, Strategies strategy, int seed);
    }

    Hunts(List<Strategies> strategies, int seeds, int limit) {
        this.strategies = strategies;
        this.seeds = seeds;
        this.limit = limit;
    }

    /** Looks for a program's bug with every seed; another failure than the program is known for does not count. */
    void hunt(Program program, Strategies strategy, Watcher watcher) {
        int found = 0;
        long tries = 0;
        for (int seed = 0; seed < seeds; seed++) {
            watcher.at(program, strategy, seed);
            Optional<Finding> finding = explore(program, strategy, seed).withoutShrinking().run()
                    .filter(each -> each.first().outcome().category().equals(program.category()));
            if (finding.isPresent()) {
                found++;
                tries += finding.get().tries();
            }
        }
        hunts.computeIfAbsent(program, any -> new ArrayList<>()).add(new Hunt(found, tries, seeds));
    }

    private Explore explore(Program program, Strategies strategy, int seed) {
        return new Explore(program.body()).withStrategy(strategy).withSeed(seed).withLimit(limit);
    }

    /** Returns the programs whose bug no strategy has found with every seed. */
    List<Program> missed() {
        return hunts.keySet().stream().filter(each -> hunts.get(each).stream().noneMatch(Hunt::foundAlways)).toList();
    }

    /** Returns what the first strategy finds with the first seed, with the shrunk run and its replay string. */
    Optional<String> report(Program program) {
        return explore(program, strategies.get(0), 0).run().map(Finding::report);
    }

    /** Returns the lines of the table. */
    List<String> table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(header());
        hunts.forEach((program, row) -> {
            List<String> cells = new ArrayList<>(List.of(program.name(), program.failsNaturally() ? "fails" : ""));
            row.forEach(hunt -> cells.add(hunt.toString()));
            if (isPublished()) {
                cells.addAll(SctBench.published(program));
            }
            rows.add(cells);
        });
        List<String> lines = Table.lines(rows);
        lines.add("");
        lines.add("Mean schedules to the first bug over " + seeds + " seeds of at most " + limit + " schedules; in"
                + " brackets how many seeds found it, if not all.");
        if (isPublished()) {
            lines.add("Published: Wolff et al., ASPLOS 2024, over 20 trials.");
        }
        return lines;
    }

    /** Returns whether figures are published of one of the programs at least. */
    private boolean isPublished() {
        return hunts.keySet().stream().anyMatch(each -> !SctBench.published(each).get(0).isEmpty());
    }

    private List<String> header() {
        List<String> header = new ArrayList<>(List.of("program", "natural order"));
        strategies.forEach(each -> header.add(each.toString()));
        if (isPublished()) {
            header.addAll(List.of("PCT3 published", "POS published", "RFF published"));
        }
        return header;
    }
}
