package dev.millrace.inspect;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.InVirtualTime;
import dev.millrace.sync.Hold;
import dev.millrace.sync.Lock;
import dev.millrace.sync.RwLock;
import dev.millrace.sync.Semaphore;
import dev.millrace.task.CancelScope;
import dev.millrace.task.Future;
import dev.millrace.task.Futures;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Circles of tasks that wait for each other are named. */
class DeadlockTest extends InVirtualTime {
    private List<String> deadlocks(TaskGroup.VoidBody others) {
        return value(() -> TaskGroup.call(group -> {
            others.run(group);
            sleep(10);
            List<String> seen = Dump.of(Task.current().loop()).deadlocks();
            group.scope().cancel();
            return seen;
        }));
    }

    private static Task.Body both(Lock first, Lock second) {
        return () -> first.run(() -> {
            sleep(1);
            second.run(() -> { });
        });
    }

    private static Lock lock(String name) {
        return new Lock().named(name);
    }

    @Test
    void twoTasksThatTakeTwoLocksInOppositeOrderAreNamed() {
        assertEquals(List.of("deadlock: Task A awaits Lock 'y' held by Task B; Task B awaits Lock 'x' held by Task A"),
                deadlocks(group -> {
                    Lock x = lock("x");
                    Lock y = lock("y");
                    group.start("A", both(x, y));
                    group.start("B", both(y, x));
                }));
    }

    @Test
    void whoOnlyWaitsForTheCircleIsNoPartOfIt() {
        List<String> seen = deadlocks(group -> {
            Lock x = lock("x");
            Lock y = lock("y");
            group.start("early", () -> {
                sleep(2);
                x.run(() -> { });
            });
            group.start("A", both(x, y));
            group.start("B", both(y, x));
        });
        assertEquals(1, seen.size());
        assertTrue(!seen.get(0).contains("early"), seen.get(0));
    }

    @Test
    void aHolderThatAwaitsATaskThatWantsItsLockIsNamed() {
        assertEquals(List.of("deadlock: Task owner awaits Task child; Task child awaits Lock held by Task owner"),
                deadlocks(group -> group.start("owner", () -> {
                    Lock lock = new Lock();
                    Task<Void> child = group.start("child", () -> {
                        sleep(1);
                        lock.run(() -> { });
                    });
                    lock.run(() -> await(child));
                })));
    }

    @Test
    void aHolderThatLeavesAGroupOfOneThatWantsItsLockIsNamed() {
        List<String> seen = deadlocks(group -> group.start("owner", () -> {
            Lock lock = new Lock();
            lock.run(() -> TaskGroup.run(inner -> inner.start("child", () -> lock.run(() -> { }))));
        }));
        assertEquals(List.of("deadlock: Task owner waits for the tasks of a group that it leaves;"
                + " Task child awaits Lock held by Task owner"), seen);
    }

    @Test
    void aReaderBehindAWriterThatWaitsForWhoAwaitsTheReaderIsNamed() {
        List<String> seen = deadlocks(group -> {
            RwLock book = new RwLock();
            group.start("first", () -> {
                Hold hold = await(book.read());
                sleep(2);
                await(group.start("second", () -> await(book.read()).close()));
                hold.close();
            });
            group.start("writer", () -> {
                sleep(1);
                await(book.write()).close();
            });
        });
        assertEquals(List.of("deadlock: Task first awaits Task second; Task second awaits RwLock behind Task writer;"
                + " Task writer awaits RwLock held by Task first"), seen);
    }

    @Test
    void aSemaphoreOfOneIsALock() {
        assertEquals(1, deadlocks(group -> {
            Semaphore one = new Semaphore(1).named("one");
            Lock x = lock("x");
            group.start("A", () -> one.run(() -> {
                sleep(1);
                x.run(() -> { });
            }));
            group.start("B", () -> x.run(() -> {
                sleep(1);
                one.run(() -> { });
            }));
        }).size());
    }

    @Test
    void aSemaphoreOfTwoIsNot() {
        assertEquals(List.of(), deadlocks(group -> {
            Semaphore two = new Semaphore(2);
            Lock x = lock("x");
            group.start("other", () -> two.run(() -> sleep(20)));
            group.start("A", () -> two.run(() -> {
                sleep(1);
                x.run(() -> { });
            }));
            group.start("B", () -> x.run(() -> {
                sleep(1);
                two.run(() -> { });
            }));
        }));
    }

    @Test
    void aWaitThatADeadlineEndsIsNone() {
        assertEquals(List.of(), deadlocks(group -> {
            Lock x = lock("x");
            Lock y = lock("y");
            group.start("A", both(x, y));
            group.start("B", () -> CancelScope.tryWithTimeout(ms(1000), () -> {
                both(y, x).run();
                return null;
            }));
        }));
    }

    @Test
    void aWaitForAnyOfSeveralIsNone() {
        assertEquals(List.of(), deadlocks(group -> {
            Lock x = lock("x");
            Lock y = lock("y");
            group.start("A", both(x, y));
            group.start("B", () -> y.run(() -> {
                sleep(1);
                await(Futures.any(List.of(x.acquire(), Future.sleep(ms(1000)).map(nothing -> null))));
            }));
        }));
    }

    @Test
    void theSimulationNamesItToo() {
        String message = assertThrows(IllegalStateException.class, () -> run(group -> {
            Lock x = lock("x");
            Lock y = lock("y");
            group.start("A", both(x, y));
            group.start("B", both(y, x));
        })).getMessage();
        assertTrue(message.contains(
                "deadlock: Task A awaits Lock 'y' held by Task B; Task B awaits Lock 'x' held by Task A"), message);
    }
}
