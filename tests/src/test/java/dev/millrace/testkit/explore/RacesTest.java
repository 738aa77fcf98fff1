package dev.millrace.testkit.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.schedule.Access;
import dev.millrace.testkit.schedule.Trace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Steps change places together with what they need and with what follows from them. */
class RacesTest {
    private static final Access READ = new Access("x", false);
    private static final Access WRITE = new Access("x", true);

    /** Main starts d, a and b; a writes and starts c; b reads, is woken by c, and writes; c reads. */
    private final Races races = new Races(new Trace(List.of(
            step("main", 0, -1, Access.NONE),
            step("d", 0, 0, Access.NONE),
            step("a", 0, 0, Access.NONE),
            step("b", 0, 0, Access.NONE),
            step("a", 1, 2, WRITE),
            step("c", 0, 4, Access.NONE),
            step("b", 1, 3, READ),
            step("b", 2, 5, WRITE),
            step("c", 1, 5, READ)), 0));

    private static Trace.Step step(String path, int number, int cause, Access access) {
        return new Trace.Step(path, number, cause, access, 0, 1);
    }

    private static Optional<String> text(Optional<List<Trace.Step>> order) {
        return order.map(steps -> steps.stream().map(each -> each.path() + each.number())
                .collect(Collectors.joining(" ")));
    }

    @Test
    void aPulledStepBringsTheStepsOfItsTaskAndWhoMadeItReady() {
        assertEquals(Optional.of("main0 a0 b0 a1 c0 b1 b2 d0 c1"), text(races.pull(7, 1)));
        assertEquals(Optional.of("main0 d0 a0 b0 b1 a1 c0 b2 c1"), text(races.pull(6, 4)));
        assertEquals(Optional.of("main0 d0 a0 a1 c0 c1 b0 b1 b2"), text(races.pull(8, 3)));
    }

    @Test
    void noStepIsPulledBeforeWhatItNeeds() {
        assertEquals(Optional.empty(), races.pull(7, 4));
        assertEquals(Optional.empty(), races.pull(8, 2));
    }

    @Test
    void aDelayedStepTakesWhatFollowsFromIt() {
        assertEquals(Optional.of("main0 d0 a0 b0 b1 a1 c0 b2 c1"), text(races.delay(4, 6)));
    }

    @Test
    void noStepIsDelayedPastWhatFollowsFromIt() {
        assertEquals(Optional.empty(), races.delay(4, 7));
        assertEquals(Optional.empty(), races.delay(3, 6));
    }

    @Test
    void stepsOfDifferentTasksRaceForAVariableThatOneWrites() {
        assertTrue(races.race(4, 6));
        assertFalse(races.race(6, 8));
        assertFalse(races.race(6, 7));
    }

    @Test
    void neighboursAreIndependentUnlessOneNeedsTheOther() {
        assertTrue(races.areIndependent(2, 3));
        assertFalse(races.areIndependent(0, 1));
        assertFalse(races.areIndependent(4, 5));
        assertFalse(races.areIndependent(7, 8));
    }
}
