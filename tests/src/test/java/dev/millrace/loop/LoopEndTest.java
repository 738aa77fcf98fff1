package dev.millrace.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Millrace;
import dev.millrace.sys.Sockets;
import dev.millrace.task.Future;
import dev.millrace.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Filter;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How a loop ends: by close, by an error, and what it does with failures that do not end it. */
class LoopEndTest {
    private final List<String> failures = new ArrayList<>();
    private final Simulation simulation =
            new Simulation(LoopObserver.NONE, (what, failure) -> failures.add(what + ": " + failure.getMessage()));
    private final EventLoop loop = simulation.loop();
    private final List<String> ran = new ArrayList<>();

    private Registration socket() {
        return loop.core().registry().add(loop.platform().sockets().open(4, Sockets.Kind.STREAM), false);
    }

    // ------------------------------------------------------------------ close

    @Test
    @Tag("case-48")
    void closingRunsWhatWasAcceptedAndWhatThatMakesReady() {
        loop.execute(() -> {
            ran.add("accepted");
            loop.execute(() -> ran.add("accepted by what was accepted"));
        });
        loop.core().makeReady(new Named("ready", () -> ran.add("ready")));
        loop.close();
        assertEquals(List.of("accepted", "ready", "accepted by what was accepted"), ran);
        assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> ran.add("late")));
        assertEquals(3, ran.size());
    }

    @Test
    @Tag("case-48")
    void closingRunsWhatWasAcceptedHoweverLongThatTakes() {
        int[] count = {0};
        for (int i = 0; i < 30_000; i++) {
            loop.execute(() -> {
                simulation.clock().advance(LoopOptions.DEFAULT.quantum());
                count[0]++;
            });
        }
        loop.close();
        assertEquals(30_000, count[0]);
    }

    @Test
    @Tag("case-49")
    void closingDoesNotWaitForThreadsThatSubmitWithoutPause() throws InterruptedException {
        EventLoop real = Millrace.open();
        AtomicLong accepted = new AtomicLong();
        AtomicLong done = new AtomicLong();
        Thread[] threads = new Thread[3];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                try {
                    while (true) {
                        real.execute(done::incrementAndGet);
                        accepted.incrementAndGet();
                    }
                } catch (RejectedExecutionException e) {
                    // The loop is closed.
                }
            });
            threads[i].start();
        }
        while (accepted.get() < 10_000) {
            real.turn(0);
        }
        real.close();
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(accepted.get(), done.get());
    }

    @Test
    void aFailureHandlerThatMakesAnotherLostFailureDoesNotKeepTheLoopFromClosing() {
        EventLoop[] own = {null};
        int[] told = {0};
        Simulation other = new Simulation(LoopObserver.NONE, (what, failure) -> {
            told[0]++;
            Future.failed(own[0], new IllegalStateException("another"));
        });
        own[0] = other.loop();
        Future.failed(own[0], new IllegalStateException("the first"));
        other.close();
        assertTrue(told[0] >= 1);
    }

    @Test
    @Tag("case-226")
    void closingClosesDescriptorsAndTellsWhoeverWaits() {
        Script read = new Script();
        Script write = new Script();
        Registration first = socket();
        first.reader().start(read);
        first.writer().start(write);
        socket();
        loop.close();
        assertEquals(List.of(Operation.CLOSED), read.told);
        assertEquals(List.of(Operation.CLOSED), write.told);
        assertEquals(0, simulation.sockets().openCount());
        assertEquals(0, loop.core().registry().size());
    }

    @Test
    void closingDropsTimers() {
        Timer far = loop.timer(() -> ran.add("far"));
        far.arm(Duration.ofDays(1));
        Timer due = loop.timer(() -> ran.add("due"));
        due.arm(Duration.ZERO);
        loop.close();
        assertEquals(List.of(), ran);
        assertFalse(far.isArmed() || due.isArmed());
    }

    @Test
    void closingTwiceOrFromAStepOfTheCloseIsOnce() {
        loop.execute(loop::close);
        loop.close();
        loop.close();
        assertTrue(loop.isClosed());
        assertEquals(List.of(), failures);
    }

    @Test
    void aClosedLoopIsNotDriven() {
        loop.close();
        assertThrows(IllegalStateException.class, () -> loop.turn(0));
        assertThrows(IllegalStateException.class, loop::run);
    }

    @Test
    void aStepThatIsReadyForEverDoesNotKeepTheLoopFromClosing() {
        Named.yielding(loop, Integer.MAX_VALUE, () -> { });
        socket();
        loop.close();
        assertEquals(0, simulation.sockets().openCount());
    }

    @Test
    void anotherThreadMayCloseALoopThatDoesNotRun() throws InterruptedException {
        Script read = new Script();
        socket().reader().start(read);
        Thread closer = new Thread(loop::close);
        closer.start();
        closer.join();
        assertEquals(List.of(Operation.CLOSED), read.told);
        assertTrue(loop.isClosed());
    }

    // ------------------------------------------------------------------ failures

    @Test
    void whatAStepThrowsIsReportedAndTheLoopGoesOn() {
        loop.execute(new Named("thrower", () -> {
            throw new IllegalStateException("exception");
        }));
        loop.execute(new Named("asserter", () -> {
            throw new AssertionError("error");
        }));
        loop.timer(() -> {
            throw new UnsupportedOperationException("timer");
        }).arm(Duration.ZERO);
        loop.execute(() -> ran.add("next"));
        loop.turn(0);
        assertEquals(List.of("next"), ran);
        assertEquals(3, failures.size());
        assertTrue(failures.get(0).contains("thrower") && failures.get(0).contains("exception"), failures::toString);
        assertTrue(failures.get(1).contains("asserter") && failures.get(1).contains("error"), failures::toString);
    }

    @Test
    void aHandlerThatFailsIsLoggedAndDoesNotEndTheLoop() {
        RuntimeException handlers = new IllegalStateException("the handler");
        RuntimeException steps = new IllegalArgumentException("the step");
        Simulation other = new Simulation(LoopObserver.NONE, (what, failure) -> {
            throw handlers;
        });
        other.loop().execute(() -> {
            throw steps;
        });
        other.loop().execute(() -> ran.add("next"));
        assertSame(handlers, logged(other::turn));
        assertSame(steps, handlers.getSuppressed()[0]);
        assertEquals(List.of("next"), ran);
        other.close();
    }

    @Test
    void failuresAreLoggedUnlessThereIsAHandler() {
        RuntimeException failure = new IllegalStateException("a step");
        try (Simulation other = new Simulation()) {
            other.loop().execute(() -> {
                throw failure;
            });
            assertSame(failure, logged(other::turn));
        }
    }

    /** What an action logs under the name of the library, and nobody else then sees. */
    private static Throwable logged(Runnable action) {
        Logger logger = Logger.getLogger("dev.millrace");
        Throwable[] logged = new Throwable[1];
        Filter before = logger.getFilter();
        logger.setFilter(entry -> {
            logged[0] = entry.getThrown();
            return false;
        });
        try {
            action.run();
        } finally {
            logger.setFilter(before);
        }
        return logged[0];
    }

    @Test
    @Tag("case-40")
    void anErrorOfTheMachineLeavesTheRunAtOnceAndTheLoopCanRunAgain() {
        InternalError fatal = new InternalError("a test's own");
        loop.execute(() -> {
            throw fatal;
        });
        loop.execute(() -> ran.add("after the error"));
        loop.execute(loop::stop);
        assertSame(fatal, assertThrows(InternalError.class, loop::run));
        assertEquals(List.of(), ran);
        assertEquals(List.of(), failures);
        loop.run();
        assertEquals(List.of("after the error"), ran);
        loop.close();
    }

    @Test
    @Tag("case-40")
    void anErrorOfTheMachineDuringTheCloseLeavesNoDescriptorBehind() {
        loop.execute(() -> {
            throw new InternalError("a test's own");
        });
        socket();
        assertThrows(InternalError.class, loop::close);
        assertTrue(loop.isClosed());
        assertEquals(0, simulation.sockets().openCount());
    }

    @Test
    void anErrorOfTheMachineInATurnLeavesAWakeupPossible() {
        loop.timer(() -> {
            throw new InternalError("a test's own");
        }).arm(Duration.ZERO);
        assertThrows(InternalError.class, () -> loop.turn(0));
        loop.execute(() -> ran.add("submitted"));
        loop.turn(0);
        assertEquals(List.of("submitted"), ran);
    }

    // ------------------------------------------------------------------ watches

    @Test
    void anObjectThatNobodyCanReachIsNoticed() {
        watchSomethingLost();
        for (int attempts = 0; ran.isEmpty() && attempts < 100; attempts++) {
            System.gc();
            loop.turn(1_000_000);
        }
        assertEquals(List.of("lost"), ran);
        loop.close();
        assertEquals(List.of("lost"), ran);
    }

    private void watchSomethingLost() {
        loop.core().watch(new Object(), () -> ran.add("lost"));
    }

    @Test
    void whatIsStillWatchedAtTheEndIsToldThenUnlessItsWatchWasCancelled() {
        Object[] watched = {new Object(), new Object(), new Object(), new Object()};
        loop.core().watch(watched[0], () -> ran.add("first"));
        Watch middle = loop.core().watch(watched[1], () -> ran.add("cancelled"));
        loop.core().watch(watched[2], () -> ran.add("third"));
        Watch newest = loop.core().watch(watched[3], () -> ran.add("cancelled"));
        middle.cancel();
        middle.cancel();
        newest.cancel();
        loop.close();
        assertEquals(List.of("third", "first"), ran);
        assertEquals(4, watched.length, "all of it was reachable until now");
    }

    @Test
    void aWatchThatFailsIsAFailureLikeAnyOther() {
        Object watched = new Object();
        loop.core().watch(watched, () -> ran.add("first"));
        loop.core().watch(watched, () -> {
            throw new IllegalStateException("watch");
        });
        socket();
        loop.close();
        assertEquals(List.of("first"), ran);
        assertEquals(1, failures.size());
        assertEquals(0, simulation.sockets().openCount());
    }
}
