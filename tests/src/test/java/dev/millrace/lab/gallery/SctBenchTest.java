package dev.millrace.lab.gallery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.task.Coroutines;
import dev.millrace.testkit.Trial;
import dev.millrace.testkit.explore.Explore;
import dev.millrace.testkit.schedule.Decisions;
import dev.millrace.testkit.schedule.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs of SCTBench have the bugs that they are known for. */
@Tag("explores")
class SctBenchTest {
    /** A schedule is the same on either kind of coroutine, but a program of threads takes many times as long. */
    private static final int SEEDS = Coroutines.best().isLoopScheduled() ? 20 : 2;
    private static final int LIMIT = 1_000;

    static Stream<Program> programs() {
        return SctBench.programs().stream();
    }

    @Test
    void thereAreTwentySix() {
        List<String> names = programs().map(Program::name).distinct().toList();
        assertEquals(26, names.size());
    }

    @ParameterizedTest
    @MethodSource("programs")
    void itIsKnownWhichFailInTheNaturalOrder(Program program) {
        Outcome natural = new Trial().run(Decisions.NATURAL, program.body()).outcome();
        assertEquals(program.failsNaturally() ? program.category() : "passed", natural.category());
    }

    /** Those of a hundred tasks have 1,500 steps per schedule. */
    @ParameterizedTest
    @MethodSource("programs")
    @Timeout(300)
    void thePortfolioFindsItWithEverySeed(Program program) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Explore explore = new Explore(program.body()).withSeed(seed).withLimit(LIMIT).withoutShrinking();
            assertEquals(Optional.of(program.category()),
                    explore.run().map(found -> found.first().outcome().category()), program + " with seed " + seed);
        }
    }
}
