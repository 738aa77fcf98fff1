package dev.millrace.testkit;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.schedule.Candidate;
import dev.millrace.testkit.schedule.Choice;
import dev.millrace.testkit.schedule.Decisions;
import dev.millrace.testkit.schedule.Outcome;
import dev.millrace.testkit.schedule.Run;
import dev.millrace.testkit.schedule.Schedule;
import dev.millrace.testkit.schedule.Trace;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A run is decided by its decisions, and recorded as a schedule that is the same run again. */
class TrialTest {
    private static final List<Task.Body> PROGRAMS = List.of(SmallPrograms.independent(3), SmallPrograms::lostUpdate,
            SmallPrograms::tornRead, SmallPrograms::mixed);

    private final Trial trial = new Trial();

    private static Decisions random(long seed) {
        Random random = new Random(seed);
        return choice -> random.nextInt(choice.options());
    }

    @Property(tries = 300)
    void aRecordedScheduleIsTheSameRun(@ForAll long seed) {
        for (Task.Body program : PROGRAMS) {
            Run first = trial.run(random(seed), program);
            Run second = trial.run(Schedule.parse(first.schedule().toString()), program);
            assertEquals(first.trace(), second.trace());
            assertEquals(first.outcome().category(), second.outcome().category());
            assertEquals(first.schedule(), second.schedule());
        }
    }

    @Property(tries = 100)
    void bothKindsOfCoroutineRunTheSame(@ForAll long seed) {
        Trial baton = trial.withCoroutines(Coroutines.baton());
        for (Task.Body program : PROGRAMS) {
            assertEquals(trial.run(random(seed), program).trace(), baton.run(random(seed), program).trace());
        }
    }

    @Property(tries = 300)
    void differentSchedulesHaveDifferentHashes(@ForAll long one, @ForAll long other) {
        Run first = trial.run(random(one), SmallPrograms.independent(3));
        Run second = trial.run(random(other), SmallPrograms.independent(3));
        assertEquals(first.schedule().equals(second.schedule()), first.hash() == second.hash());
    }

    @Test
    void theNaturalOrderHasNoDeviations() {
        Run natural = trial.run(choice -> 0, SmallPrograms::mixed);
        assertEquals(Schedule.NATURAL, natural.schedule());
        assertEquals(trial.run(Schedule.NATURAL, SmallPrograms::mixed).trace(), natural.trace());
        assertEquals(trial.run(Decisions.NATURAL, SmallPrograms::mixed).trace(), natural.trace());
    }

    /** What this says must be the same on every JDK, so it is written down. */
    @Test
    void theHashIsTheSameEverywhere() {
        Schedule schedule = Schedule.parse("step:main/1@1=1 step:main/2@0=1");
        assertEquals(HASH, trial.run(schedule, SmallPrograms::lostUpdate).hash());
    }

    private static final long HASH = -9111513870083919354L;

    @Test
    void theTraceSaysWhatRanAndWhy() {
        assertEquals(String.join("\n",
                "   0  main             started",
                "   1  main/1           started by main",
                "   2  main/1           went on, reads balance, instead of the natural one (option 1)",
                "   3  main/2           started by main",
                "   4  main/1           went on, writes balance",
                "   5  main/2           went on, reads balance",
                "   6  main/2           went on, writes balance",
                "   7  main             woken by main/2"),
                trial.run(Schedule.parse("step:main/2@0=1"), SmallPrograms::lostUpdate).trace().toString());
    }

    @Test
    void theTraceTellsATimerFromAnotherTask() {
        Trace trace = trial.run(Schedule.NATURAL, () -> TaskGroup.run(group -> {
            Promise<Void> promise = new Promise<>(Task.current().loop());
            group.start("waiter", () -> await(promise));
            group.start("sleeper", () -> {
                await(Future.sleep(Duration.ofSeconds(1)));
                promise.complete(null);
            });
        })).trace();
        assertEquals(String.join("\n",
                "   3  main/sleeper     a timer or I/O",
                "   4  main/waiter      woken by main/sleeper",
                "   5  main             woken by main/waiter"),
                trace.toString().lines().skip(3).collect(Collectors.joining("\n")));
    }

    @Test
    void pathsAreNamesOrNumbersInTheParent() {
        Trace trace = trial.run(Schedule.NATURAL, () -> TaskGroup.run(group -> {
            group.start("a", () -> { });
            group.start(() -> TaskGroup.run(inner -> inner.start("b", () -> { })));
            group.start("a", () -> { });
            group.start(() -> { });
        })).trace();
        assertEquals(List.of("main", "main/1", "main/1/b", "main/2", "main/a", "main/a#2"),
                trace.steps().stream().map(Trace.Step::path).distinct().sorted().toList());
    }

    @Test
    void candidatesSayWhatTheyAreAboutToTouch() {
        List<String> seen = new ArrayList<>();
        trial.run(new Decisions() {
            @Override
            public int decide(Choice choice) {
                return 0;
            }

            @Override
            public int decideStep(Choice choice, List<Candidate> ready) {
                assertEquals(choice.options(), ready.size());
                assertEquals(choice.where(), ready.get(0).path());
                seen.add(ready.toString());
                return 0;
            }
        }, SmallPrograms::lostUpdate);
        assertTrue(seen.get(1).contains("Candidate[path=main/1, number=1, access=reads balance]"), seen.toString());
    }

    // ------------------------------------------------------------------ how runs end

    private Outcome natural(Task.Body program) {
        return trial.run(Schedule.NATURAL, program).outcome();
    }

    @Test
    void aFailureIsToldByItsClassAndTheShapeOfItsMessage() {
        assertEquals("java.io.IOException: # of #", natural(() -> {
            throw new IOException("3 of 17");
        }).category());
    }

    @Test
    void aFailureThatNobodyLooksAtFailsTheRun() {
        assertEquals("java.io.IOException: lost", natural(() ->
                new Promise<Void>(Task.current().loop()).fail(new IOException("lost"))).category());
    }

    @Test
    void aDeadlockIsNamed() {
        assertEquals(Outcome.Kind.DEADLOCK, natural(() -> await(new Promise<>(Task.current().loop()))).kind());
    }

    @Test
    void aDescriptorLeftOpenIsALeak() {
        assertEquals(Outcome.Kind.LEAK, natural(() -> TcpListener.bind(Address.loopback(0))).kind());
    }

    @Test
    void aProgramWithoutEndMeetsTheLimit() {
        Run run = trial.withLimit(50).run(Schedule.NATURAL, () -> {
            while (true) {
                Task.yieldNow();
            }
        });
        assertEquals(Outcome.Kind.LIMIT, run.outcome().kind());
        assertEquals(50, run.trace().steps().size());
    }

    @Test
    void aFailedReplayShowsTheLineAndTheRun() {
        FailedRun failed = assertThrows(FailedRun.class, () -> Simulation.replay("natural", SmallPrograms::lostUpdate));
        assertTrue(failed.getMessage().contains("Simulation.replay(\"natural\", program)"), failed.getMessage());
        assertTrue(failed.getMessage().contains("main/2           went on, writes balance"), failed.getMessage());
        assertEquals(failed.getCause().getStackTrace()[0], failed.getStackTrace()[0]);
        Simulation.replay("step:main/1@0=1", SmallPrograms.independent(1));
    }

    // ------------------------------------------------------------------ the background, and worlds

    @Property(tries = 100)
    void theBackgroundIsNeverPermuted(@ForAll long seed) {
        List<String> order = new ArrayList<>();
        trial.run(random(seed), () -> TaskGroup.run(group -> {
            Simulation.background();
            for (String name : List.of("a", "b", "c")) {
                group.start(name, () -> {
                    order.add(name);
                    Task.yieldNow();
                    order.add(name);
                });
            }
        }));
        assertEquals(List.of("a", "b", "c", "a", "b", "c"), order);
    }

    @Property(tries = 100)
    void theForegroundIsPermutedAroundTheBackground(@ForAll long seed) {
        Task.Body program = () -> TaskGroup.run(group -> {
            for (String name : List.of("a", "b", "c", "d")) {
                group.start(name, () -> {
                    if (name.equals("b")) {
                        Simulation.background();
                    }
                    Task.yieldNow();
                    Task.yieldNow();
                });
            }
        });
        Run run = trial.run(random(seed), program);
        assertTrue(run.outcome().passed());
        assertEquals(run.trace(), trial.run(run.schedule(), program).trace());
    }

    @Test
    void aSharedVariableWorksOnAnyPlatform() {
        Millrace.run(() -> {
            Shared<Integer> count = new Shared<>(1);
            assertTrue(count.compareAndSet(1, 2));
            assertEquals(false, count.compareAndSet(1, 3));
            assertEquals(5, count.update(before -> before + 3));
            count.set(7);
            assertEquals(7, count.get());
            assertEquals("shared = 7", count.toString());
        });
    }

    @Test
    void hostsOfAWorldHaveTheirNamesInPaths() {
        List<String> paths = new ArrayList<>();
        try (World world = new World(choice -> {
            paths.add(choice.where());
            return 0;
        })) {
            world.run(world.host("server"), Options.DEFAULT, () -> TaskGroup.run(group -> {
                group.start("a", () -> { });
                group.start("b", () -> { });
            }));
            assertNotEquals(0, world.traceHash());
        }
        assertEquals(List.of("server/main/a"), paths);
    }
}
