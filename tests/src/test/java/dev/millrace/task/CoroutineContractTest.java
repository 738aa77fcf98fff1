package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.loop.EventLoop;
import dev.millrace.testkit.Simulation;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every kind of coroutine does alike. */
class CoroutineContractTest extends OnEveryKind {

    @Test
    void awaitGivesTheValue() {
        assertEquals("value", value(() -> await(Future.sleep(ms(7)).map(nothing -> "value"))));
        assertEquals(7, now());
    }

    @Test
    void awaitOfACountGivesAnInt() {
        assertEquals(5, value(() -> {
            IntPromise promise = new IntPromise(Task.current().loop(), null);
            TaskGroup.root().start(() -> promise.complete(5));
            return await(promise);
        }));
    }

    @Test
    void whatIsDoneIsTakenWithoutSuspending() {
        run(() -> {
            TaskGroup.root().start(() -> log.add("another"));
            assertEquals(1, await(Future.of(Task.current().loop(), 1)));
            assertEquals(List.of(), log);
        });
    }

    @Test
    void awaitThrowsAnUncheckedFailureAsItIsAndWrapsACheckedOne() {
        run(() -> {
            EventLoop loop = Task.current().loop();
            IllegalStateException unchecked = new IllegalStateException("unchecked");
            IOException checked = new IOException("checked");
            AssertionError error = new AssertionError("error");
            assertSame(unchecked, catching(() -> await(Future.failed(loop, unchecked))));
            assertSame(error, catching(() -> await(Future.failed(loop, error))));
            Throwable wrapped = catching(() -> await(Future.failed(loop, checked)));
            assertEquals(CompletionException.class, wrapped.getClass());
            assertSame(checked, wrapped.getCause());
        });
    }

    @Test
    void awaitOfWhatIsCancelledByOthersThrowsThatVeryException() {
        run(() -> {
            Promise<Void> promise = new Promise<>(Task.current().loop());
            TaskGroup.root().start(() -> log.add("cancelled " + promise.cancel("by hand")));
            CancellationException cancelled = assertThrows(CancellationException.class, () -> await(promise));
            assertSame(promise.failure().orElseThrow(), cancelled);
            sleep(1);
        });
        assertEquals(List.of("cancelled true"), log);
    }

    @Test
    void tasksGoOnInTheOrderInWhichTheirFuturesEnded() {
        run(() -> TaskGroup.run(group -> {
            List<Promise<Void>> promises = IntStream.range(0, 3)
                    .mapToObj(i -> new Promise<Void>(Task.current().loop()))
                    .toList();
            for (int i = 0; i < 3; i++) {
                String name = "task " + i;
                Promise<Void> mine = promises.get(i);
                group.start(() -> {
                    await(mine);
                    log.add(name);
                });
            }
            sleep(1);
            promises.get(2).complete(null);
            promises.get(0).complete(null);
            promises.get(1).complete(null);
        }));
        assertEquals(List.of("task 2", "task 0", "task 1"), log);
    }

    @Test
    @Tag("case-38")
    void tasksThatYieldTakeTurns() {
        run(() -> TaskGroup.run(group -> {
            for (String name : List.of("a", "b")) {
                group.start(() -> {
                    for (int i = 0; i < 3; i++) {
                        log.add(name + i);
                        Task.yieldNow();
                    }
                });
            }
        }));
        assertEquals(List.of("a0", "b0", "a1", "b1", "a2", "b2"), log);
    }

    @Test
    void manyTasksRunOneAtATime() {
        int[] count = {0, 0};
        run(() -> TaskGroup.run(group -> {
            for (int i = 0; i < kind.many(); i++) {
                long time = i % 7;
                group.start(() -> {
                    int seen = ++count[0];
                    Thread.onSpinWait();
                    assertEquals(seen, count[0]);
                    sleep(time);
                    count[1]++;
                });
            }
        }));
        assertEquals(kind.many(), count[0]);
        assertEquals(kind.many(), count[1]);
    }

    @Test
    void aTaskSuspendsDeepInItsStack() {
        assertEquals(1_000, value(() -> deep(1_000)));
    }

    private static int deep(int depth) {
        if (depth == 0) {
            sleep(1);
            return 0;
        }
        return 1 + deep(depth - 1);
    }

    @Test
    void aTaskHasThreadLocalsAndAThreadOfItsOwn() {
        ThreadLocal<String> local = new ThreadLocal<>();
        run(() -> {
            local.set("main");
            Thread mine = Thread.currentThread();
            Task<String> child = TaskGroup.root().start(local::get);
            assertNull(await(child));
            sleep(1);
            assertEquals("main", local.get());
            assertSame(mine, Thread.currentThread());
        });
        assertNull(local.get());
    }

    @Test
    void whatTheBodyThrowsIsTheFailure() {
        Error error = new AssertionError("thrown");
        assertSame(error, assertThrows(AssertionError.class, () -> run(() -> {
            throw error;
        })));
        IOException checked = new IOException("thrown");
        assertSame(checked, assertThrows(CompletionException.class, () -> run(() -> {
            sleep(1);
            throw checked;
        })).getCause());
    }

    @Test
    @Tag("case-40")
    void aVirtualMachineErrorEndsTheLoopAndItCanBeClosed() {
        InternalError fatal = new InternalError("not really");
        assertSame(fatal, assertThrows(InternalError.class, () -> run(() -> {
            TaskGroup.root().start(() -> {
                throw fatal;
            });
            sleepAs("main", 1_000);
        })));
        assertEquals(0, now());
        simulation.close();
        assertEquals(List.of("main cancelled at 0"), log);
    }

    @Test
    void anInterruptDoesNotEndAnAwaitAndStaysVisible() {
        run(() -> {
            Thread thread = Thread.currentThread();
            TaskGroup.root().start(() -> {
                thread.interrupt();
                sleep(1);
                thread.interrupt();
            });
            sleep(10);
            assertEquals(10, now());
            assertTrue(Thread.interrupted());
            sleep(10);
            assertEquals(20, now());
        });
    }

    @Test
    void strayUnparksDoNotEndAnAwait() {
        run(() -> {
            Thread thread = Thread.currentThread();
            TaskGroup.root().start(() -> {
                for (int i = 0; i < 20; i++) {
                    LockSupport.unpark(thread);
                    sleep(1);
                }
            });
            sleep(30);
            assertEquals(30, now());
        });
    }

    @Test
    void aFailureShowsWhereItWasThrownAndWhereItWasAwaited() {
        run(() -> {
            RuntimeException failure = assertThrows(IllegalStateException.class, () ->
                    TaskGroup.run(group -> awaiting(group.start(() -> throwing()))));
            assertTrue(mentions(failure, "throwing"));
            assertTrue(Arrays.stream(failure.getSuppressed()).anyMatch(each -> mentions(each, "awaiting")));
        });
    }

    private static Object throwing() {
        throw new IllegalStateException("thrown");
    }

    private static void awaiting(Future<?> future) {
        await(future);
    }

    private static boolean mentions(Throwable failure, String method) {
        return Arrays.stream(failure.getStackTrace()).anyMatch(frame -> frame.getMethodName().equals(method));
    }

    @Test
    @Tag("case-76")
    void awaitingOneselfIsAnErrorAtOnce() {
        run(() -> {
            Task<?>[] self = {null};
            self[0] = TaskGroup.root().start(() -> assertThrows(IllegalStateException.class, () -> await(self[0])));
            await(self[0]);
        });
        assertEquals(0, now());
    }

    @Test
    @Tag("case-76")
    void awaitingATaskThatWaitsForOneselfIsAnErrorAtOnce() {
        run(() -> {
            Task<?> main = Task.current();
            TaskGroup.run(group -> {
                Task<?>[] parent = {null};
                parent[0] = group.start(() -> TaskGroup.run(inner -> inner.start(() -> {
                    assertThrows(IllegalStateException.class, () -> await(parent[0]));
                    assertThrows(IllegalStateException.class, () -> await(main));
                })));
                TaskGroup.root().start(() -> await(parent[0]));
            });
        });
        assertEquals(0, now());
    }

    @Test
    @Tag("case-76")
    void ofTwoTasksThatAwaitEachOtherTheSecondIsRefusedAtOnce() {
        run(() -> TaskGroup.run(group -> {
            Task<?>[] both = {null, null};
            both[0] = group.start(() -> await(both[1]));
            both[1] = group.start(() -> assertThrows(IllegalStateException.class, () -> await(both[0])));
        }));
        assertEquals(0, now());
    }

    @Test
    @Tag("case-76")
    void awaitingAFutureOfAnotherLoopIsAnErrorAtOnce() {
        try (Simulation other = new Simulation()) {
            Future<Void> foreign = Future.sleep(other.loop(), ms(1));
            run(() -> assertThrows(IllegalStateException.class, () -> await(foreign)));
        }
    }

    @Test
    void awaitOutsideOfATaskIsAnErrorAtOnce() {
        Future<Void> future = Future.sleep(simulation.loop(), ms(1));
        assertThrows(IllegalStateException.class, () -> await(future));
        assertThrows(IllegalStateException.class, Task::yieldNow);
        assertThrows(IllegalStateException.class, Task::current);
        future.onDone(done -> assertThrows(IllegalStateException.class, () -> await(Future.sleep(done.loop(), ms(1)))));
        run(() -> sleep(5));
    }

    @Test
    void awaitOnAThreadThatATaskHasStartedIsAnErrorAtOnce() {
        Throwable[] thrown = {null};
        run(() -> {
            Future<Void> future = Future.sleep(ms(1));
            Thread other = new Thread(() -> thrown[0] = catching(() -> await(future)));
            other.start();
            while (other.isAlive()) {
                Thread.onSpinWait();
            }
            assertEquals(IllegalStateException.class, thrown[0].getClass());
            await(future);
        });
    }

    private static Throwable catching(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            return e;
        }
        return null;
    }

    @Test
    void theTaskThatRunsIsKnown() {
        run(() -> {
            Task<?> main = Task.current();
            Task<Task<?>> child = TaskGroup.root().start(() -> Task.current());
            assertSame(child, await(child));
            assertSame(main, Task.current());
            assertSame(coroutines, main.coroutines());
        });
    }

    @Test
    void closingTheLoopCancelsTheProgramThatIsLeft() {
        simulation.loop().execute(() -> TaskGroup.main(simulation.loop(), coroutines, () -> {
            TaskGroup.root().start(() -> sleepAs("child", 1_000));
            sleepAs("main", 1_000);
            return null;
        }));
        simulation.runUntilIdle();
        simulation.close();
        assertEquals(List.of("main cancelled at 0", "child cancelled at 0"), log);
    }
}
