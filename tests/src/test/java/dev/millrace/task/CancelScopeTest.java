package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which scope a cancel is seen in, and where it ends. */
class CancelScopeTest extends OnEveryKind {

    @Test
    @Tag("case-88")
    void ofNestedCancelledScopesTheOutermostCatches() {
        run(() -> {
            CancelScope outer = new CancelScope();
            CancelScope middle = new CancelScope();
            CancelScope inner = new CancelScope();
            outer.run(() -> {
                middle.run(() -> {
                    inner.run(() -> {
                        inner.cancel();
                        middle.cancel();
                        sleep(1);
                    });
                    log.add("not reached");
                });
                log.add("outer goes on");
                sleep(1);
            });
            assertFalse(inner.caught());
            assertTrue(middle.caught());
            assertFalse(outer.caught());
        });
        assertEquals(List.of("outer goes on"), log);
    }

    @Test
    @Tag("case-88")
    void aScopeThatIsLeftWithoutAnAwaitCaughtNothing() {
        run(() -> {
            CancelScope scope = new CancelScope();
            assertEquals("value", scope.call(() -> {
                scope.cancel();
                return "value";
            }).orElseThrow());
            assertTrue(scope.isCancelled());
            assertFalse(scope.caught());
            sleep(1);
        });
    }

    @Test
    void aScopeCancelledBeforeItIsEnteredIsCancelledFromTheStart() {
        run(() -> {
            CancelScope scope = new CancelScope();
            scope.cancel("before");
            scope.run(() -> assertCancelled("before", () -> sleep(1)));
            scope.cancel("after");
            sleep(1);
        });
    }

    @Test
    @Tag("case-85")
    void aScopeIsEnteredOnce() {
        run(() -> {
            CancelScope scope = new CancelScope();
            scope.run(() -> assertThrows(IllegalStateException.class, () -> scope.run(() -> log.add("inside"))));
            sleep(1);
        });
        assertEquals(List.of(), log);
    }

    @Test
    void aScopeIsForTasksAndForTheirLoop() {
        CancelScope scope = new CancelScope();
        assertThrows(IllegalStateException.class, () -> scope.run(() -> log.add("inside")));
        run(() -> scope.run(() -> {
            IllegalStateException[] refused = {null};
            Thread other = new Thread(() -> refused[0] = assertThrows(IllegalStateException.class, scope::cancel));
            other.start();
            while (other.isAlive()) {
                Thread.onSpinWait();
            }
            assertTrue(refused[0] != null);
            sleep(1);
        }));
    }

    @Test
    @Tag("case-89")
    void loweringAShieldWakesWhoSleepsBehindItAtOnce() {
        run(() -> TaskGroup.run(group -> {
            CancelScope outer = new CancelScope();
            CancelScope shield = new CancelScope();
            shield.shield(true);
            group.start(() -> outer.run(() -> shield.run(() -> sleepAs("sleeper", 100))));
            sleep(1);
            outer.cancel("outer");
            sleep(1);
            assertEquals(List.of(), log);
            shield.shield(false);
            sleep(1);
            assertEquals(List.of("sleeper cancelled at 2"), log);
            assertTrue(outer.caught());
            assertFalse(shield.caught());
        }));
    }

    @Test
    @Tag("case-89")
    void aShieldStopsNeitherItsOwnCancelNorThatOfScopesInside() {
        run(() -> {
            CancelScope outer = new CancelScope();
            CancelScope shield = new CancelScope();
            CancelScope inside = new CancelScope();
            shield.shield(true);
            outer.run(() -> {
                outer.cancel("outer");
                shield.run(() -> {
                    sleep(1);
                    inside.run(() -> {
                        inside.cancel("inside");
                        sleep(1);
                    });
                    shield.cancel("shield");
                    assertCancelled("shield", () -> sleep(1));
                    sleep(1);
                });
                assertTrue(inside.caught());
                assertTrue(shield.caught());
                assertCancelled("outer", () -> sleep(1));
            });
            assertEquals(1, now());
        });
    }

    @Test
    @Tag("case-89")
    void aShieldRaisedWhileTheCancelIsOnItsWayOutDoesNotTrapIt() {
        run(() -> {
            CancelScope outer = new CancelScope();
            CancelScope middle = new CancelScope();
            outer.run(() -> {
                outer.cancel();
                middle.run(() -> {
                    try {
                        sleep(1);
                    } finally {
                        middle.shield(true);
                        sleep(2);
                    }
                });
            });
            assertTrue(outer.caught());
            assertFalse(middle.caught());
            assertEquals(2, now());
        });
    }

    @Test
    @Tag("case-77")
    void whatIsShieldedGoesOnThoughWhoWaitsForItIsCancelled() {
        run(() -> TaskGroup.run(group -> {
            Task<Void> inner = group.start(() -> sleepAs("inner", 10));
            Task<Void> outer = group.start(() -> {
                CancelScope.callShielded(() -> await(inner));
                log.add("inner ended at " + now());
                sleepAs("outer", 10);
            });
            sleep(1);
            outer.cancel("outer");
            assertCancelledElsewhere("outer", () -> await(outer));
        }));
        assertEquals(List.of("inner ended at 10", "outer cancelled at 10"), log);
    }

    @Test
    @Tag("case-77")
    void cancellingWhatIsShieldedIsAFailureForWhoeverWaitsForIt() {
        run(() -> TaskGroup.run(group -> {
            Task<Void> inner = group.start(() -> sleep(10));
            Task<Void> outer = group.start(() -> CancelScope.runShielded(() ->
                    assertCancelledElsewhere("inner", () -> await(inner))));
            sleep(1);
            inner.cancel("inner");
            await(outer);
        }));
    }

    @Test
    @Tag("case-90")
    void anOperationThatCannotBeGivenUpCompletesAndTheCancelComesAtTheNextAwait() {
        run(() -> TaskGroup.run(group -> {
            Stubborn operation = new Stubborn();
            CancelScope inner = new CancelScope();
            Task<Void> task = group.start(() -> inner.run(() -> {
                log.add(await(operation.promise) + " at " + now());
                sleepAs("task", 5);
            }));
            sleep(1);
            inner.cancel("first");
            inner.cancel("second");
            task.cancel("third");
            sleep(1);
            assertEquals(1, operation.tries);
            assertFalse(task.isDone());
            operation.promise.complete("result");
            assertCancelledElsewhere("third", () -> await(task));
        }));
        assertEquals(List.of("result at 2", "task cancelled at 2"), log);
    }

    @Test
    @Tag("case-90")
    void theFailureOfAnOperationThatCannotBeGivenUpIsThrown() {
        run(() -> {
            Stubborn operation = new Stubborn();
            TaskGroup.root().start(() -> operation.promise.fail(new IllegalStateException("failed")));
            CancelScope scope = new CancelScope();
            scope.cancel();
            scope.run(() -> assertThrows(IllegalStateException.class, () -> await(operation.promise)));
        });
    }

    @Test
    void thousandsOfScopesNestAcrossTasks() {
        int depth = kind.many() / 2;
        CancelScope outermost = new CancelScope();
        run(() -> TaskGroup.run(group -> {
            group.start(() -> outermost.run(() -> nest(depth)));
            sleep(1);
            outermost.cancel("all");
        }));
        assertTrue(outermost.caught());
        assertEquals(List.of("depth 0 cancelled at 1"), log);
    }

    private void nest(int depth) {
        if (depth == 0) {
            sleepAs("depth 0", 100);
        } else {
            TaskGroup.run(group -> group.start(() -> nest(depth - 1)));
        }
    }

    @Test
    void hundredsOfScopesNestInOneTask() {
        CancelScope[] scopes = IntStream.range(0, 500).mapToObj(i -> new CancelScope()).toArray(CancelScope[]::new);
        run(() -> TaskGroup.run(group -> {
            group.start(() -> enter(scopes, 0));
            sleep(1);
            scopes[0].cancel("all");
        }));
        assertTrue(scopes[0].caught());
        assertEquals(List.of("innermost cancelled at 1"), log);
    }

    private void enter(CancelScope[] scopes, int from) {
        if (from == scopes.length) {
            sleepAs("innermost", 100);
            return;
        }
        scopes[from].run(() -> enter(scopes, from + 1));
    }

    @Test
    void anInterruptibleBodyIsInterruptedAtOnceInACancelledScopeAndNothingOfItIsLeft() {
        run(() -> {
            CancelScope scope = new CancelScope();
            scope.cancel("early");
            Callable<Void> blocking = () -> {
                Thread.sleep(60_000);
                return null;
            };
            scope.run(() -> assertCancelled("early", () -> CancelScope.callInterruptible(blocking)));
            CancelScope.callInterruptible(() -> {
                CancelScope inner = new CancelScope();
                inner.cancel();
                inner.call(blocking);
                assertTrue(inner.caught());
                assertFalse(Thread.currentThread().isInterrupted());
                return null;
            });
            assertFalse(Thread.currentThread().isInterrupted());
        });
    }

    @Test
    void anInterruptibleBodyThatDoesNotBlockLeavesNoInterruptBehind() {
        run(() -> {
            CancelScope scope = new CancelScope();
            scope.cancel();
            scope.run(() -> {
                assertEquals(1, CancelScope.callInterruptible(() -> 1));
                assertFalse(Thread.currentThread().isInterrupted());
            });
            CancelScope.callInterruptible(() -> {
                CancelScope inner = new CancelScope();
                inner.run(() -> {
                    inner.cancel();
                    assertTrue(Thread.currentThread().isInterrupted());
                });
                assertFalse(Thread.currentThread().isInterrupted());
                return null;
            });
        });
    }

    @Test
    void anInterruptThatNoCancelHasCausedIsAFailure() {
        run(() -> {
            Throwable failure = assertThrows(RuntimeException.class, () -> CancelScope.callInterruptible(() -> {
                Thread.currentThread().interrupt();
                Thread.sleep(60_000);
                return null;
            }));
            assertEquals(InterruptedException.class, failure.getCause().getClass());
        });
    }
}
