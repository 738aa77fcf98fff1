package dev.millrace.sync;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.InVirtualTime;
import dev.millrace.task.CancelScope;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.task.TimedOut;
import dev.millrace.testkit.CancelEverywhere;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LockTest extends InVirtualTime {

    /** Takes the lock, notes it, and keeps it for a while. */
    private void hold(Lock lock, String name, long milliseconds) {
        try (Hold hold = await(lock.acquire())) {
            assertTrue(hold.isHeld());
            log.add(name);
            sleep(milliseconds);
        }
    }

    @Test
    void oneAtATimeInTheOrderOfComing() {
        run(group -> {
            Lock lock = new Lock();
            for (String name : List.of("a", "b", "c")) {
                group.start(() -> {
                    hold(lock, name, 10);
                    log.add(name + " done");
                });
            }
            sleep(5);
            assertEquals(new Lock.Statistics(true, 2, 1), lock.statistics());
        });
        assertEquals(List.of("a", "a done", "b", "b done", "c", "c done"), log);
        assertEquals(30, now());
    }

    @Test
    void aBodyRunsWithTheLockAndItsFailureReleasesIt() {
        run(group -> {
            Lock lock = new Lock();
            assertEquals(7, lock.call(() -> 7));
            assertThrows(CompletionException.class, () -> lock.run(() -> {
                throw new Exception("failed");
            }));
            assertThrows(IllegalStateException.class, () -> lock.run(() -> {
                throw new IllegalStateException("failed");
            }));
            assertFalse(lock.statistics().locked());
        });
    }

    @Test
    @Tag("case-112")
    void whatIsReleasedBelongsToTheWaiterThoughItHasNotRun() {
        run(group -> {
            Lock lock = new Lock();
            Hold hold = await(lock.acquire());
            group.start(() -> hold(lock, "waiter", 1));
            sleep(1);
            hold.close();
            assertTrue(lock.tryAcquire().isEmpty());
            assertTrue(lock.statistics().locked());
            sleep(2);
            lock.tryAcquire().orElseThrow().close();
        });
        assertEquals(List.of("waiter"), log);
    }

    @Test
    @Tag("case-108")
    void aWaiterCancelledInTheMomentOfTheReleaseLeavesTheLockToTheNext() {
        run(group -> {
            Lock lock = new Lock();
            Hold hold = await(lock.acquire());
            Task<Void> first = group.start(() -> hold(lock, "first", 1));
            group.start(() -> hold(lock, "second", 1));
            sleep(1);
            first.cancel();
            hold.close();
        });
        assertEquals(List.of("second"), log);
    }

    @Test
    @Tag("case-109")
    void neverTwoOwnersAfterAReleaseAndACancel() {
        run(group -> {
            Lock lock = new Lock();
            int[] inside = {0};
            List<Task<Void>> tasks = new ArrayList<>();
            Hold hold = await(lock.acquire());
            for (int i = 0; i < 4; i++) {
                tasks.add(group.start(() -> {
                    try (Hold own = await(lock.acquire())) {
                        assertTrue(own.isHeld());
                        assertEquals(1, ++inside[0]);
                        sleep(1);
                        inside[0]--;
                        log.add("had it");
                    }
                }));
            }
            sleep(1);
            hold.close();
            tasks.get(1).cancel();
        });
        assertEquals(List.of("had it", "had it", "had it"), log);
    }

    /** It keeps what it was given, and meets the cancel at its next await, with the lock in its hands. */
    @Test
    @Tag("case-110")
    void aWaiterCancelledAfterTheReleaseHasTheLockAndReleasesIt() {
        run(group -> {
            Lock lock = new Lock();
            Hold hold = await(lock.acquire());
            Task<Void> woken = group.start(() -> cancelledAs("woken", () -> hold(lock, "woken", 1)));
            group.start(() -> hold(lock, "next", 1));
            sleep(1);
            hold.close();
            woken.cancel();
        });
        assertEquals(List.of("woken", "woken cancelled", "next"), log);
    }

    @Test
    void aTimeoutLeavesTheLine() {
        run(group -> {
            Lock lock = new Lock();
            Hold hold = await(lock.acquire());
            group.start(() -> assertThrows(TimedOut.class,
                    () -> CancelScope.runWithTimeout(ms(5), () -> hold(lock, "late", 1))));
            group.start(() -> assertThrows(TimedOut.class,
                    () -> await(lock.acquire().withTimeout(ms(5)))));
            sleep(10);
            assertEquals(0, lock.statistics().waiting());
            hold.close();
            assertFalse(lock.statistics().locked());
        });
        assertEquals(List.of(), log);
    }

    @Test
    @Tag("case-113")
    void whoeverHasTheLockIsRefusedAndNotLeftWaitingForItself() {
        run(group -> {
            Lock lock = new Lock();
            Hold hold = await(lock.acquire());
            assertThrows(IllegalStateException.class, lock::acquire);
            hold.close();
            assertThrows(IllegalStateException.class, hold::close);
            await(lock.acquire()).close();
        });
    }

    @Test
    @Tag("case-113")
    void whoeverWaitsForATaskThatEndedWithTheLockFails() {
        run(group -> {
            Lock lock = new Lock();
            Task<Hold> owner = group.start("owner", () -> {
                Hold hold = await(lock.acquire());
                sleep(5);
                return hold;
            });
            sleep(1);
            IllegalStateException early = assertThrows(IllegalStateException.class, () -> await(lock.acquire()));
            assertTrue(early.getMessage().contains("owner"), early.getMessage());
            assertThrows(IllegalStateException.class, () -> await(lock.acquire()));
            await(owner).close();
            await(lock.acquire()).close();
        });
    }

    @Test
    void aCallbackMayHaveTheLock() {
        Lock lock = new Lock(simulation.loop());
        Future<Hold> first = lock.acquire();
        Future<Hold> second = lock.acquire();
        assertFalse(second.isDone());
        first.value().close();
        second.value().close();
        assertFalse(lock.statistics().locked());
    }

    @Test
    void nobodyIsLeftOutWhereverTheProgramIsCancelled() {
        new CancelEverywhere(Coroutines.best()).check(simulation -> TaskGroup.run(group -> {
            Lock lock = new Lock();
            int[] inside = {0};
            for (int i = 0; i < 3; i++) {
                group.start(() -> lock.run(() -> {
                    assertEquals(1, ++inside[0]);
                    try {
                        sleep(1);
                    } finally {
                        inside[0]--;
                    }
                }));
            }
            try {
                sleep(10);
            } finally {
                CancelScope.runShielded(() -> await(Future.sleep(ms(10))));
                assertFalse(lock.statistics().locked());
                assertEquals(0, lock.statistics().waiting());
            }
        }), simulation -> { });
    }

    @Test
    void aTaskKeepsNoHoldThatItHasClosed() {
        run(group -> {
            WeakReference<Hold> closed = new WeakReference<>(heldWhileAnotherWaits(group));
            for (int i = 0; i < 20 && closed.get() != null; i++) {
                System.gc();
            }
            assertNull(closed.get());
        });
    }

    private static Hold heldWhileAnotherWaits(TaskGroup group) {
        Lock lock = new Lock();
        Hold hold = await(lock.acquire());
        group.start(() -> await(lock.acquire()).close());
        Task.yieldNow();
        assertEquals(1, lock.statistics().waiting());
        hold.close();
        Task.yieldNow();
        return hold;
    }
}
