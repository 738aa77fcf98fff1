package dev.millrace.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.sched.Step;
import dev.millrace.sync.Lock;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Stalls are reported while they last. */
class StallWatchTest {
    private static final Duration LIMIT = Duration.ofNanos(100);

    private final List<String> reported = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final StallWatch watch = new StallWatch(LIMIT, this::note);

    private void note(String what, Throwable failure) {
        reported.add(what + ": " + failure.getMessage());
        failures.add(failure);
    }

    private static final class Named extends Step {
        @Override
        public void run() {
        }

        @Override
        public String toString() {
            return "a step";
        }
    }

    private void step(long seenAt) {
        Step step = new Named();
        watch.stepStarted(step);
        watch.sample(seenAt);
        watch.stepEnded(step);
    }

    @Test
    void aLongStepIsReportedWhileItRunsWithItsStackAndWhatItDelays() {
        Millrace.run(Options.DEFAULT.withObserver(watch), () -> TaskGroup.run(group -> {
            group.start("delayed", () -> { });
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch reports = new CountDownLatch(1);
            Thread looks = new Thread(() -> {
                spinUntil(inside);
                for (long now : new long[] {0, 99, 100, 300}) {
                    watch.sample(now);
                }
                reports.countDown();
            });
            looks.start();
            stall(inside, reports);
        }));
        assertEquals(List.of("a step takes longer than PT0.0000001S: Task main; it delays Task delayed: here"),
                reported);
        assertTrue(List.of(failures.get(0).getStackTrace()).stream()
                .anyMatch(frame -> frame.getMethodName().equals("stall")), () -> failures.toString());
    }

    private static void stall(CountDownLatch inside, CountDownLatch until) {
        inside.countDown();
        spinUntil(until);
    }

    private static void spinUntil(CountDownLatch until) {
        while (until.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aStepWithinTheLimitIsNot() {
        watch.turnStarted(1);
        step(0);
        watch.turnStarted(2);
        step(200);
        assertEquals(List.of(), reported);
    }

    @Test
    void aTurnOfManyShortStepsIsReportedOnce() {
        watch.turnStarted(1);
        for (long now = 0; now <= 300; now += 50) {
            step(now);
        }
        assertEquals(List.of("a turn of many steps takes longer than PT0.0000001S: here"), reported);
    }

    @Test
    void aLongPollIsNoStall() {
        watch.turnStarted(1);
        step(0);
        watch.sample(500);
        watch.sample(1000);
        watch.polled(-1, 1000, 1);
        step(1010);
        assertEquals(List.of(), reported);
    }

    @Test
    void aDeadlockIsReportedOnce() {
        try (Simulation simulation = new Simulation(Options.DEFAULT.withObserver(watch))) {
            TaskGroup.main(simulation.loop(), Options.DEFAULT.coroutines(), () -> {
                Lock x = new Lock().named("x");
                Lock y = new Lock().named("y");
                TaskGroup.run(group -> {
                    group.start("A", () -> both(x, y));
                    group.start("B", () -> both(y, x));
                });
                return null;
            });
            simulation.runUntilIdle();
            for (long now = 0; now < 1000; now += 200) {
                watch.sample(now);
                watch.sample(now + 100);
                simulation.turn();
            }
        }
        assertEquals(List.of("tasks wait for each other: deadlock: Task A awaits Lock 'y' held by Task B;"
                + " Task B awaits Lock 'x' held by Task A"), reported);
    }

    private static void both(Lock first, Lock second) {
        first.run(() -> {
            Task.yieldNow();
            second.run(() -> { });
        });
    }

    @Test
    void theThreadOfItsOwnReports() {
        CountDownLatch told = new CountDownLatch(1);
        try (StallWatch real = StallWatch.start(Duration.ofMillis(1), (what, failure) -> told.countDown())) {
            Millrace.run(Options.DEFAULT.withObserver(real), () -> spinUntil(told));
        }
        assertEquals(0, told.getCount());
    }

    @Test
    void aLimitIsPositive() {
        assertThrows(IllegalArgumentException.class, () -> new StallWatch(Duration.ZERO, this::note));
    }
}
