package dev.millrace.lab.gallery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.task.Task;
import dev.millrace.testkit.FailedRun;
import dev.millrace.testkit.Simulation;
import dev.millrace.testkit.Trial;
import dev.millrace.testkit.explore.Explore;
import dev.millrace.testkit.explore.Finding;
import dev.millrace.testkit.schedule.Decisions;
import dev.millrace.testkit.schedule.Schedule;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.Tag;

/** The bugs of programs on an event loop are found, made small, and found again from one line. */
@Tag("explores")
class LoopBugsTest {
    private static final int TRIES = 1_000;

    private final Trial trial = new Trial();

    @Provide
    Arbitrary<Program> bugs() {
        return Arbitraries.of(LoopBugs.programs());
    }

    private boolean shows(Program program, Schedule schedule) {
        return trial.run(schedule, program.body()).outcome().category().equals(program.category());
    }

    /** Returns the fewest deviations with which the program fails. */
    private static int fewest(Task.Body program) {
        FailedRun failed = assertThrows(FailedRun.class, () -> new Explore(program).all(4));
        return failed.run().schedule().deviations().size();
    }

    @Property
    void theNaturalOrderShowsNone(@ForAll @From("bugs") Program program) {
        assertEquals("passed", trial.run(Decisions.NATURAL, program.body()).outcome().category());
    }

    @Property(tries = 40)
    void anExplorationFindsItMakesItSmallAndReplaysIt(@ForAll @From("bugs") Program program, @ForAll long seed) {
        Finding found = new Explore(program.body()).withSeed(seed).withLimit(TRIES).run().orElseThrow();
        assertEquals(program.category(), found.shrunk().outcome().category());
        int deviations = found.shrunk().schedule().deviations().size();
        assertTrue(deviations <= 2 * fewest(program.body()), found::replay);
        assertThrows(FailedRun.class, () -> Simulation.replay(found.replay(), program.body()));
    }

    /** As a property of all schedules would: by the values that jqwik makes up, and its shrinking. */
    @Property(tries = 40)
    void aPropertyFindsItAndMakesItSmall(@ForAll @From("bugs") Program program, @ForAll long seed) {
        Schedule shrunk = shrunk(firstFailure(program, new Random(seed)), program);
        assertTrue(shrunk.deviations().size() <= 2 * fewest(program.body()), shrunk::toString);
    }

    private Shrinkable<Schedule> firstFailure(Program program, Random random) {
        RandomGenerator<Schedule> schedules = Arbitraries.defaultFor(Schedule.class).generator(TRIES);
        for (int tries = 0; tries < TRIES; tries++) {
            Shrinkable<Schedule> next = schedules.next(random);
            if (shows(program, next.value())) {
                return next;
            }
        }
        throw new AssertionError(program + " was not found within " + TRIES + " tries");
    }

    private Schedule shrunk(Shrinkable<Schedule> failing, Program program) {
        Shrinkable<Schedule> best = failing;
        for (Optional<Shrinkable<Schedule>> next = Optional.of(failing); next.isPresent();) {
            best = next.get();
            List<Shrinkable<Schedule>> smaller = best.shrink().toList();
            next = smaller.stream().filter(each -> shows(program, each.value())).findFirst();
        }
        return best.value();
    }
}
