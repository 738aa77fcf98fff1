package dev.millrace.lab.gallery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.testkit.Trial;
import dev.millrace.testkit.schedule.Decisions;
import dev.millrace.testkit.schedule.Outcome;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs of SCTBench have the bugs that they are known for. */
class SctBenchTest {
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
}
