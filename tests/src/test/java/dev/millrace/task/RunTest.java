package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.loop.FailureHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs on the real loop, of every kind of coroutine. */
@ParameterizedClass(name = "{0}")
@EnumSource(Kind.class)
class RunTest {
    @Parameter
    Kind kind;
    private Options options;

    @BeforeParameterizedClassInvocation
    static void skipWhatThisJdkLacks(Kind kind) {
        kind.coroutines();
    }

    @BeforeEach
    void choose() {
        options = Options.DEFAULT.withCoroutines(kind.coroutines());
    }

    private static Void nap() {
        return await(Future.sleep(Duration.ofMillis(1)));
    }

    @Test
    void theValueComesBackAndFailuresAsTheyAre() {
        assertEquals("value", Millrace.run(options, () -> {
            nap();
            return "value";
        }));
        IOException checked = new IOException("checked");
        assertSame(checked, assertThrows(CompletionException.class, () -> Millrace.run(options, () -> {
            nap();
            throw checked;
        })).getCause());
    }

    @Test
    void aVirtualMachineErrorOfATaskIsThrownAsItIs() {
        InternalError fatal = new InternalError("not really");
        FailureHandler ignoring = (what, failure) -> { };
        boolean[] cleaned = {false};
        assertSame(fatal, assertThrows(InternalError.class, () -> Millrace.run(options.withFailures(ignoring), () -> {
            TaskGroup.root().start(() -> {
                nap();
                throw fatal;
            });
            try {
                return await(Future.sleep(Duration.ofDays(1)));
            } finally {
                cleaned[0] = true;
            }
        })));
        assertTrue(cleaned[0]);
        assertEquals(0, fatal.getSuppressed().length);
    }

    @Test
    void aProgramInsideATaskIsRefused() {
        Millrace.run(options, () -> {
            IllegalStateException refusal =
                    assertThrows(IllegalStateException.class, () -> Millrace.run(RunTest::nap));
            assertTrue(refusal.getMessage().contains("task"), refusal.getMessage());
            return nap();
        });
    }

    @Test
    void aLoopThatIsStoppedBeforeTheProgramHasEndedSaysSo() {
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> Millrace.run(options, () -> {
            Task.current().loop().stop();
            return await(Future.sleep(Duration.ofDays(1)));
        }));
        assertEquals("the loop was stopped before the program had ended", refusal.getMessage());
    }

    @Test
    void aVirtualThreadGetsTheSameFailureAsAPlatformThread() throws InterruptedException {
        assumeTrue(Runtime.version().feature() >= 21, "JDK 17 has no virtual threads");
        CompletionException thrown = new CompletionException(new IOException("wrapped by the program itself"));
        Throwable[] caught = new Throwable[1];
        VirtualThread.start(() -> {
            caught[0] = assertThrows(Throwable.class, () -> Millrace.run(options, () -> {
                nap();
                throw thrown;
            }));
            return null;
        }).join();
        assertSame(thrown, caught[0]);
    }

    @Test
    void optionsAreCheckedBeforeAnythingIsOpened() {
        assertThrows(IllegalArgumentException.class, () -> options.withQuantum(Duration.ZERO));
        assertThrows(NullPointerException.class, () -> options.withObserver(null));
        assertThrows(NullPointerException.class, () -> options.withFailures(null));
        assertThrows(NullPointerException.class, () -> options.withCoroutines(null));
    }

    /** A virtual thread whose stack the VM cannot put away, at some 512 KiB, cannot be parked. */
    @Test
    void anAwaitInADeepStackWorksOrOverflowsAndNeverHangs() {
        try {
            assertEquals("done", Millrace.run(options, () -> inScopes(1_500)));
        } catch (StackOverflowError e) {
            // This one could not.
        }
    }

    private static String inScopes(int scopes) {
        if (scopes == 0) {
            await(Future.sleep(Duration.ofMillis(50)));
            return "done";
        }
        return new CancelScope().call(() -> inScopes(scopes - 1)).orElseThrow();
    }

    @Test
    void loopsRunOneAfterAnotherAndSideBySide() throws InterruptedException {
        int[] sums = new int[4];
        Thread[] threads = new Thread[sums.length];
        for (int i = 0; i < sums.length; i++) {
            int mine = i;
            threads[i] = new Thread(() -> {
                for (int round = 0; round < 5; round++) {
                    sums[mine] += Millrace.run(options, () -> {
                        nap();
                        return await(TaskGroup.root().start(() -> 1));
                    });
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(4 * 5, Arrays.stream(sums).sum());
    }

    @Test
    void noThreadOfATaskOutlivesTheProgram() throws InterruptedException {
        Thread[] threads = new Thread[2];
        Millrace.run(options, () -> {
            threads[0] = Thread.currentThread();
            TaskGroup.root().start(() -> {
                threads[1] = Thread.currentThread();
                nap();
            });
            return nap();
        });
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void theTasksAreOfTheKindThatWasChosen() {
        assertEquals(kind.toString(), Millrace.run(options, () -> Task.current().coroutines().kind()));
    }
}
