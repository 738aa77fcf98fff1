package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.task.CancelScope;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.CancelEverywhere;
import dev.millrace.testkit.Simulation;
import dev.millrace.testkit.schedule.Schedule;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Waiting for futures, tasks and streams, in many schedules, and cancelled wherever it can be. */
@Tag("explores")
@net.jqwik.api.Tag("explores")
class WaitsTest {

    @ParameterizedTest
    @EnumSource
    void nothingIsLeftWhereverItIsCancelled(Waits wait) {
        assertTrue(new CancelEverywhere(Coroutines.best())
                .check(simulation -> wait.program.run(), simulation -> { }) > 1);
    }

    @Property(tries = 2_000)
    void anyScheduleHolds(@ForAll Waits wait, @ForAll Schedule schedule) {
        Simulation.check(schedule, wait.program);
    }

    @Property(tries = 2_000)
    void nothingIsLeftInAnyScheduleThatCancels(@ForAll Waits wait, @ForAll Schedule schedule,
            @ForAll @IntRange(max = 15) int yields) {
        Simulation.check(schedule, () -> TaskGroup.run(group -> {
            CancelScope scope = new CancelScope();
            Task<Void> cancels = group.start(() -> {
                for (int i = 0; i < yields; i++) {
                    Task.yieldNow();
                }
                scope.cancel();
            });
            scope.run(wait.program);
            cancels.cancel();
        }));
    }
}
