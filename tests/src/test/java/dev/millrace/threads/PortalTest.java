package dev.millrace.threads;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Millrace;
import dev.millrace.task.Cancelled;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.CancelEverywhere;
import dev.millrace.testkit.Simulation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Tasks that other threads start, on a real loop. */
class PortalTest {
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch parked = new CountDownLatch(1);

    private interface Outside {
        void use(Portal portal) throws Exception;
    }

    /** Runs code on another thread while a group is open on a loop here. */
    private void outside(Outside code) {
        Millrace.run(() -> TaskGroup.run(group -> {
            Portal portal = Portal.into(group);
            await(Future.offload(() -> {
                code.use(portal);
                return null;
            }));
        }));
    }

    private Object park() {
        parked.countDown();
        try {
            return await(new Promise<>(Task.current().loop()));
        } catch (Cancelled e) {
            log.add("cancelled");
            throw e;
        }
    }

    @Test
    void valuesAndFailuresComeBack() {
        IOException failure = new IOException();
        outside(portal -> {
            assertEquals(1, portal.submit(() -> await(Future.sleep(Duration.ofMillis(1)).map(done -> 1))).get());
            assertEquals(2, portal.call(() -> 2));
            assertSame(failure, assertThrows(ExecutionException.class, () -> portal.submit(() -> {
                throw failure;
            }).get()).getCause());
            assertSame(failure, assertThrows(CompletionException.class, () -> portal.call(() -> {
                throw failure;
            })).getCause());
            assertEquals(3, portal.call(() -> 3), "no failure of the group");
        });
    }

    @Test
    @Tag("case-50")
    @Tag("case-54")
    void cancellingTheResultCancelsTheTask() {
        outside(portal -> {
            CompletableFuture<Object> result = portal.submit(this::park);
            parked.await();
            assertTrue(result.cancel(true));
            portal.call(() -> await(Future.sleep(Duration.ofMillis(1))));
            assertEquals(List.of("cancelled"), log);
        });
    }

    @Test
    @Tag("case-54")
    void aCancelledTaskCancelsTheResult() {
        outside(portal -> {
            CompletableFuture<Object> result = portal.submit(() -> {
                Task.current().cancel();
                return park();
            });
            assertThrows(CancellationException.class, result::get);
            assertTrue(result.isCancelled());
        });
    }

    @Test
    @Tag("case-50")
    void interruptingTheCallerCancelsTheTask() {
        outside(portal -> {
            Thread caller = new Thread(() -> {
                try {
                    portal.call(this::park);
                } catch (InterruptedException e) {
                    log.add("interrupted");
                }
            });
            caller.start();
            parked.await();
            caller.interrupt();
            caller.join();
            portal.call(() -> await(Future.sleep(Duration.ofMillis(1))));
            assertTrue(log.containsAll(List.of("interrupted", "cancelled")), log::toString);
        });
    }

    @Test
    void aCallThatTakesTooLongCancelsTheTask() {
        outside(portal -> {
            assertThrows(TimeoutException.class, () -> portal.call(this::park, Duration.ofMillis(5)));
            assertEquals(1, portal.call(() -> 1, Duration.ofDays(100_000)));
            portal.call(() -> await(Future.sleep(Duration.ofMillis(1))));
            assertEquals(List.of("cancelled"), log);
        });
    }

    /** A result that is there right after the wait for it was given up. */
    private static CompletableFuture<Integer> endsMeanwhile(Throwable givenUpBy, Throwable failure) {
        return new CompletableFuture<>() {
            @Override
            public Integer get(long time, TimeUnit unit) throws InterruptedException, TimeoutException {
                if (failure == null) {
                    complete(1);
                } else {
                    completeExceptionally(failure);
                }
                if (givenUpBy instanceof InterruptedException interrupt) {
                    throw interrupt;
                }
                throw new TimeoutException();
            }
        };
    }

    @Test
    void whatIsThereWhenTheWaitIsGivenUpIsNotLost() throws Exception {
        IOException failure = new IOException();
        assertEquals(1, Portal.waitFor(endsMeanwhile(new TimeoutException(), null), 1));
        assertFalse(Thread.interrupted());
        assertEquals(1, Portal.waitFor(endsMeanwhile(new InterruptedException(), null), 1));
        assertTrue(Thread.interrupted());
        assertSame(failure, assertThrows(CompletionException.class,
                () -> Portal.waitFor(endsMeanwhile(new TimeoutException(), failure), 1)).getCause());
    }

    @Test
    void aCallOnTheLoopsOwnThreadIsRefused() {
        Millrace.run(() -> TaskGroup.run(group -> {
            Portal portal = Portal.into(group);
            assertThrows(IllegalStateException.class, () -> portal.call(() -> 1));
            assertThrows(IllegalStateException.class, () -> portal.call(() -> 1, Duration.ofDays(1)));
            assertEquals(1, await(Future.from(Task.current().loop(), portal.submit(() -> 1))));
        }));
    }

    @Test
    @Tag("case-50")
    void whatIsCancelledBeforeTheLoopHasTakenItNeverRuns() {
        try (Simulation simulation = new Simulation()) {
            simulation.run(() -> {
                TaskGroup.run(group -> assertTrue(Portal.into(group).submit(() -> log.add("ran")).cancel(true)));
                return null;
            });
        }
        assertEquals(List.of(), log);
    }

    @Test
    @Tag("case-48")
    void afterTheGroupOrTheLoopNothingIsAcceptedAndNothingRuns() {
        Portal portal;
        CompletableFuture<Boolean> closing;
        try (Simulation simulation = new Simulation()) {
            portal = simulation.run(() -> TaskGroup.call(Portal::into));
            CompletableFuture<Boolean> late = portal.submit(() -> log.add("ran"));
            simulation.runUntilIdle();
            assertRejected(late);
            closing = portal.submit(() -> log.add("ran"));
        }
        assertRejected(closing);
        assertRejected(portal.submit(() -> log.add("ran")));
        assertEquals(List.of(), log);
    }

    @Test
    @Tag("case-48")
    void everySubmissionAroundTheEndEnds() throws Exception {
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        CountDownLatch enough = new CountDownLatch(1_000);
        Thread[] submitter = new Thread[1];
        Millrace.run(() -> TaskGroup.run(group -> {
            Portal portal = Portal.into(group);
            submitter[0] = new Thread(() -> {
                for (boolean refused = false; !refused;) {
                    CompletableFuture<Integer> each = portal.submit(() -> 1);
                    all.add(each);
                    enough.countDown();
                    if (all.size() % 50 == 0) {
                        // Tasks take longer than submissions.
                        refused = each.handle((value, cause) -> cause != null).join();
                    }
                }
            });
            submitter[0].start();
            await(Future.offload(() -> {
                enough.await();
                return null;
            }));
        }));
        submitter[0].join();
        for (CompletableFuture<Integer> each : all) {
            Throwable end = each.handle((value, cause) -> cause).join();
            assertTrue(end == null || end instanceof RejectedExecutionException, () -> "ended by " + end);
        }
        assertFalse(all.get(0).isCompletedExceptionally());
    }

    @Test
    @Tag("case-48")
    void aTaskThatRunsWhenTheLoopClosesEndsItsResult() {
        List<CompletableFuture<Object>> result = new ArrayList<>();
        try (Simulation simulation = new Simulation()) {
            simulation.runCallbacks(loop -> {
                TaskGroup.main(loop, Coroutines.best(), () -> {
                    TaskGroup.run(group -> {
                        result.add(Portal.into(group).submit(this::park));
                        await(Future.sleep(Duration.ofSeconds(1)));
                    });
                    return null;
                });
                return Future.sleep(loop, Duration.ofMillis(1));
            });
        }
        assertTrue(result.get(0).isCompletedExceptionally());
    }

    @Test
    @Tag("case-50")
    void whatIsSubmittedEndsWhereverTheProgramIsCancelled() {
        Task.Local<String> user = new Task.Local<>("user");
        List<CompletableFuture<String>> results = new ArrayList<>();
        int[] running = new int[1];
        new CancelEverywhere(Coroutines.best()).check(inner -> {
            results.clear();
            user.runWhere("ann", () -> TaskGroup.run(group -> {
                Portal portal = Portal.into(group);
                for (int i = 0; i < 3; i++) {
                    results.add(portal.submit(() -> {
                        running[0]++;
                        try {
                            await(Future.sleep(Duration.ofMillis(1)));
                            return user.orElse("nobody");
                        } finally {
                            running[0]--;
                        }
                    }));
                }
                results.get(2).cancel(true);
                for (int i = 0; i < 2; i++) {
                    await(Future.from(Task.current().loop(), results.get(i)));
                    assertEquals("ann", user.get());
                }
            }));
            assertEquals("nobody", user.orElse("nobody"));
        }, inner -> {
            inner.runUntilIdle();
            assertEquals(0, running[0]);
            results.forEach(each -> assertTrue(each.isDone()));
        });
    }

    private static void assertRejected(CompletableFuture<?> result) {
        assertInstanceOf(RejectedExecutionException.class,
                assertThrows(ExecutionException.class, (Executable) result::get).getCause());
    }
}
