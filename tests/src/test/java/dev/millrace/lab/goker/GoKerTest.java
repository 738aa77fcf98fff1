package dev.millrace.lab.goker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.lab.goker.Kernel.Bug;
import dev.millrace.testkit.Trial;
import dev.millrace.testkit.explore.Explore;
import dev.millrace.testkit.explore.Finding;
import dev.millrace.testkit.schedule.Decisions;
import dev.millrace.testkit.schedule.Outcome;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernels of GoKer have the bugs that they are known for, and their repaired forms have none. */
@Tag("explores")
class GoKerTest {
    private static final int SEEDS = 20;
    private static final int LIMIT = 1_000;
    private static final int DEVIATIONS = 2;
    private static final Set<Bug> BLOCKING =
            EnumSet.of(Bug.RESOURCE_DEADLOCK, Bug.COMMUNICATION_DEADLOCK, Bug.MIXED_DEADLOCK);

    static Stream<Kernel> kernels() {
        return GoKer.kernels().stream();
    }

    @Test
    void thereAreFiftyOneThatBlockAndTwentySevenThatDoNot() {
        List<String> names = kernels().map(Kernel::name).distinct().toList();
        assertEquals(51 + 27, names.size());
        assertEquals(51, kernels().filter(each -> BLOCKING.contains(each.bug())).count());
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void itIsKnownWhichFailInTheNaturalOrder(Kernel kernel) {
        Outcome natural = new Trial().run(Decisions.NATURAL, kernel.program().body()).outcome();
        assertEquals(kernel.program().failsNaturally() ? kernel.program().category() : "passed", natural.category());
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void thePortfolioFindsItWithEverySeedAndNamesWhoWaits(Kernel kernel) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Finding found = new Explore(kernel.program().body()).withSeed(seed).withLimit(LIMIT).withoutShrinking()
                    .run().orElseThrow();
            Outcome outcome = found.first().outcome();
            assertEquals(kernel.program().category(), outcome.category(), kernel + " with seed " + seed);
            List<String> report = outcome.failure().orElseThrow().getMessage().lines().map(String::strip).toList();
            for (String task : kernel.waiting()) {
                assertTrue(report.stream().anyMatch(line -> line.contains(task + " awaits ")),
                        () -> task + " is not named in " + report);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aDeadlockSaysWhoWaits(Kernel kernel) {
        assertEquals(kernel.program().category().equals("deadlock"), !kernel.waiting().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void theRepairedFormPassesAllSchedulesWithTwoDeviations(Kernel kernel) {
        assertTrue(new Explore(kernel.repaired()).all(DEVIATIONS) > 0);
    }
}
