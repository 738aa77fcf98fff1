package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.loop.FailureHandler;
import dev.millrace.loop.LoopObserver;
import dev.millrace.loop.LoopOptions;
import dev.millrace.sched.FifoScheduler;
import dev.millrace.sched.Scheduler;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The settings of a program: each is changed alone, in a copy, and reaches the loop. */
class OptionsTest {
    private final LoopObserver observer = new LoopObserver() { };
    private final FailureHandler failures = (what, failure) -> { };
    private final Supplier<Scheduler> scheduler = FifoScheduler::new;

    @Test
    void theDefaultsAreThoseOfALoop() {
        assertEquals(LoopOptions.DEFAULT.quantum(), Options.DEFAULT.quantum());
        assertSame(LoopObserver.NONE, Options.DEFAULT.observer());
        assertSame(LoopOptions.DEFAULT.scheduler(), Options.DEFAULT.scheduler());
        assertFalse(Options.DEFAULT.virtualMachineErrorsFatal());
        assertEquals(Coroutines.best().kind(), Options.DEFAULT.coroutines().kind());
    }

    @Test
    void everyChangeKeepsTheOthers() {
        Coroutines coroutines = Coroutines.baton();
        Options options = Options.DEFAULT.withCoroutines(coroutines).withQuantum(Duration.ofMillis(1))
                .withObserver(observer).withFailures(failures).withScheduler(scheduler)
                .withVirtualMachineErrorsFatal(true);
        assertSame(coroutines, options.coroutines());
        assertEquals(Duration.ofMillis(1), options.quantum());
        assertSame(observer, options.observer());
        assertSame(failures, options.failures());
        assertSame(scheduler, options.scheduler());
        assertTrue(options.virtualMachineErrorsFatal());
    }

    @Test
    void aChangeLeavesTheOriginalAsItWas() {
        Options.DEFAULT.withQuantum(Duration.ofDays(1)).withObserver(observer).withVirtualMachineErrorsFatal(true);
        theDefaultsAreThoseOfALoop();
    }

    @Test
    void whatIsMissingOrNotPositiveIsRefusedAtOnce() {
        assertThrows(IllegalArgumentException.class, () -> Options.DEFAULT.withQuantum(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> Options.DEFAULT.withQuantum(Duration.ofNanos(-1)));
        assertThrows(NullPointerException.class, () -> Options.DEFAULT.withObserver(null));
        assertThrows(NullPointerException.class, () -> Options.DEFAULT.withFailures(null));
        assertThrows(NullPointerException.class, () -> Options.DEFAULT.withScheduler(null));
        assertThrows(NullPointerException.class, () -> Options.DEFAULT.withCoroutines(null));
    }

    @Test
    void theSchedulerOfTheOptionsOrdersTheSteps() {
        List<Scheduler> made = new ArrayList<>();
        Options options = Options.DEFAULT.withScheduler(() -> {
            made.add(new FifoScheduler());
            return made.get(made.size() - 1);
        });
        Millrace.runCallbacks(options, loop -> Future.of(loop, 1));
        Millrace.runCallbacks(options, loop -> Future.of(loop, 1));
        assertEquals(2, made.size());
    }

    @Test
    void anyErrorOfTheMachineEndsTheProgramIfTheOptionsSaySo() {
        List<Throwable> reports = new ArrayList<>();
        Options options = Options.DEFAULT.withFailures((what, failure) -> reports.add(failure));
        OutOfMemoryError error = new OutOfMemoryError("not really");
        Runnable step = () -> {
            throw error;
        };
        Millrace.runCallbacks(options, loop -> {
            loop.execute(step);
            return Future.sleep(loop, Duration.ofMillis(1));
        });
        assertEquals(List.of(error), reports);
        assertSame(error, assertThrows(OutOfMemoryError.class,
                () -> Millrace.runCallbacks(options.withVirtualMachineErrorsFatal(true), loop -> {
                    loop.execute(step);
                    return Future.sleep(loop, Duration.ofDays(1));
                })));
    }

    @Test
    void theTasksAreOfTheCoroutinesThatWereChosen() {
        Coroutines baton = Coroutines.baton();
        assertSame(baton, Millrace.run(Options.DEFAULT.withCoroutines(baton), () -> Task.current().coroutines()));
        assertNotNull(Options.DEFAULT.coroutines());
    }
}
