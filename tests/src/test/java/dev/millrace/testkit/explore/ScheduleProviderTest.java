package dev.millrace.testkit.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.task.Task;
import dev.millrace.testkit.SmallPrograms;
import dev.millrace.testkit.Simulation;
import dev.millrace.testkit.Trial;
import dev.millrace.testkit.schedule.Deviation;
import dev.millrace.testkit.schedule.Schedule;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;

/** A schedule is a parameter of a property: it is made up, and shrinks. */
class ScheduleProviderTest {
    private final Trial trial = new Trial();

    @Property(tries = 200)
    void aProgramWithoutAMistakeHolds(@ForAll Schedule schedule) {
        Simulation.check(schedule, SmallPrograms.independent(2));
    }

    @Property(tries = 200)
    void aScheduleThatWasMadeUpIsRecordedAsOneByPlaces(@ForAll Schedule schedule) {
        Schedule recorded = trial.run(schedule, SmallPrograms::mixed).schedule();
        assertTrue(recorded.deviations().stream().noneMatch(each -> each.where().equals(Deviation.ANYWHERE)));
        assertEquals(trial.run(schedule, SmallPrograms::mixed).trace(),
                trial.run(recorded, SmallPrograms::mixed).trace());
    }

    @Property(tries = 10)
    void aMistakeIsFoundAndShrinksToWhatItNeeds(@ForAll long seed) {
        Schedule shrunk = shrunk(firstFailure(SmallPrograms::tornRead, new Random(seed)), SmallPrograms::tornRead);
        assertEquals(2, shrunk.deviations().size(), shrunk.toString());
        assertTrue(shrunk.deviations().stream().allMatch(each -> each.option() == 1), shrunk.toString());
    }

    private boolean fails(Schedule schedule, Task.Body program) {
        return !trial.run(schedule, program).outcome().passed();
    }

    private Shrinkable<Schedule> firstFailure(Task.Body program, Random random) {
        RandomGenerator<Schedule> schedules = Arbitraries.defaultFor(Schedule.class).generator(1_000);
        for (int tries = 0; tries < 1_000; tries++) {
            Shrinkable<Schedule> next = schedules.next(random);
            if (fails(next.value(), program)) {
                return next;
            }
        }
        throw new AssertionError("not found within 1,000 tries");
    }

    /** Takes the first smaller one that fails, as long as there is one. */
    private Schedule shrunk(Shrinkable<Schedule> failing, Task.Body program) {
        Shrinkable<Schedule> best = failing;
        for (Optional<Shrinkable<Schedule>> next = Optional.of(failing); next.isPresent();) {
            best = next.get();
            List<Shrinkable<Schedule>> smaller = best.shrink().toList();
            next = smaller.stream().filter(each -> fails(each.value(), program)).findFirst();
        }
        return best.value();
    }
}
