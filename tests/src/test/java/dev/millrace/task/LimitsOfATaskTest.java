package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.loop.EventLoop;
import dev.millrace.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What stays within a task or a group, whatever is thrown, refused or cancelled there. */
class LimitsOfATaskTest extends OnEveryKind {

    private int recurse(int depth) {
        return recurse(depth + 1) + 1;
    }

    @Test
    void anErrorOfTheMachineFailsItsTaskAndTheGroupLikeOthers() {
        OutOfMemoryError noMemory = new OutOfMemoryError("as if");
        run(() -> {
            assertThrows(StackOverflowError.class, () -> TaskGroup.run(group -> group.start(() -> recurse(0))));
            assertSame(noMemory, assertThrows(OutOfMemoryError.class, () -> TaskGroup.run(group -> group.start(() -> {
                throw noMemory;
            }))));
            assertThrows(StackOverflowError.class, () -> await(Future.of(Task.current().loop(), 0).map(this::recurse)));
            sleep(1);
        });
    }

    @Test
    void aTaskDrivesNoOtherLoop() {
        try (Simulation other = new Simulation()) {
            run(() -> assertThrows(IllegalStateException.class, () -> other.loop().turn(0)));
        }
    }

    @Test
    void aStartReadyWhoseBodyOverflowsFails() {
        run(() -> TaskGroup.run(group -> assertThrows(StackOverflowError.class, () ->
                await(group.startReady(ready -> recurse(0))))));
    }

    @Test
    void aLimitedGroupKeepsItsLimitWhenItIsCancelled() {
        int[] now = {0, 0, 0};
        run(() -> TaskGroup.run(2, group -> {
            for (int i = 0; i < 100; i++) {
                group.start(() -> {
                    now[1] = Math.max(now[1], ++now[0]);
                    now[2]++;
                    try {
                        sleep(10);
                    } finally {
                        CancelScope.runShielded(() -> sleep(1));
                        now[0]--;
                    }
                });
            }
            sleep(1);
            group.scope().cancel();
        }));
        assertEquals(2, now[1]);
        assertEquals(100, now[2]);
    }

    @Test
    void aDeadlineSetByAnotherThreadIsRefusedAndChangesNothing() {
        run(() -> {
            CancelScope scope = new CancelScope();
            scope.run(() -> {
                FutureTask<Void> other = new FutureTask<>(() -> {
                    assertThrows(IllegalStateException.class, () -> scope.deadlineAt(0));
                    assertThrows(IllegalStateException.class, () -> scope.deadlineIn(Duration.ZERO));
                    assertThrows(IllegalStateException.class, scope::noDeadline);
                    return null;
                });
                new Thread(other).start();
                // Not by blocking: that would take the task off the loop.
                while (!other.isDone()) {
                    Thread.onSpinWait();
                }
                other.get();
                sleep(1);
            });
            assertFalse(scope.isCancelled());
        });
    }

    @Test
    void aDeadlineThatNeverComesDoesNotOvertakeAnOverdueTimer() {
        run(() -> {
            EventLoop loop = Task.current().loop();
            boolean[] fired = {false};
            loop.timer(() -> fired[0] = true).armAt(loop.platform().clock().nanoTime() - 1_000_000);
            assertEquals(1, CancelScope.callWithDeadline(Long.MAX_VALUE, () -> {
                sleep(1);
                return 1;
            }));
            assertTrue(fired[0]);
            assertEquals(1, now());
        });
    }

    @Test
    void nullIsRefusedAtOnce() {
        run(() -> TaskGroup.run(group -> {
            Future<Integer> future = Future.of(Task.current().loop(), 1);
            List<Executable> refused = List.of(
                    () -> future.map(null), () -> future.flatMap(null), () -> future.recover(null),
                    () -> Future.offload(null), () -> group.startReady(null),
                    () -> group.start((Task.Body) null), () -> group.start((Callable<?>) null));
            refused.forEach(each -> assertThrows(NullPointerException.class, each));
            assertEquals(0, group.size());
        }));
    }

    @Test
    void aFailureThatCannotTellItsCauseDoesNotHangItsGroup() {
        class Nasty extends CompletionException {
            private static final long serialVersionUID = 1;

            Nasty() {
                super("nasty");
            }

            @Override
            public synchronized Throwable getCause() {
                throw new IllegalStateException("no cause");
            }
        }
        run(() -> assertThrows(Nasty.class, () -> TaskGroup.run(group -> {
            group.start(() -> {
                throw new IllegalStateException("first");
            });
            group.start(() -> {
                throw new Nasty();
            });
            throw new Nasty();
        })));
    }

    @Test
    void longChainsOfTasksAreCancelledWithoutRecursion() {
        int length = kind == Kind.LOOP_SCHEDULED ? 10_000 : 300;
        run(() -> {
            List<Task<Void>> tasks = new ArrayList<>();
            Promise<Void> end = new Promise<>(Task.current().loop());
            TaskGroup.run(group -> {
                for (int i = 0; i < length; i++) {
                    Future<Void> next = i == 0 ? end : tasks.get(i - 1);
                    tasks.add(group.start(() -> await(next)));
                }
                sleep(1);
                tasks.get(length - 1).cancel("from the tail");
            });
            assertTrue(end.isCancelled());
            assertTrue(tasks.stream().allMatch(Future::isCancelled));
        });
    }

    @Test
    void aThreadThatCannotBeMadeFailsItsTaskOnly() {
        run(() -> {
            Coroutines none = Coroutines.ofThreads((body, name) -> new Thread(body, name) {
                @Override
                public void start() {
                    throw new OutOfMemoryError("unable to create native thread");
                }
            });
            Task<Integer> task = TaskGroup.main(Task.current().loop(), none, () -> 1);
            assertThrows(OutOfMemoryError.class, () -> await(task));
            sleep(1);
        });
    }

    @Test
    void aNameIsShown() {
        run(() -> TaskGroup.run(group -> {
            Task<String> named = group.start("worker 7", () -> Thread.currentThread().getName());
            assertTrue(named.toString().startsWith("Task worker 7["), named.toString());
            assertEquals("millrace-task worker 7", await(named));
            assertInstanceOf(IllegalStateException.class, group.start("x", () -> 1).suspension().whereabouts());
        }));
    }

    @Test
    void aTimeoutAroundAMethodCompiles() {
        run(() -> {
            CancelScope.runWithTimeout(ms(1), Task::yieldNow);
        });
    }

    @Test
    void theDrivingThreadKeepsAnInterruptThatCameBefore() {
        Thread.currentThread().interrupt();
        try {
            run(() -> sleep(1));
        } finally {
            assertTrue(Thread.interrupted());
        }
    }
}
