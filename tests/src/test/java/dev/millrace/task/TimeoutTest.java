package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.loop.EventLoop;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bodies that are given so much time and no more. */
class TimeoutTest extends OnEveryKind {
    private static final Callable<String> LONG = () -> {
        sleep(10_000);
        return "late";
    };

    private static void assertTimedOut(Task.Body body) {
        assertThrows(TimedOut.class, body::run);
    }

    @Test
    void whatIsDoneInTimeGivesItsValue() {
        run(() -> {
            assertEquals("value", CancelScope.callWithTimeout(ms(10),
                    () -> await(Future.sleep(ms(9)).map(none -> "value"))));
            assertNull(CancelScope.callWithTimeout(ms(10), () -> null));
            sleep(100);
        });
    }

    @Test
    void whatTakesLongerIsCancelledAndTimesOut() {
        run(() -> {
            assertTimedOut(() -> CancelScope.callWithTimeout(ms(10), LONG));
            assertEquals(10, now());
            assertTimedOut(() -> CancelScope.callWithDeadline(Task.current().loop().deadline(ms(5)), LONG));
            assertEquals(15, now());
            assertEquals(Optional.empty(), CancelScope.tryWithTimeout(ms(5), LONG));
            assertEquals(20, now());
            assertEquals(Optional.of(1), CancelScope.tryWithTimeout(ms(5), () -> 1));
        });
    }

    @Test
    void aFailureIsNotATimeout() {
        run(() -> {
            assertThrows(IllegalStateException.class, () -> CancelScope.callWithTimeout(ms(10), () -> {
                try {
                    sleep(50);
                } catch (Cancelled e) {
                    throw new IllegalStateException("in the cleanup", e);
                }
                return null;
            }));
            assertThrows(CancellationException.class, () -> CancelScope.callWithTimeout(ms(10), () -> {
                throw new CancellationException("by hand");
            }));
        });
    }

    @Test
    @Tag("case-78")
    void withoutAnyTimeABodyBeginsAndIsCancelledAtItsFirstAwait() {
        run(() -> {
            for (Duration none : List.of(Duration.ZERO, ms(-1))) {
                assertTimedOut(() -> CancelScope.callWithTimeout(none, () -> {
                    log.add("begun");
                    return LONG.call();
                }));
                assertEquals("value", CancelScope.callWithTimeout(none, () -> "value"));
            }
        });
        assertEquals(List.of("begun", "begun"), log);
        assertEquals(0, now());
    }

    @Test
    @Tag("case-78")
    void withoutAnyTimeAFutureThatIsDoneGivesItsResult() {
        run(() -> {
            EventLoop loop = Task.current().loop();
            assertEquals(1, await(Future.of(loop, 1).withTimeout(Duration.ZERO)));
            assertTimedOut(() -> await(new Promise<Void>(loop).withTimeout(Duration.ZERO)));
        });
    }

    @Test
    @Tag("case-78")
    void withoutAnyTimeARunningTaskIsCancelled() {
        run(() -> TaskGroup.run(group -> {
            Task<Void> task = group.start(() -> sleepAs("task", 100));
            sleep(1);
            assertTimedOut(() -> CancelScope.callWithTimeout(Duration.ZERO, () -> await(task)));
            sleep(1);
            assertTrue(task.isCancelled());
        }));
        assertEquals(List.of("task cancelled at 1"), log);
    }

    @Test
    @Tag("case-80")
    void aBodyThatSwallowsTheCancelGivesItsValue() {
        run(() -> {
            Callable<Integer> swallowing = () -> {
                assertThrows(Cancelled.class, () -> sleep(50));
                return 42;
            };
            assertEquals(42, CancelScope.callWithTimeout(ms(10), swallowing));
            assertEquals(Optional.of(42), CancelScope.tryWithTimeout(ms(10), swallowing));
        });
    }

    @Test
    @Tag("case-82")
    void ofTwoOverdueTimeoutsTheInnerComesOutAndTheOuterCutsWhatFollows() {
        run(() -> {
            assertTimedOut(() -> CancelScope.callWithTimeout(ms(100), () -> {
                assertTimedOut(() -> CancelScope.callWithTimeout(ms(10), () -> {
                    simulation.clock().advance(ms(100));
                    return LONG.call();
                }));
                log.add("inner timed out at " + now());
                return LONG.call();
            }));
            assertEquals(100, now());
        });
        assertEquals(List.of("inner timed out at 100"), log);
    }

    @Test
    @Tag("case-82")
    void anOuterTimeoutThatIsEarlierComesOutOfTheInner() {
        run(() -> {
            assertTimedOut(() -> CancelScope.callWithTimeout(ms(10), () -> CancelScope.callWithTimeout(ms(20), () -> {
                sleepAs("body", 100);
                return null;
            })));
            assertEquals(10, now());
            Optional<Optional<String>> caught = CancelScope.tryWithTimeout(ms(10),
                    () -> CancelScope.tryWithTimeout(ms(20), LONG));
            assertEquals(Optional.empty(), caught);
        });
        assertEquals(List.of("body cancelled at 10"), log);
    }

    @Test
    @Tag("case-84")
    void aShieldedCleanupMayHaveATimeoutOfItsOwn() {
        run(() -> TaskGroup.run(group -> {
            Task<Void> task = group.start(() -> {
                try {
                    sleep(100);
                } finally {
                    CancelScope.callShielded(() -> {
                        assertTimedOut(() -> CancelScope.callWithTimeout(ms(10), LONG));
                        return null;
                    });
                    log.add("cleaned at " + now());
                }
            });
            sleep(1);
            task.cancel("first");
            sleep(2);
            task.cancel("second");
            assertCancelledElsewhere("first", () -> await(task));
        }));
        assertEquals(List.of("cleaned at 11"), log);
    }

    @Test
    @Tag("case-84")
    void aCancelInsideATimeoutIsNoTimeout() {
        run(() -> TaskGroup.run(group -> {
            Task<String> task = group.start(() -> CancelScope.callWithTimeout(ms(10), LONG));
            sleep(1);
            task.cancel("outside");
            assertCancelledElsewhere("outside", () -> await(task));
        }));
    }

    @Test
    @Tag("case-85")
    void aDeadlineMayBeMovedAndTakenAwayWhileTheScopeIsActive() {
        run(() -> {
            CancelScope scope = new CancelScope();
            scope.deadlineIn(ms(10));
            assertFalse(scope.call(() -> {
                sleep(5);
                scope.deadlineIn(ms(20));
                sleep(15);
                scope.noDeadline();
                sleep(100);
                scope.deadlineIn(ms(7));
                LONG.call();
                return "not reached";
            }).isPresent());
            assertEquals(127, now());
            assertTrue(scope.caught());
        });
    }

    @Test
    @Tag("case-85")
    void aDeadlineThatIsMovedBehindTheClockCancelsAtOnce() {
        run(() -> {
            CancelScope scope = new CancelScope();
            scope.deadlineIn(ms(10));
            scope.run(() -> {
                sleep(5);
                scope.deadlineAt(Task.current().loop().deadline(ms(-1)));
                sleepAs("body", 1);
            });
            assertTrue(scope.caught());
        });
        assertEquals(List.of("body cancelled at 5"), log);
    }

    @Test
    @Tag("case-85")
    void aDeadlineDoesNotMoveOnceTheScopeIsCancelledOrLeft() {
        run(() -> {
            CancelScope scope = new CancelScope();
            scope.deadlineIn(ms(1));
            scope.run(() -> {
                assertThrows(Cancelled.class, () -> sleep(5));
                assertThrows(IllegalStateException.class, () -> scope.deadlineIn(ms(5)));
                assertThrows(IllegalStateException.class, scope::noDeadline);
            });
            CancelScope left = new CancelScope();
            left.run(() -> sleep(1));
            assertThrows(IllegalStateException.class, () -> left.deadlineIn(ms(5)));
            assertThrows(IllegalStateException.class, () -> left.run(() -> log.add("again")));
        });
        assertEquals(List.of(), log);
    }

    @Test
    @Tag("case-86")
    void aYieldLooksAtTheDeadlineThatTheClockHasPassed() {
        run(() -> assertTimedOut(() -> CancelScope.callWithTimeout(ms(10), () -> {
            Task.yieldNow();
            log.add("before");
            simulation.clock().advance(ms(11));
            Task.yieldNow();
            log.add("after");
            return null;
        })));
        assertEquals(List.of("before"), log);
    }

    @Test
    @Tag("case-86")
    void aYieldLooksAtADeadlineThatWasSetFurtherOutAndLater() {
        run(() -> {
            CancelScope outer = new CancelScope();
            outer.run(() -> TaskGroup.run(group -> group.start(() -> new CancelScope().run(() -> {
                outer.deadlineIn(ms(10));
                Task.yieldNow();
                log.add("before");
                simulation.clock().advance(ms(11));
                Task.yieldNow();
                log.add("after");
            }))));
            assertTrue(outer.caught());
        });
        assertEquals(List.of("before"), log);
    }

    @Test
    void theLongestTimeoutNeverComes() {
        run(() -> {
            sleep(3);
            CancelScope.callWithTimeout(Duration.ofSeconds(Long.MAX_VALUE),
                    () -> await(Future.sleep(Duration.ofDays(1_000))));
        });
    }

    @Test
    void aTimeoutThatWasNotNeededLeavesNothingBehind() {
        WeakReference<?> left = value(() -> {
            CancelScope scope = new CancelScope();
            scope.deadlineIn(Duration.ofDays(1));
            scope.run(() -> sleep(1));
            return new WeakReference<>(scope);
        });
        System.gc();
        assertNull(left.get());
    }
}
