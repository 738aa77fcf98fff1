package dev.millrace.threads;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.InVirtualTime;
import dev.millrace.task.CancelScope;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.CancelEverywhere;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of offloaded work, step by step: the work runs when the test says so. */
class OffloadTest extends InVirtualTime {
    private final ArrayDeque<Runnable> accepted = new ArrayDeque<>();
    private final Offload byHand = Offload.DEFAULT.withExecutor(accepted::add);

    @Test
    void resultsAndFailuresComeHome() {
        run(group -> {
            assertEquals(1, await(Offload.DEFAULT.start(() -> 1)));
            assertThrows(IllegalStateException.class, () -> await(Offload.DEFAULT.start(() -> {
                throw new IllegalStateException();
            })));
            Future<Integer> work = byHand.start(() -> 2);
            accepted.remove().run();
            assertFalse(work.isDone(), "home comes a step");
            assertEquals(2, await(work));
        });
    }

    @Test
    @Tag("case-53")
    void whatIsCancelledBeforeItBeginsNeverStarts() {
        run(group -> {
            for (OnCancel each : OnCancel.values()) {
                Future<Boolean> work = byHand.withCancel(each).start(() -> log.add("ran"));
                assertTrue(work.cancel());
                accepted.remove().run();
            }
        });
        assertEquals(List.of(), log);
    }

    @Test
    @Tag("case-53")
    void abandonedWorkEndsTheWaitAtOnce() {
        run(group -> {
            List<Future<String>> work = new ArrayList<>();
            work.add(byHand.start(() -> {
                assertTrue(work.get(0).cancel());
                return "late";
            }));
            accepted.remove().run();
            assertTrue(work.get(0).isCancelled());
            sleep(1);
        });
    }

    @Test
    @Tag("case-53")
    void workThatIsWaitedForKeepsItsResultAndTheCancelComesAtTheNextAwait() {
        run(group -> {
            CancelScope scope = new CancelScope();
            group.start(() -> {
                sleep(5);
                accepted.remove().run();
            });
            scope.run(() -> {
                log.add(await(byHand.withCancel(OnCancel.WAIT).start(() -> {
                    scope.cancel("enough");
                    return "the result";
                })));
                cancelledAs("the next await", () -> sleep(1));
            });
        });
        assertEquals(List.of("the result", "the next await cancelled"), log);
    }

    @Test
    void theInterruptOfACancelIsTheCancelAndNotLeftToTheThread() {
        run(group -> {
            CancelScope scope = new CancelScope();
            group.start(() -> {
                sleep(5);
                accepted.remove().run();
                assertFalse(Thread.interrupted());
            });
            cancelledAs("never", () -> scope.run(() -> await(byHand.withCancel(OnCancel.INTERRUPT).start(() -> {
                scope.cancel("enough");
                if (Thread.currentThread().isInterrupted()) {
                    log.add("interrupted");
                    throw new InterruptedException();
                }
                return 1;
            }))));
            assertTrue(scope.caught());
        });
        assertEquals(List.of("interrupted"), log);
    }

    @Test
    @Tag("case-52")
    void lateWorkDoesNotTouchAClosedLoop() {
        List<Future<Boolean>> work = new ArrayList<>();
        simulation.run(() -> {
            work.add(byHand.start(() -> log.add("abandoned")));
            work.add(byHand.withCancel(OnCancel.WAIT).start(() -> log.add("waited for")));
            return null;
        });
        simulation.close();
        accepted.forEach(Runnable::run);
        assertEquals(List.of("abandoned", "waited for"), log);
        assertFalse(work.get(0).isDone() || work.get(1).isDone());
        assertInstanceOf(RejectedExecutionException.class,
                byHand.start(simulation.loop(), () -> 1).failure().orElseThrow());
    }

    @Test
    @Tag("case-52")
    void aClosingLoopEndsTheWaitForAThread() {
        List<Future<Boolean>> work = new ArrayList<>();
        simulation.run(() -> {
            work.add(byHand.withCancel(OnCancel.WAIT).start(() -> {
                assertFalse(work.get(0).cancel());
                simulation.close();
                return true;
            }));
            return null;
        });
        accepted.remove().run();
        assertTrue(work.get(0).isCancelled());
    }

    @Test
    void whatTheExecutorThrowsIsTheFailure() {
        RejectedExecutionException refusal = new RejectedExecutionException("full");
        run(group -> {
            CapacityLimiter limiter = new CapacityLimiter(1);
            Offload refused = Offload.DEFAULT.withLimiter(limiter).withExecutor(work -> {
                throw refusal;
            });
            assertSame(refusal, assertThrows(RejectedExecutionException.class,
                    () -> await(refused.start(() -> 1))));
            assertEquals(0, limiter.statistics().borrowed());
        });
    }

    // ------------------------------------------------------------------ limited

    @Test
    void tokensGoToWhoAskedFirstAndComeBackWhenTheThreadHasEnded() {
        run(group -> {
            CapacityLimiter limiter = new CapacityLimiter(1);
            Offload limited = byHand.withLimiter(limiter);
            List<Future<Boolean>> work = new ArrayList<>();
            for (String name : List.of("first", "second", "third")) {
                work.add(limited.start(() -> log.add(name)));
            }
            sleep(1);
            assertEquals(new CapacityLimiter.Statistics(1, 1, 2), limiter.statistics());
            assertEquals(1, accepted.size());
            assertTrue(work.get(1).cancel(), "passes its turn on");
            accepted.remove().run();
            assertEquals(1, limiter.statistics().borrowed());
            sleep(1);
            accepted.remove().run();
            sleep(1);
            assertEquals(new CapacityLimiter.Statistics(1, 0, 0), limiter.statistics());
        });
        assertEquals(List.of("first", "third"), log);
    }

    @Test
    void abandonedWorkKeepsItsTokenUntilTheThreadHasEnded() {
        run(group -> {
            CapacityLimiter limiter = new CapacityLimiter(1);
            List<Future<Boolean>> work = new ArrayList<>();
            work.add(byHand.withLimiter(limiter).start(() -> work.get(0).cancel()));
            sleep(1);
            accepted.remove().run();
            assertTrue(work.get(0).isCancelled());
            assertEquals(1, limiter.statistics().borrowed());
            sleep(1);
            assertEquals(0, limiter.statistics().borrowed());
        });
    }

    @Test
    void aTokenThatCameInTheTurnOfTheCancelComesBack() {
        run(group -> {
            CapacityLimiter limiter = new CapacityLimiter(1);
            Future<Boolean> work = byHand.withLimiter(limiter).start(() -> log.add("ran"));
            work.cancel();
            sleep(1);
            assertTrue(work.isCancelled());
            assertEquals(0, limiter.statistics().borrowed());
            assertEquals(0, accepted.size());
        });
    }

    @Test
    void aLimiterCanBeResized() {
        run(group -> {
            CapacityLimiter limiter = new CapacityLimiter(1);
            for (int i = 0; i < 3; i++) {
                byHand.withLimiter(limiter).start(() -> log.add("ran"));
            }
            limiter.resize(3);
            sleep(1);
            assertEquals(3, accepted.size());
            limiter.resize(1);
            assertEquals(new CapacityLimiter.Statistics(1, 3, 0), limiter.statistics());
            assertThrows(IllegalArgumentException.class, () -> limiter.resize(0));
        });
    }

    @Test
    void noTokenIsLostWhereverTheProgramIsCancelled() {
        List<CapacityLimiter> limiters = new ArrayList<>();
        new CancelEverywhere(Coroutines.best()).check(inner -> {
            CapacityLimiter limiter = new CapacityLimiter(1);
            limiters.add(limiter);
            TaskGroup.run(group -> {
                for (OnCancel each : OnCancel.values()) {
                    group.start(() -> await(Offload.DEFAULT.withLimiter(limiter).withCancel(each).start(() -> 1)));
                }
            });
        }, inner -> {
            inner.runUntilIdle();
            assertEquals(0, limiters.get(limiters.size() - 1).statistics().borrowed());
        });
    }
}
