package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.InVirtualTime;
import dev.millrace.task.Futures.Completions;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Futures in the order in which they end. */
class AsCompletedTest extends InVirtualTime {
    private final Promise<String> a = new Promise<>(simulation.loop());
    private final Promise<String> b = new Promise<>(simulation.loop());
    private final Promise<String> c = new Promise<>(simulation.loop());

    @Test
    void theyComeAsTheyEndWhateverTheirEnds() {
        run(group -> {
            group.start(() -> {
                sleep(1);
                b.fail(new IllegalStateException("b"));
                a.cancel();
                sleep(1);
                c.complete("c");
            });
            List<Promise<String>> order = new ArrayList<>();
            Completions<Promise<String>> ended = Futures.asCompleted(List.of(c, a, b));
            while (ended.hasNext()) {
                order.add(await(ended.next()));
            }
            assertEquals(List.of(b, a, c), order);
            assertThrows(NoSuchElementException.class, ended::next);
        });
    }

    @Test
    void thoseThatHaveEndedBeforeComeFirstInTheOrderOfTheArguments() {
        run(group -> {
            b.complete("b");
            a.complete("a");
            Completions<Promise<String>> ended = Futures.asCompleted(List.of(c, a, b, a));
            c.complete("c");
            List<Promise<String>> order = new ArrayList<>();
            while (ended.hasNext()) {
                order.add(await(ended.next()));
            }
            assertEquals(List.of(a, b, a, c), order);
        });
    }

    @Test
    void ofNoneThereIsNoNext() {
        run(group -> assertFalse(Futures.asCompleted(List.of()).hasNext()));
    }

    @Test
    @Tag("case-37")
    void aThousandThatHaveFinishedAreAllHandedOutAndOthersRunMeanwhile() {
        run(group -> {
            List<Task<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                int number = i;
                tasks.add(group.start(() -> number));
            }
            await(Futures.allSettled(tasks));
            int[] others = {0};
            Task<Void> other = group.start(() -> {
                for (;;) {
                    others[0]++;
                    Task.yieldNow();
                }
            });
            Completions<Task<Integer>> ended = Futures.asCompleted(tasks);
            int sum = 0;
            while (ended.hasNext()) {
                sum += await(await(ended.next()));
            }
            assertEquals(999 * 1000 / 2, sum);
            assertTrue(others[0] >= 1, "nobody else ran");
            other.cancel();
        });
    }

    @Test
    void aCancelledNextLeavesWhatComesToTheOneAfter() {
        run(group -> {
            Completions<Promise<String>> ended = Futures.asCompleted(List.of(a, b));
            assertTrue(CancelScope.tryWithTimeout(ms(5), () -> await(ended.next())).isEmpty());
            Future<Promise<String>> cancelled = ended.next();
            Future<Promise<String>> kept = ended.next();
            assertFalse(ended.hasNext());
            a.complete("a");
            assertTrue(cancelled.cancel());
            assertTrue(ended.hasNext());
            assertEquals(a, await(kept));
            b.complete("b");
            assertEquals(b, await(ended.next()));
        });
    }

    @Test
    void inACancelledScopeNothingIsTaken() {
        run(group -> {
            Completions<Promise<String>> ended = Futures.asCompleted(List.of(a));
            a.complete("a");
            Task.yieldNow();
            CancelScope scope = new CancelScope();
            scope.cancel();
            scope.run(() -> await(ended.next()));
            assertEquals(a, await(ended.next()));
        });
    }

    @Test
    @Tag("case-81")
    void aCancelInTheStepThatHandsOneOutLosesNothing() {
        run(group -> {
            Completions<Promise<String>> ended = Futures.asCompleted(List.of(a));
            CancelScope scope = new CancelScope();
            group.start(() -> {
                a.complete("a");
                scope.cancel();
            });
            scope.run(() -> log.add("taken " + await(ended.next()).value()));
            if (ended.hasNext()) {
                log.add("left " + await(ended.next()).value());
            }
        });
        assertEquals(List.of("left a"), log);
    }

    @Test
    void aCancelGivesUpWhatIsPendingAndLeavesWhatHasEnded() {
        run(group -> {
            Future<String> other = b.map(value -> value);
            Completions<Promise<String>> ended = Futures.asCompleted(List.of(a, b, c));
            c.complete("c");
            ended.cancel();
            assertTrue(a.isCancelled());
            assertFalse(b.isDone());
            assertEquals(c, await(ended.next()));
            assertFalse(ended.hasNext());
            b.complete("b");
            assertEquals("b", await(other));
            assertFalse(ended.hasNext());
        });
    }

    @Test
    void aCancelEndsWhoeverWaitsForTheNext() {
        run(group -> {
            Completions<Promise<String>> ended = Futures.asCompleted(List.of(a, b));
            Future<Promise<String>> next = ended.next();
            ended.cancel();
            assertTrue(next.isCancelled());
            assertTrue(a.isCancelled());
            assertFalse(ended.hasNext());
        });
    }
}
