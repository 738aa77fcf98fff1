package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Cancelled comes from a scope around; what somebody else cancelled is a failure. No wait outlives its cancel. */
class CancelOwnerTest extends OnEveryKind {

    @Test
    @Tag("case-65")
    void awaitingWhatSomebodyElseCancelledFailsWithTheSameExceptionEveryTime() {
        run(() -> {
            Promise<Void> promise = new Promise<>(Task.current().loop());
            promise.cancel("somebody else");
            CancellationException first = assertThrows(CancellationException.class, () -> await(promise));
            assertEquals("somebody else", first.getMessage());
            assertSame(first, assertThrows(CancellationException.class, () -> await(promise)));
        });
    }

    @Test
    @Tag("case-94")
    void aChildCancelledByHandIsNoFailureButWhoeverAwaitsItFails() {
        run(() -> {
            TaskGroup.run(group -> group.start(() -> sleep(5)).cancel("by hand"));
            assertThrows(CancellationException.class, () -> TaskGroup.run(group -> {
                Task<Void> child = group.start(() -> sleep(5));
                group.start(() -> await(child));
                sleep(1);
                child.cancel("by hand");
            }));
        });
    }

    @Test
    @Tag("case-77")
    void aShieldDoesNotHideThatWhatIsAwaitedWasCancelled() {
        run(() -> TaskGroup.run(group -> {
            Task<Void> inner = group.start(() -> sleep(5));
            group.start(() -> {
                sleep(1);
                inner.cancel("the inner");
            });
            CancelScope shield = new CancelScope();
            shield.shield(true);
            assertThrows(CancellationException.class, () -> shield.run(() -> {
                await(inner);
            }));
        }));
    }

    @Test
    void aCancelledErrorThatLeftItsScopeIsAFailure() {
        run(() -> {
            Cancelled[] kept = new Cancelled[1];
            CancelScope scope = new CancelScope();
            scope.cancel("kept");
            scope.run(() -> {
                kept[0] = assertThrows(Cancelled.class, () -> sleep(1));
            });
            assertThrows(CancellationException.class, () -> TaskGroup.run(group -> group.start(() -> {
                throw kept[0];
            })));
        });
    }

    @Test
    void theCancelOfOneAwaitLeavesTheSourceToTheOther() {
        run(() -> TaskGroup.run(group -> {
            Promise<String> source = new Promise<>(Task.current().loop());
            Task<String> other = group.start(() -> await(source.map(value -> value + "!")));
            Task<String> cancelled = group.start(() -> await(source));
            sleep(1);
            cancelled.cancel();
            sleep(1);
            assertTrue(cancelled.isCancelled());
            source.complete("kept");
            assertEquals("kept!", await(other));
        }));
    }

    @Test
    void aCycleOfThreeIsRefused() {
        run(() -> {
            List<Task<Void>> tasks = new ArrayList<>();
            assertThrows(IllegalStateException.class, () -> TaskGroup.run(group -> {
                for (int i = 0; i < 3; i++) {
                    int next = (i + 1) % 3;
                    tasks.add(group.start(() -> await(tasks.get(next))));
                }
            }));
        });
    }

    @Test
    void aCycleThroughDerivedFuturesIsRefused() {
        run(() -> {
            List<Task<Void>> tasks = new ArrayList<>();
            assertThrows(IllegalStateException.class, () -> TaskGroup.run(group -> {
                for (int i = 0; i < 2; i++) {
                    int next = 1 - i;
                    tasks.add(group.start(() -> await(tasks.get(next).map(value -> value))));
                }
            }));
        });
    }

    @Test
    void aChildThatAwaitsATaskThatAwaitsItsParentIsRefused() {
        run(() -> {
            List<Task<Void>> tasks = new ArrayList<>();
            assertThrows(IllegalStateException.class, () -> TaskGroup.run(group -> {
                tasks.add(group.start(() -> TaskGroup.run(inner -> inner.start(() -> await(tasks.get(1))))));
                tasks.add(group.start(() -> {
                    sleep(1);
                    await(tasks.get(0));
                }));
            }));
        });
    }

    @Test
    void aCancelEndsTheAwaitOfATaskThatDoesNotEnd() {
        run(() -> TaskGroup.run(group -> {
            Promise<Void> release = new Promise<>(Task.current().loop());
            CancelScope shield = new CancelScope();
            shield.shield(true);
            Task<Void> endless = group.start(() -> shield.run(() -> {
                await(release);
            }));
            CancelScope scope = new CancelScope();
            scope.deadlineIn(ms(1));
            scope.run(() -> {
                await(endless);
            });
            assertTrue(scope.caught());
            assertFalse(endless.isDone());
            release.complete(null);
        }));
    }

    @Test
    void aCycleThatNobodySeesIsEndedByATimeout() {
        run(() -> {
            List<Task<Void>> tasks = new ArrayList<>();
            CancelScope scope = new CancelScope();
            scope.deadlineIn(ms(1));
            scope.run(() -> TaskGroup.run(group -> {
                for (int i = 0; i < 3; i++) {
                    int next = (i + 1) % 3;
                    tasks.add(group.start(() -> {
                        Promise<Void> hidden = new Promise<>(Task.current().loop());
                        tasks.get(next).onEnd(() -> hidden.tryComplete(null));
                        await(hidden);
                    }));
                }
            }));
            assertTrue(scope.caught());
        });
    }
}
