package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.InVirtualTime;
import dev.millrace.task.Futures.Until;
import dev.millrace.task.Futures.Waited;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Waiting until a condition holds for several futures, with and without a timeout. */
class WaitForSeveralTest extends InVirtualTime {
    private final Promise<String> a = new Promise<>(simulation.loop());
    private final Promise<String> b = new Promise<>(simulation.loop());
    private final Promise<String> c = new Promise<>(simulation.loop());
    private final List<Promise<String>> three = List.of(c, a, b);
    private final RuntimeException failure = new IllegalStateException("a failure");

    /** Ends a, then b by a failure, then c, 10 ms apart. */
    private void endThemOneByOne(TaskGroup group) {
        group.start(() -> {
            sleep(10);
            a.complete("a");
            sleep(10);
            b.fail(failure);
            sleep(10);
            c.cancel();
        });
    }

    private void endsAt(long time, Until until, List<Promise<String>> done, List<Promise<String>> pending) {
        run(group -> {
            endThemOneByOne(group);
            Waited<Promise<String>> waited = await(Futures.wait(three, until));
            assertEquals(time, now());
            assertEquals(done, waited.done());
            assertEquals(pending, waited.pending());
            sleep(100);
            assertEquals(done, waited.done(), "it is told once");
            assertTrue(b.failure().isPresent());
        });
    }

    @Test
    void endsWithTheFirst() {
        endsAt(10, Until.FIRST_DONE, List.of(a), List.of(c, b));
    }

    @Test
    void endsWithTheFirstValue() {
        endsAt(10, Until.FIRST_VALUE, List.of(a), List.of(c, b));
    }

    @Test
    void endsWithTheFirstFailure() {
        endsAt(20, Until.FIRST_FAILED, List.of(a, b), List.of(c));
    }

    @Test
    void endsWhenAllHaveEndedInTheOrderOfTheArguments() {
        endsAt(30, Until.ALL_DONE, three, List.of());
    }

    @ParameterizedTest
    @EnumSource
    void endsAtTheLatestWhenAllHaveEnded(Until until) {
        run(group -> {
            Promise<String> end = new Promise<>(simulation.loop());
            Future<Waited<Promise<String>>> waiting = Futures.wait(List.of(end), until);
            if (until == Until.FIRST_FAILED) {
                end.complete("a value");
            } else {
                end.fail(failure);
            }
            assertEquals(List.of(end), await(waiting).done());
        });
    }

    @ParameterizedTest
    @EnumSource
    void aWaitForNoneEndsAtOnce(Until until) {
        run(group -> {
            assertEquals(List.of(), await(Futures.wait(List.<Future<String>>of(), until)).done());
            assertEquals(List.of(), await(Futures.wait(List.<Future<String>>of(), until, ms(5))).pending());
            assertEquals(0, now());
        });
    }

    @Test
    @Tag("case-105")
    void whatEndsBeforeTheWaiterRunsIsDone() {
        run(group -> {
            Task<String> first = group.start(() -> "first");
            Task<String> second = group.start(() -> {
                Task.yieldNow();
                return "second";
            });
            Task<String> third = group.start(() -> {
                Task.yieldNow();
                Task.yieldNow();
                return "third";
            });
            Waited<Task<String>> waited = await(Futures.wait(List.of(third, second, first), Until.FIRST_DONE));
            assertEquals(waited.done(), List.of(third, second, first).stream().filter(Task::isDone).toList());
            assertTrue(waited.done().containsAll(List.of(first, second)));
        });
    }

    @Test
    @Tag("case-106")
    void aTimeoutIsNoFailureKeepsWhatHasFinishedAndCancelsNothing() {
        run(group -> {
            Task<String> quick = group.start(() -> await(Future.sleep(ms(100)).map(nothing -> "quick")));
            Task<String> slow = group.start(() -> await(Future.sleep(ms(150)).map(nothing -> "slow")));
            Waited<Task<String>> waited = await(Futures.wait(List.of(quick, slow), Until.ALL_DONE, ms(110)));
            assertEquals(110, now());
            assertEquals(List.of(quick), waited.done());
            assertEquals(List.of(slow), waited.pending());
            assertEquals("slow", await(slow));
            assertEquals(150, now());
        });
    }

    @Test
    @Tag("case-106")
    void aCancelledWaitLeavesAllRunning() {
        run(group -> {
            Task<String> task = group.start(() -> await(Future.sleep(ms(50)).map(nothing -> "done")));
            Future<Void> sleep = Future.sleep(ms(70));
            assertTrue(CancelScope.tryWithTimeout(ms(10),
                    () -> await(Futures.wait(List.<Future<?>>of(task, sleep), Until.FIRST_DONE))).isEmpty());
            assertEquals(10, now());
            assertFalse(sleep.isDone());
            assertEquals("done", await(task));
            await(sleep);
            assertEquals(70, now());
        });
    }

    @Test
    void whatFailsInTheTurnOfTheTimeoutIsDone() {
        run(group -> {
            Future<Void> late = Future.sleep(ms(10));
            Waited<Future<Void>> waited = await(Futures.wait(List.of(late), Until.ALL_DONE, ms(10)));
            assertEquals(List.of(late), waited.done());
        });
    }

    @Test
    @Tag("case-81")
    void aCancelInTheStepThatEndsItKeepsWhatIsDone() {
        run(group -> {
            CancelScope scope = new CancelScope();
            group.start(() -> {
                a.complete("a");
                scope.cancel();
            });
            scope.run(() -> log.add("done: " + await(Futures.wait(three, Until.FIRST_DONE)).done().size()));
        });
        assertEquals(List.of("done: 1"), log);
    }

    @Test
    void theTimerOfAWaitIsDisarmedByItsEndAndByItsCancel() {
        run(group -> {
            Future<Waited<Promise<String>>> ended = Futures.wait(three, Until.FIRST_DONE, ms(1_000_000));
            Future<Waited<Promise<String>>> cancelled = Futures.wait(List.of(b), Until.FIRST_DONE, ms(1_000_000));
            a.complete("a");
            cancelled.cancel();
            await(ended);
            await(simulation.whenIdle());
            assertEquals(0, now());
        });
    }

    @Test
    @Tag("case-64")
    void aLaterFailureOfWhatIsHandedBackIsReportedIfNobodyLooks() {
        run(group -> {
            Future<Waited<Promise<String>>> waiting = Futures.wait(three, Until.FIRST_DONE);
            a.complete("a");
            await(waiting);
            b.fail(failure);
        });
        simulation.close();
        assertEquals(List.of("a failed future that nobody looked at: a failure"), List.copyOf(reported));
        reported.clear();
    }

    @Test
    void aTaskThatWaitsForAllAndIsOneOfThemIsRefused() {
        run(group -> {
            Task<?>[] self = new Task<?>[1];
            self[0] = group.start(() -> {
                assertThrows(IllegalStateException.class, () -> await(Futures.allSettled(List.of(a, self[0]))));
                assertThrows(IllegalStateException.class,
                        () -> await(Futures.wait(List.of(self[0], a), Until.ALL_DONE)));
                assertThrows(IllegalStateException.class, () -> await(self[0].shield()));
                assertEquals(1, await(Futures.wait(List.of(self[0], a), Until.ALL_DONE, ms(5))).done().size());
                assertEquals(1, await(Futures.wait(List.of(self[0], a), Until.FIRST_DONE)).done().size());
                assertEquals("a", await(Futures.first(Futures.Losers.LEAVE, List.of(self[0], a))));
            });
            a.complete("a");
        });
    }
}
