package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a cancel does to a task, depending on what the task is doing. */
class TaskCancelTest extends OnEveryKind {

    @Test
    @Tag("case-68")
    void aTaskCancelledBeforeItsFirstStepBeginsAndMeetsTheCancelAtItsFirstAwait() {
        run(() -> TaskGroup.run(group -> {
            Task<Void> task = group.start(() -> {
                log.add("begun");
                sleepAs("task", 5);
            });
            assertFalse(task.cancel("early"));
            assertCancelledElsewhere("early", () -> await(task));
            assertTrue(task.isCancelled());
        }));
        assertEquals(List.of("begun", "task cancelled at 0"), log);
    }

    @Test
    @Tag("case-68")
    void aTaskStartedInACancelledGroupBeginsToo() {
        run(() -> TaskGroup.run(group -> {
            group.scope().cancel();
            group.start(() -> sleepAs("task", 5));
        }));
        assertEquals(List.of("task cancelled at 0"), log);
    }

    @Test
    @Tag("case-69")
    void aCancelReachesTheInnermostAwaitThroughTasksThatAwaitTasks() {
        Promise<Void> waiter = new Promise<>(simulation.loop());
        run(() -> TaskGroup.run(group -> {
            Task<Void> inner = group.start(() -> cleaning("inner", waiter));
            Task<Void> outer = group.start(() -> cleaning("outer", inner));
            sleep(1);
            outer.cancel("why");
            assertCancelledElsewhere("why", () -> await(outer));
            assertCancelledElsewhere("why", () -> await(inner));
        }));
        assertTrue(waiter.isCancelled());
        assertEquals(List.of("outer cleaned", "inner cleaned"), log);
    }

    private void cleaning(String name, Future<?> awaited) {
        try {
            await(awaited);
        } finally {
            log.add(name + " cleaned");
        }
    }

    @Test
    @Tag("case-70")
    void whoSwallowsACancelMeetsItAtEveryAwaitUntilTheScopeIsLeft() {
        run(() -> TaskGroup.run(group -> {
            Task<String> task = group.start(() -> {
                for (int i = 0; i < 3; i++) {
                    assertCancelled("again", () -> sleep(5));
                }
                return "ended normally";
            });
            sleep(1);
            task.cancel("again");
            assertEquals("ended normally", await(task));
            assertEquals(1, now());
        }));
    }

    @Test
    void aTaskThatSwallowsCancelsForEverLetsOthersRun() {
        boolean[] stop = {false};
        run(() -> TaskGroup.run(group -> {
            group.start(() -> {
                while (!stop[0]) {
                    assertThrows(Cancelled.class, () -> sleep(1));
                }
            });
            group.scope().cancel();
            CancelScope.callShielded(() -> {
                sleep(0);
                stop[0] = true;
                return null;
            });
        }));
        assertTrue(stop[0]);
    }

    @Test
    @Tag("case-72")
    void aTaskThatCancelsItselfMeetsItAtTheNextAwait() {
        run(() -> TaskGroup.run(group -> {
            Task<Void> task = group.start(() -> {
                Task.current().cancel("myself");
                log.add("goes on");
                sleepAs("task", 5);
            });
            assertCancelledElsewhere("myself", () -> await(task));
        }));
        assertEquals(List.of("goes on", "task cancelled at 0"), log);
    }

    @Test
    @Tag("case-72")
    void aValueReturnedUnderAPendingCancelIsKept() {
        assertEquals(12, value(() -> await(TaskGroup.root().start(() -> {
            Task.current().cancel();
            return 12;
        }))));
    }

    @Test
    @Tag("case-73")
    void inACancelledScopeAnAwaitGivesUpWhatItWouldHaveWaitedFor() {
        run(() -> {
            Promise<Void> begunBefore = new Promise<>(Task.current().loop());
            new CancelScope().run(() -> {
                CancelScope scope = Task.current().suspension().scope();
                scope.cancel("runnable");
                assertCancelled("runnable", () -> await(begunBefore));
            });
            assertTrue(begunBefore.isCancelled());
        });
    }

    @Test
    @Tag("case-73")
    void inACancelledScopeATaskThatIsAwaitedIsCancelledAndNotWaitedFor() {
        run(() -> TaskGroup.run(group -> {
            Task<Void> other = group.start(() -> {
                try {
                    sleepAs("other", 100);
                } finally {
                    CancelScope.callShielded(() -> await(Future.sleep(ms(3))));
                }
            });
            sleep(1);
            CancelScope scope = new CancelScope();
            scope.cancel("given up");
            scope.run(() -> await(other));
            assertTrue(scope.caught());
            assertFalse(other.isDone());
            assertEquals(1, now());
            sleep(9);
            assertTrue(other.isCancelled());
        }));
    }

    @Test
    @Tag("case-73")
    void whatAnotherTaskAwaitsAsWellIsGivenUpForTheCancelledOneOnly() {
        run(() -> TaskGroup.run(group -> {
            Promise<String> shared = new Promise<>(Task.current().loop());
            Task<String> other = group.start(() -> await(shared));
            Task<String> cancelled = group.start(() -> await(shared));
            sleep(1);
            cancelled.cancel("this one");
            assertCancelledElsewhere("this one", () -> await(cancelled));
            CancelScope late = new CancelScope();
            late.cancel();
            late.run(() -> log.add(await(shared)));
            assertFalse(shared.isDone());
            shared.complete("value");
            assertEquals("value", await(other));
            sleep(1);
        }));
        assertEquals(List.of(), log);
    }

    @Test
    @Tag("case-73")
    void inACancelledScopeNothingIsBegun() {
        run(() -> {
            CancelScope scope = new CancelScope();
            scope.cancel("early");
            scope.run(() -> {
                assertTrue(Future.sleep(ms(1)).isCancelled());
                assertTrue(Future.offload(() -> log.add("offloaded")).isCancelled());
                assertCancelled("early", () -> await(Future.sleep(ms(1))));
            });
            sleep(5);
        });
        assertEquals(List.of(), log);
    }

    @Test
    @Tag("case-74")
    void aCancelDiesWithItsScopeAndWhatWasGivenIsKept() {
        run(() -> TaskGroup.run(group -> {
            Promise<Integer> promise = new Promise<>(Task.current().loop());
            CancelScope scope = new CancelScope();
            group.start(() -> {
                promise.complete(42);
                scope.cancel();
            });
            scope.run(() -> log.add("got " + await(promise)));
            assertTrue(scope.isCancelled());
            assertFalse(scope.caught());
            sleep(1);
        }));
        assertEquals(List.of("got 42"), log);
    }

    @Test
    @Tag("case-81")
    void whoIsCancelledInTheStepThatCompletedItsAwaitKeepsTheResultAndIsCancelledAtTheNext() {
        run(() -> TaskGroup.run(group -> {
            Task<String> inner = group.start(() -> {
                sleep(1);
                return "result";
            });
            Task<Void> waiter = group.start(() -> {
                log.add(await(inner));
                sleepAs("waiter", 5);
            });
            inner.onDone(done -> waiter.cancel("same turn"));
            assertCancelledElsewhere("same turn", () -> await(waiter));
            assertEquals("result", inner.value());
        }));
        assertEquals(List.of("result", "waiter cancelled at 1"), log);
    }

    @Test
    void cancellingAnEndedTaskDoesNothing() {
        run(() -> {
            Task<Integer> task = TaskGroup.root().start(() -> 1);
            await(task);
            assertFalse(task.cancel());
            assertEquals(1, await(task));
        });
    }

    @Test
    void aCancelNeedsAReason() {
        run(() -> {
            assertThrows(NullPointerException.class, () -> Task.current().cancel(null));
            assertThrows(NullPointerException.class, () -> new CancelScope().cancel(null));
        });
    }

    @Test
    @Tag("case-76")
    void aTaskThatThrowsACancellationFails() {
        CancellationException mine = new CancellationException("mine");
        assertSame(mine, assertThrows(CancellationException.class, () -> run(() -> {
            Task<Object> task = TaskGroup.root().start(() -> {
                throw mine;
            });
            assertSame(mine, assertThrows(CancellationException.class, () -> await(task)));
            assertTrue(task.isFailed());
            assertFalse(task.isCancelled());
        })));
    }
}
