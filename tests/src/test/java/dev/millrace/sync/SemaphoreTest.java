package dev.millrace.sync;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.InVirtualTime;
import dev.millrace.task.CancelScope;
import dev.millrace.task.Task;
import dev.millrace.task.TimedOut;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SemaphoreTest extends InVirtualTime {

    @Test
    void soManyAtATimeInTheOrderOfComing() {
        run(group -> {
            Semaphore semaphore = new Semaphore(2);
            for (String name : List.of("a", "b", "c", "d")) {
                group.start(() -> semaphore.run(() -> {
                    log.add(name + " at " + now());
                    sleep(10);
                }));
            }
            sleep(5);
            assertEquals(new Semaphore.Statistics(2, 2, 2), semaphore.statistics());
        });
        assertEquals(List.of("a at 0", "b at 0", "c at 10", "d at 10"), log);
    }

    @Test
    @Tag("case-112")
    void aReleasedPermitIsTheWaitersAtOnce() {
        run(group -> {
            Semaphore semaphore = new Semaphore(1);
            await(semaphore.acquire());
            Task<Void> waiter = group.start(() -> {
                await(semaphore.acquire());
            });
            sleep(1);
            semaphore.release();
            assertFalse(semaphore.tryAcquire());
            await(waiter);
            semaphore.release();
            assertTrue(semaphore.tryAcquire());
        });
    }

    @Test
    @Tag("case-114")
    void cancelsAndAReleaseAtOnceLeaveThePermitToTheFirstThatIsLeft() {
        run(group -> {
            Semaphore semaphore = new Semaphore(1);
            assertTrue(semaphore.tryAcquire());
            List<Task<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String name = "t" + i;
                tasks.add(group.start(() -> {
                    await(semaphore.acquire());
                    log.add(name);
                }));
            }
            sleep(1);
            tasks.get(0).cancel();
            tasks.get(1).cancel();
            semaphore.release();
            sleep(1);
            assertEquals(List.of("t2"), log);
            tasks.get(3).cancel();
        });
    }

    @Test
    @Tag("case-114")
    void aWaiterCancelledBeforeItRanLeavesThePermitFree() {
        run(group -> {
            Semaphore semaphore = new Semaphore(1);
            group.start(() -> semaphore.run(() -> sleep(1))).cancel();
            sleep(5);
            assertTrue(semaphore.tryAcquire());
        });
    }

    @Test
    @Tag("case-116")
    void aThousandTasksOnFivePermitsGiveThemAllBack() {
        run(group -> {
            Semaphore semaphore = new Semaphore(5);
            int[] inside = {0};
            for (int i = 0; i < 1000; i++) {
                group.start(() -> semaphore.run(() -> {
                    assertTrue(++inside[0] <= 5);
                    Task.yieldNow();
                    inside[0]--;
                }));
            }
            sleep(1);
            assertEquals(new Semaphore.Statistics(5, 0, 0), semaphore.statistics());
        });
    }

    @Test
    @Tag("case-116")
    void tenThousandRacesOfReleaseAndCancelLoseNoPermit() {
        run(group -> {
            Semaphore semaphore = new Semaphore(1);
            for (int i = 0; i < 10_000; i++) {
                await(semaphore.acquire());
                var waiting = semaphore.acquire();
                if (i % 2 == 0) {
                    semaphore.release();
                    waiting.cancel();
                } else {
                    waiting.cancel();
                    semaphore.release();
                }
                if (waiting.isDone() && !waiting.isCancelled()) {
                    semaphore.release();
                }
                assertEquals(new Semaphore.Statistics(1, 0, 0), semaphore.statistics());
            }
        });
    }

    @Test
    void aTimeoutLeavesTheLine() {
        run(group -> {
            Semaphore semaphore = new Semaphore(0);
            assertThrows(TimedOut.class,
                    () -> CancelScope.runWithTimeout(ms(5), () -> await(semaphore.acquire())));
            assertEquals(0, semaphore.statistics().waiting());
        });
    }

    @Test
    void theNumberOfPermitsCanBeChanged() {
        run(group -> {
            Semaphore semaphore = new Semaphore(0);
            for (int i = 0; i < 3; i++) {
                group.start(() -> semaphore.run(() -> sleep(10)));
            }
            sleep(1);
            semaphore.resize(2);
            assertEquals(new Semaphore.Statistics(2, 2, 1), semaphore.statistics());
            semaphore.resize(1);
            sleep(12);
            assertEquals(new Semaphore.Statistics(1, 1, 0), semaphore.statistics());
            sleep(10);
            assertEquals(new Semaphore.Statistics(1, 0, 0), semaphore.statistics());
        });
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        run(group -> {
            assertThrows(IllegalArgumentException.class, () -> new Semaphore(-1));
            Semaphore semaphore = new Semaphore(1);
            assertThrows(IllegalStateException.class, semaphore::release);
            assertThrows(IllegalArgumentException.class, () -> semaphore.resize(-1));
        });
    }
}
