package dev.millrace.time;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.InVirtualTime;
import dev.millrace.task.CancelScope;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.testkit.CancelEverywhere;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Trying again, in virtual time: the delays are exactly those that were asked for. */
class RetryTest extends InVirtualTime {
    private static final Retry EXACT = Retry.DEFAULT.withJitter(0).withDelays(ms(100), 2, ms(500));
    private final List<Long> times = new ArrayList<>();

    /** Notes when it is called, and fails so many times. */
    private String failing(int often) throws IOException {
        times.add(now());
        if (times.size() <= often) {
            throw new IOException("failure " + times.size());
        }
        return "done";
    }

    private Future<String> failingLater(int often) {
        return Future.sleep(simulation.loop(), Duration.ZERO).map(nothing -> {
            try {
                return failing(often);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
    }

    @Test
    void theDelaysGrowToTheLongest() {
        assertEquals("done", value(() -> EXACT.withAttempts(6).call(() -> failing(5))));
        assertEquals(List.of(0L, 100L, 300L, 700L, 1200L, 1700L), times);
    }

    @Test
    void theDelaysOfFuturesGrowInTheSameWay() {
        assertEquals("done", value(() -> await(EXACT.withAttempts(6).future(() -> failingLater(5)))));
        assertEquals(List.of(0L, 100L, 300L, 700L, 1200L, 1700L), times);
    }

    @Test
    void theLastFailureComesOutWithThoseBeforeIt() {
        CompletionException thrown = assertThrows(CompletionException.class,
                () -> value(() -> EXACT.withAttempts(3).call(() -> failing(9))));
        assertEquals("failure 3", thrown.getCause().getMessage());
        assertEquals(List.of("failure 1", "failure 2"),
                Arrays.stream(thrown.getCause().getSuppressed()).map(Throwable::getMessage).toList());
    }

    @Test
    void withoutALimitItIsTriedUntilItSucceedsAndFewFailuresAreKept() {
        Retry endless = EXACT.withAttempts(Integer.MAX_VALUE).withDelays(ms(1), 1, ms(1));
        assertEquals("done", value(() -> endless.call(() -> failing(10_000))));
        assertEquals(10_000, now());
        times.clear();
        CompletionException thrown = assertThrows(CompletionException.class,
                () -> value(() -> endless.withAttempts(100).call(() -> failing(999))));
        assertEquals("failure 100", thrown.getCause().getMessage());
        assertEquals(8, thrown.getCause().getSuppressed().length);
        assertEquals("failure 99", thrown.getCause().getSuppressed()[7].getMessage());
    }

    @Test
    void oneFailureThrownAgainAndAgainIsNotSuppressedInItself() {
        RuntimeException same = new IllegalStateException("same");
        assertSame(same, assertThrows(IllegalStateException.class, () -> value(() -> EXACT.call(() -> {
            throw same;
        }))));
        assertEquals(0, same.getSuppressed().length);
    }

    @Test
    void onlyWhatIsChosenIsRetried() {
        Retry chosen = EXACT.withRetried(failure -> failure instanceof IOException);
        assertEquals("done", value(() -> chosen.call(() -> await(failingLater(1)))));
        assertThrows(IllegalStateException.class, () -> value(() -> chosen.call(() -> {
            times.add(now());
            throw new IllegalStateException("not chosen");
        })));
        assertEquals(3, times.size());
    }

    @Test
    void anErrorAndACancelAreNotRetried() {
        assertThrows(AssertionError.class, () -> value(() -> EXACT.call(() -> {
            throw new AssertionError("an error");
        })));
        assertThrows(CancellationException.class, () -> value(() -> EXACT.call(() -> {
            times.add(now());
            throw new CancellationException("of somebody else");
        })));
        run(group -> assertTrue(CancelScope.tryWithTimeout(ms(5), () -> EXACT.call(() -> {
            times.add(now());
            sleep(50);
            return "late";
        })).isEmpty()));
        assertEquals(2, times.size());
    }

    @Test
    void noDelayIsWaitedForThatEndsAfterTheTotalTime() {
        assertThrows(CompletionException.class,
                () -> value(() -> EXACT.withTotalTime(ms(699)).call(() -> failing(9))));
        assertEquals(List.of(0L, 100L, 300L), times);
        assertEquals(300, now());
    }

    @Test
    void aSimulationIsTheSameEachTime() {
        Retry jittered = Retry.DEFAULT;
        value(() -> jittered.call(() -> failing(4)));
        List<Long> before = List.copyOf(times);
        try (dev.millrace.testkit.Simulation again = new dev.millrace.testkit.Simulation()) {
            times.clear();
            again.run(() -> jittered.call(() -> {
                times.add(again.clock().elapsed().toMillis());
                if (times.size() <= 4) {
                    throw new IOException("failure");
                }
                return "done";
            }));
        }
        assertEquals(before, times);
        assertTrue(times.get(4) > 0 && times.get(4) <= 1500);
    }

    @Test
    void aCancelGivesUpTheAttemptOrTheDelay() {
        run(group -> {
            Promise<String> attempt = new Promise<>(simulation.loop());
            Future<String> running = EXACT.future(() -> attempt);
            assertTrue(running.cancel());
            assertTrue(attempt.isCancelled());
            Future<String> pausing = EXACT.future(() -> failingLater(9));
            sleep(50);
            assertTrue(pausing.cancel());
            await(simulation.whenIdle());
            assertEquals(50, now());
            assertEquals(1, times.size());
        });
    }

    @Test
    void anAttemptThatCannotBeGivenUpEndsByItselfAndIsTheLast() {
        run(group -> {
            Promise<String> stubborn = new Promise<>(simulation.loop(), () -> false);
            Future<String> retried = EXACT.future(() -> {
                times.add(now());
                return stubborn;
            });
            assertFalse(retried.cancel());
            stubborn.fail(new IOException("late"));
            sleep(1000);
            assertTrue(retried.isCancelled());
            assertEquals(1, times.size());
        });
    }

    @Test
    void cancelledWhereverItCanBeItEnds() {
        new CancelEverywhere(Coroutines.baton()).check(world -> {
            int[] tries = {0};
            int third = EXACT.call(() -> {
                await(Future.sleep(ms(1)));
                if (++tries[0] < 3) {
                    throw new IOException("failure");
                }
                return tries[0];
            });
            assertEquals(3, third);
            int fifth = await(EXACT.future(() -> Future.sleep(world.loop(), ms(1)).map(nothing -> {
                if (++tries[0] < 5) {
                    throw new IllegalStateException("failure");
                }
                return tries[0];
            })));
            assertEquals(5, fifth);
        }, world -> { });
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> EXACT.withAttempts(0));
        assertThrows(IllegalArgumentException.class, () -> EXACT.withJitter(1.1));
        assertThrows(IllegalArgumentException.class, () -> EXACT.withJitter(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> EXACT.withDelays(ms(-1), 2, ms(1)));
        assertThrows(IllegalArgumentException.class, () -> EXACT.withDelays(ms(1), 0.5, ms(1)));
    }
}
