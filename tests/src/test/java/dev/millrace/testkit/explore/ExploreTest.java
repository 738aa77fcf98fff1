package dev.millrace.testkit.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.FailedRun;
import dev.millrace.testkit.SmallPrograms;
import dev.millrace.testkit.Shared;
import dev.millrace.testkit.Simulation;
import dev.millrace.testkit.Trial;
import dev.millrace.testkit.schedule.Deviation;
import dev.millrace.testkit.schedule.Run;
import dev.millrace.testkit.schedule.Schedule;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an exploration finds, shrinks and says. */
@Tag("explores")
@net.jqwik.api.Tag("explores")
class ExploreTest {
    private static final int ANY = 1_000;

    private final Trial trial = new Trial();

    /** Fails in two ways: by an early read, which needs one deviation, and by a torn one, which needs another too. */
    private static void twoMistakes() {
        Shared<Integer> left = new Shared<>("left", 0);
        Shared<Integer> right = new Shared<>("right", 0);
        TaskGroup.run(group -> {
            group.start("writer", () -> {
                left.set(1);
                right.set(1);
            });
            group.start("reader", () -> {
                int first = left.get();
                if (first < right.get()) {
                    throw new IllegalStateException("torn");
                }
                if (first == 0) {
                    throw new IllegalArgumentException("early");
                }
            });
        });
    }

    /** A torn read among so many others that not every schedule of one deviation can be tried. */
    private static void crowded() {
        TaskGroup.run(group -> {
            for (int i = 0; i < 12; i++) {
                group.start("bystander", () -> {
                    for (int k = 0; k < 5; k++) {
                        Task.yieldNow();
                    }
                });
            }
            SmallPrograms.tornRead();
        });
    }

    private static Finding found(Task.Body program, long seed) {
        return new Explore(program).withSeed(seed).run().orElseThrow();
    }

    /** The mistake that needs more, found by whichever seed finds it first. */
    private static Finding foundTorn(long seed) {
        Explore explore = new Explore(ExploreTest::twoMistakes).withStrategy(Strategies.RANDOM_WALK);
        return LongStream.iterate(seed, each -> each + 1)
                .mapToObj(each -> explore.withSeed(each).run().orElseThrow())
                .filter(found -> found.first().outcome().category().endsWith("torn"))
                .findFirst().orElseThrow();
    }

    // ------------------------------------------------------------------ strategies

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"NATURAL", "PCT1"})
    void everyStrategyFindsTwoDeviations(Strategies strategy) {
        for (int seed = 0; seed < 10; seed++) {
            Explore explore = new Explore(SmallPrograms::tornRead).withStrategy(strategy).withSeed(seed);
            assertTrue(explore.run().isPresent(), strategy + " with seed " + seed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneSeedHasOneResult(Strategies strategy) {
        Explore explore = new Explore(ExploreTest::twoMistakes).withStrategy(strategy).withSeed(3).withLimit(200);
        Optional<Finding> first = explore.run();
        assertEquals(first.map(Finding::tries), explore.run().map(Finding::tries));
        assertEquals(first.map(Finding::report), explore.run().map(Finding::report));
    }

    @ParameterizedTest
    @EnumSource
    void noStrategyFindsWhatIsNotThere(Strategies strategy) {
        assertEquals(Optional.empty(),
                new Explore(SmallPrograms.independent(2)).withStrategy(strategy).withLimit(300).run());
    }

    @Test
    void aTaskThatWaitsByYieldingIsNoFailure() {
        Task.Body program = () -> {
            Shared<Boolean> flag = new Shared<>("flag", false);
            TaskGroup.run(group -> {
                group.start("waiter", () -> {
                    while (!flag.get()) {
                        Task.yieldNow();
                    }
                });
                group.start("setter", () -> flag.set(true));
            });
        };
        assertEquals(Optional.empty(), new Explore(program).withTrial(trial.withLimit(30)).withLimit(300).run());
    }

    // ------------------------------------------------------------------ every schedule

    /** Two tasks take turns; a deviation lets the other one go first. Counts the orders, by how many deviations. */
    private static long orders(int first, int other, int deviations) {
        if (first == 0 || other == 0) {
            return 1;
        }
        return orders(other, first - 1, deviations)
                + (deviations == 0 ? 0 : orders(first, other - 1, deviations - 1));
    }

    @Test
    void everyScheduleIsCountedOnce() {
        for (int accesses = 0; accesses <= 3; accesses++) {
            int steps = accesses + 1;
            for (int deviations = 0; deviations <= 2 * steps; deviations++) {
                assertEquals(orders(steps, steps, deviations),
                        new Explore(SmallPrograms.independent(accesses)).all(deviations),
                        accesses + " accesses, " + deviations + " deviations");
            }
        }
        assertEquals(70, new Explore(SmallPrograms.independent(3)).all(ANY));
    }

    @Test
    void everyScheduleIsAnotherRun() {
        Set<Long> hashes = new HashSet<>();
        Systematic all = new Systematic(trial, SmallPrograms.independent(2), ANY, run -> !hashes.add(run.hash()));
        assertEquals(20, all.upTo(ANY).count());
        assertEquals(Optional.empty(), all.stopped());
    }

    @Test
    void aProgramHoldsForFewerDeviationsThanItsMistakeNeeds() {
        assertEquals(orders(3, 3, 1), new Explore(SmallPrograms::tornRead).all(1));
        FailedRun failed = assertThrows(FailedRun.class, () -> new Explore(SmallPrograms::tornRead).all(2));
        assertEquals(2, failed.run().schedule().deviations().size());
    }

    // ------------------------------------------------------------------ what is found

    @Property(tries = 30)
    void shrinkingKeepsTheWayItFails(@ForAll long seed) {
        Finding found = foundTorn(seed);
        assertEquals(found.first().outcome().category(), found.shrunk().outcome().category());
        assertTrue(found.shrunk().schedule().deviations().size() <= found.first().schedule().deviations().size());
    }

    @Property(tries = 30)
    void whatIsShrunkNeedsEachOfItsDeviations(@ForAll long seed) {
        Run shrunk = found(ExploreTest::twoMistakes, seed).shrunk();
        for (Deviation each : shrunk.schedule().deviations()) {
            Run other = trial.run(shrunk.schedule().without(each), ExploreTest::twoMistakes);
            assertFalse(other.outcome().category().equals(shrunk.outcome().category()), () -> "without " + each);
        }
    }

    @Property(tries = 5)
    void whatIsShrunkInACrowdNeedsEachOfItsDeviations(@ForAll long seed) {
        Run shrunk = new Explore(ExploreTest::crowded).withStrategy(Strategies.RANDOM_WALK).withSeed(seed).run()
                .orElseThrow().shrunk();
        for (Deviation each : shrunk.schedule().deviations()) {
            assertTrue(trial.run(shrunk.schedule().without(each), ExploreTest::crowded).outcome().passed(),
                    () -> "without " + each);
        }
    }

    @Property(tries = 30)
    void theLineReplaysTheShrunkRun(@ForAll long seed) {
        Finding found = found(ExploreTest::twoMistakes, seed);
        FailedRun failed = assertThrows(FailedRun.class,
                () -> Simulation.replay(found.replay(), ExploreTest::twoMistakes));
        assertEquals(found.shrunk().hash(), failed.run().hash());
    }

    @Property(tries = 30)
    void theNearestPassesAndHasOneDifference(@ForAll long seed) {
        Finding found = foundTorn(seed);
        Finding.Nearest nearest = found.nearest().orElseThrow();
        assertTrue(nearest.run().outcome().passed());
        assertEquals(found.shrunk().schedule(), nearest.run().schedule().with(nearest.difference()));
    }

    @Test
    void fewerSwitchesAreBetterAmongAsManyDeviations() {
        Task.Body program = () -> {
            Shared<Integer> flag = new Shared<>("flag", 0);
            TaskGroup.run(group -> {
                group.start("late", () -> {
                    if (flag.get() == 1) {
                        throw new IllegalStateException("late");
                    }
                });
                group.start("setter", () -> flag.set(1));
                group.start("other", () -> Task.yieldNow());
            });
        };
        Run shrunk = new Shrinker(trial, program, trial.run(
                Schedule.parse("step:main/late@1=1"), program)).shrink();
        assertEquals(List.of(1, 6), List.of(shrunk.schedule().deviations().size(), shrunk.trace().switches()));
    }

    @Test
    void theReportIsForPeople() {
        assertEquals(String.join("\n",
                "java.lang.IllegalStateException: torn: 0 and 1",
                "replay: Simulation.replay(\"step:main/reader@1=1 step:main/writer@0=1\", program)",
                "what ran:",
                "   0  main             started"),
                String.join("\n", found(SmallPrograms::tornRead, 0).report().lines().limit(4).toList())
                        .replaceFirst("schedule \\d+ fails: ", ""));
        String natural = found(SmallPrograms::lostUpdate, 0).report();
        assertTrue(natural.contains("replay: Simulation.replay(\"natural\", program)"), natural);
        assertTrue(natural.contains("\nit passes with step:main/"), natural);
    }

    @Test
    void aCheckFailsWithTheReport() {
        FailedRun failed = assertThrows(FailedRun.class, () -> new Explore(SmallPrograms::tornRead).check());
        assertEquals(found(SmallPrograms::tornRead, 0).report(), failed.getMessage());
        new Explore(SmallPrograms.independent(1)).withLimit(20).check();
    }

    @Test
    void aProgramThatDependsOnSomethingOutsideIsRefused() {
        int[] runs = {0};
        Task.Body program = () -> {
            if (runs[0]++ % 2 == 1) {
                Task.yieldNow();
            }
            throw new IllegalStateException("fails always");
        };
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> new Explore(program).run());
        assertTrue(refused.getMessage().contains("something outside"), refused.getMessage());
        assertTrue(refused.getMessage().endsWith("(ended)\n   1  main             went on"), refused.getMessage());
    }
}
