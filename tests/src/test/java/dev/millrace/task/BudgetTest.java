package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is always ready cannot keep the loop: after 128 awaits that did not suspend, a task gives way. */
class BudgetTest extends OnEveryKind {

    /** How often another task runs meanwhile. */
    private int turnsOfAnother(Task.Body body) {
        int[] turns = {0};
        run(() -> TaskGroup.run(group -> {
            Task<Void> another = group.start(() -> {
                while (true) {
                    Task.yieldNow();
                    turns[0]++;
                }
            });
            Task.yieldNow();
            turns[0] = 0;
            body.run();
            another.cancel();
        }));
        return turns[0];
    }

    private static void awaitDone(int times) {
        Future<Integer> done = Future.of(Task.current().loop(), 7);
        for (int i = 0; i < times; i++) {
            assertEquals(7, await(done));
        }
    }

    @Test
    @Tag("case-34")
    void anotherTaskRunsOnceEvery128Awaits() {
        assertEquals(16, turnsOfAnother(() -> awaitDone(16 * 128)));
    }

    @Test
    void whatIsDoneIsTakenAtOnceUntilTheBudgetIsSpent() {
        assertEquals(0, turnsOfAnother(() -> awaitDone(127)));
    }

    @Test
    void aStretchWithoutBudgetDoesNotGiveWay() {
        assertEquals(0, turnsOfAnother(() -> {
            Task.runUnbudgeted(() -> {
                awaitDone(1000);
                assertEquals(1, Task.callUnbudgeted(() -> 1));
                awaitDone(1000);
            });
            awaitDone(1);
        }));
    }

    @Test
    void theBudgetIsBackAfterAStretchWithoutIt() {
        assertEquals(2, turnsOfAnother(() -> {
            assertThrows(IllegalStateException.class, () -> Task.runUnbudgeted(() -> {
                awaitDone(1000);
                throw new IllegalStateException("failed");
            }));
            awaitDone(2 * 128);
        }));
    }

    @Test
    void anAwaitThatSuspendsOrAYieldBeginsTheBudgetAnew() {
        assertEquals(3, turnsOfAnother(() -> {
            for (int i = 0; i < 3; i++) {
                awaitDone(127);
                Task.yieldNow();
            }
        }));
    }

    @Test
    @Tag("case-36")
    void aTimeoutEndsALoopOverWhatIsAlwaysReady() {
        run(() -> assertThrows(TimedOut.class, () -> CancelScope.callWithTimeout(ms(1), () -> {
            while (true) {
                awaitDone(1);
                simulation.clock().advance(ms(1).dividedBy(1000));
            }
        })));
        assertTrue(now() < 3, "at " + now());
    }

    @Test
    void aCancelThatComesWhileATaskGivesWayIsTheNextAwaits() {
        run(() -> TaskGroup.run(group -> {
            Task<Void> task = group.start(() -> {
                awaitDone(128);
                log.add("kept its value");
                awaitDone(1);
                log.add("not reached");
            });
            Task.yieldNow();
            task.cancel();
        }));
        assertEquals(List.of("kept its value"), log);
    }
}
