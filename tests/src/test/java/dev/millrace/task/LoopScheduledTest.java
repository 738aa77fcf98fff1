package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.loop.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is particular to virtual threads that the loop schedules: how they meet the rest of the JDK. */
class LoopScheduledTest {
    private Options options;

    @BeforeEach
    void choose() {
        options = Options.DEFAULT.withCoroutines(Kind.LOOP_SCHEDULED.coroutines());
    }

    private void run(Task.Body main) {
        value(() -> {
            main.run();
            return null;
        });
    }

    private <T> T value(Callable<T> main) {
        return Millrace.run(options, main);
    }

    private static void sleep(long milliseconds) {
        await(Future.sleep(Duration.ofMillis(milliseconds)));
    }

    /** Does something on another thread again and again while the body runs. */
    private static void during(Task.Body body, Runnable disturbance) throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        Thread other = new Thread(() -> {
            while (!ended.get()) {
                disturbance.run();
            }
        });
        other.start();
        try {
            body.run();
        } finally {
            ended.set(true);
            while (other.isAlive()) {
                Thread.onSpinWait();
            }
        }
    }

    /** Many resumes, each of which must come from its own future: what comes too early throws. */
    private static void resumeOften(int times) {
        for (int i = 0; i < times; i++) {
            Promise<Integer> promise = new Promise<>(Task.current().loop());
            int value = i;
            promise.loop().execute(() -> promise.complete(value));
            assertEquals(value, await(promise));
            Task.yieldNow();
        }
    }

    @Test
    void interruptsFromOutsideDoNotResumeATask() {
        run(() -> {
            Thread thread = Thread.currentThread();
            during(() -> resumeOften(5_000), thread::interrupt);
            Thread.interrupted();
        });
    }

    @Test
    void straysOfUnparkDoNotResumeATask() {
        run(() -> {
            Thread thread = Thread.currentThread();
            during(() -> resumeOften(5_000), () -> LockSupport.unpark(thread));
        });
    }

    @Test
    void stackDumpsOfTasksThatRunLoseNoResume() {
        run(() -> {
            List<Thread> threads = new ArrayList<>(List.of(Thread.currentThread()));
            for (int i = 0; i < 3; i++) {
                threads.add(await(TaskGroup.root().startReady((Promise<Thread> ready) -> {
                    ready.complete(Thread.currentThread());
                    resumeOften(5_000);
                })));
            }
            int[] frames = {0};
            during(() -> resumeOften(5_000), () -> threads.forEach(each -> frames[0] += each.getStackTrace().length));
            assertTrue(frames[0] > 0);
        });
    }

    @Test
    void stackDumpsOfTasksThatBlockInTheJdkLoseNothing() {
        run(() -> {
            Thread thread = Thread.currentThread();
            during(() -> {
                for (int i = 0; i < 2_000; i++) {
                    LockSupport.parkNanos(1);
                    Thread.yield();
                    Task.yieldNow();
                }
            }, thread::getStackTrace);
        });
    }

    @Test
    void aYieldOfTheBodyLetsOthersRunAndEndsNoAwait() {
        run(() -> {
            int[] other = {0};
            Task<Void> counting = TaskGroup.root().start(() -> {
                while (other[0] >= 0) {
                    other[0]++;
                    Thread.yield();
                }
            });
            while (other[0] < 100) {
                Thread.yield();
            }
            resumeOften(100);
            other[0] = -1;
            await(counting);
        });
    }

    /** Awaits in a way each while it is initialised. */
    private static final class Holder {
        static final List<Throwable> REFUSALS = new ArrayList<>();

        private Holder() {
        }

        private static final class Awaiting {
            static {
                refused(() -> sleep(1));
            }

            static void initialise() {
            }
        }

        private static final class Yielding {
            static {
                refused(Task::yieldNow);
            }

            static void initialise() {
            }
        }

        private static final class Leaving {
            static {
                refused(() -> TaskGroup.run(group -> group.start(() -> sleep(60_000))));
            }

            static void initialise() {
            }
        }

        private static final class Cancelling {
            static {
                CancelScope scope = new CancelScope();
                scope.cancel();
                scope.run(() -> {
                    refused(() -> await(Future.sleep(Duration.ZERO)));
                    refused(() -> await(new Promise<Void>(Task.current().loop())));
                });
            }

            static void initialise() {
            }
        }

        private static void refused(Runnable action) {
            REFUSALS.add(assertThrows(IllegalStateException.class, action::run));
        }
    }

    /** Leaves a group while it is initialised. */
    private static final class Orphaning {
        static boolean cleaned;

        static {
            assertThrows(IllegalStateException.class, () -> TaskGroup.run(group -> group.start(() -> {
                try {
                    sleep(60_000);
                } finally {
                    Task.shielded(() -> sleep(2));
                    cleaned = true;
                }
            })));
        }
    }

    @Test
    void childrenOfAGroupThatCouldNotWaitForThemEndBeforeTheProgramDoes() {
        run(Orphaning::new);
        assertTrue(Orphaning.cleaned);
    }

    @Test
    void awaitUnderAClassInitialiserIsRefusedAtOnceAndTheTaskStaysUsable() {
        for (Runnable initialiser : List.<Runnable>of(Holder.Awaiting::initialise, Holder.Yielding::initialise,
                Holder.Leaving::initialise, Holder.Cancelling::initialise)) {
            int before = Holder.REFUSALS.size();
            run(() -> {
                initialiser.run();
                assertTrue(Holder.REFUSALS.size() > before);
                resumeOften(5);
                long start = System.nanoTime();
                sleep(5);
                assertTrue(System.nanoTime() - start >= 5_000_000);
            });
        }
        assertEquals(5, Holder.REFUSALS.size());
    }

    @Test
    void aVirtualThreadThatATaskHasStartedOutlivesTheLoop() throws InterruptedException {
        CountDownLatch loopEnded = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        AtomicBoolean isTask = new AtomicBoolean();
        run(() -> {
            VirtualThread.start(() -> {
                isTask.set(throwsNothing(Task::current));
                LockSupport.parkNanos(1);
                Thread.yield();
                loopEnded.await();
                ended.countDown();
                return null;
            });
            sleep(1);
        });
        loopEnded.countDown();
        assertTrue(ended.await(30, TimeUnit.SECONDS));
        assertFalse(isTask.get());
    }

    private static boolean throwsNothing(Runnable action) {
        try {
            action.run();
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    @Test
    void aTaskThatIsBlockedWhenItsLoopClosesGoesOnElsewhereAndMayNotUseTheLoop() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        AtomicBoolean allowed = new AtomicBoolean(true);
        try (EventLoop loop = Millrace.open()) {
            TaskGroup.main(loop, options.coroutines(), () -> {
                loop.stop();
                closed.await();
                Thread.yield();
                allowed.set(throwsNothing(() -> await(Future.sleep(loop, Duration.ZERO))));
                ended.countDown();
                return null;
            });
            loop.run();
        }
        closed.countDown();
        assertTrue(ended.await(30, TimeUnit.SECONDS));
        assertFalse(allowed.get());
    }

    @Test
    void aProgramMayBeRunOnAVirtualThreadWhichWaits() throws Exception {
        Object[] result = {null, null};
        RuntimeException failure = new RuntimeException("failed");
        Thread thread = VirtualThread.start(() -> {
            result[0] = value(() -> {
                sleep(1);
                return "value";
            });
            result[1] = assertThrows(RuntimeException.class, () -> run(() -> {
                throw failure;
            }));
            return null;
        });
        thread.join();
        assertEquals("value", result[0]);
        assertEquals(failure, result[1]);
    }
}
