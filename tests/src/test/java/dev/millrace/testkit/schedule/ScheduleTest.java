package dev.millrace.testkit.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A schedule is a value: text and back, order of no account, an answer at every choice. */
class ScheduleTest {

    @Provide
    Arbitrary<List<Deviation>> deviations() {
        Arbitrary<Deviation> one = Combinators.combine(Arbitraries.of(Choice.Kind.class),
                Arbitraries.strings().ofMaxLength(8), Arbitraries.integers().greaterOrEqual(0),
                Arbitraries.integers().greaterOrEqual(1)).as(Deviation::new);
        return one.list().ofMaxSize(6);
    }

    @Property
    void textIsReadBack(@ForAll("deviations") List<Deviation> deviations) {
        Schedule schedule = Schedule.of(deviations);
        assertEquals(schedule, Schedule.parse(schedule.toString()));
        assertEquals(1, schedule.toString().lines().count());
    }

    @Property
    void orderDoesNotMatter(@ForAll("deviations") List<Deviation> deviations, @ForAll long seed) {
        Schedule schedule = Schedule.of(deviations);
        List<Deviation> shuffled = new ArrayList<>(schedule.deviations());
        Collections.shuffle(shuffled, new Random(seed));
        assertEquals(schedule, Schedule.of(shuffled));
        assertEquals(schedule.hashCode(), Schedule.of(shuffled).hashCode());
        assertEquals(schedule.toString(), Schedule.of(shuffled).toString());
    }

    @Property
    void everyAnswerIsAnOption(@ForAll("deviations") List<Deviation> deviations, @ForAll("choices") Choice choice) {
        Schedule schedule = Schedule.of(deviations).with(
                Deviation.anywhere(choice.kind(), choice.position(), 1 + choice.ordinal()));
        int taken = schedule.decide(choice);
        assertEquals(true, taken >= 0 && taken < choice.options(), () -> taken + " at " + choice);
    }

    @Provide
    Arbitrary<Choice> choices() {
        return Combinators.combine(Arbitraries.of(Choice.Kind.class), Arbitraries.strings().ofMaxLength(2),
                Arbitraries.integers().between(0, 5), Arbitraries.integers().between(2, 5),
                Arbitraries.integers().between(0, 5)).as(Choice::new);
    }

    @Test
    void takesTheOptionAtItsKeyAndIsNaturalElsewhere() {
        Schedule schedule = Schedule.parse("step:main/1@2=1");
        assertEquals(1, schedule.decide(choice("main/1", 2, 2, 9)));
        assertEquals(0, schedule.decide(choice("main/1", 1, 2, 2)));
        assertEquals(0, schedule.decide(choice("main/2", 2, 2, 2)));
        assertEquals(0, schedule.decide(new Choice(Choice.Kind.TIMER, "main/1", 2, 2, 2)));
    }

    @Test
    void skipsAnOptionThatIsNotThere() {
        assertEquals(0, Schedule.parse("step:main@0=2").decide(choice("main", 0, 2, 0)));
    }

    @Test
    void anywhereCountsRoundPastTheNaturalOption() {
        Schedule schedule = Schedule.of(Deviation.anywhere(Choice.Kind.STEP, 7, 5));
        assertEquals(1, schedule.decide(choice("main", 0, 3, 7)));
        assertEquals(1, schedule.decide(choice("main", 3, 2, 7)));
        assertEquals(0, schedule.decide(choice("main", 7, 3, 0)));
    }

    @Test
    void aKeyGoesBeforeAnywhere() {
        Schedule schedule = Schedule.parse("step:*@0=1 step:main@0=2");
        assertEquals(2, schedule.decide(choice("main", 0, 3, 0)));
    }

    @Test
    void ofTwoAtOneChoiceTheLaterCounts() {
        assertEquals(Schedule.parse("fault:a@0=2"), Schedule.parse("fault:a@0=1 fault:a@0=2"));
        assertEquals("fault:a@0=3", Schedule.parse("fault:a@0=2").with(
                new Deviation(Choice.Kind.FAULT, "a", 0, 3)).toString());
    }

    @Test
    void withoutItsDeviationsItIsNatural() {
        Schedule schedule = Schedule.parse("step:a@0=1 step:b@1=1");
        assertEquals(Schedule.parse("step:b@1=1"), schedule.without(schedule.deviations().get(0)));
        assertSame(Schedule.NATURAL, schedule.without(schedule.deviations()));
        assertEquals("natural", Schedule.NATURAL.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"step:main@0", "step:main@0=0", "walk:main@0=1", "main@0=1", "step:main@-1=1"})
    void refusesWhatIsNoSchedule(String text) {
        assertThrows(IllegalArgumentException.class, () -> Schedule.parse(text));
    }

    @Test
    void anAccessConflictsWithAWriteOfTheSameVariable() {
        Access read = new Access("x", false);
        Access write = new Access("x", true);
        assertEquals(List.of(false, true, true, true), List.of(read.conflicts(read), read.conflicts(write),
                write.conflicts(read), write.conflicts(write)));
        assertFalse(write.conflicts(new Access("y", true)));
        assertFalse(Access.NONE.conflicts(Access.NONE));
    }

    private static Choice choice(String where, int ordinal, int options, int position) {
        return new Choice(Choice.Kind.STEP, where, ordinal, options, position);
    }
}
