package dev.millrace;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.io.ClosedException;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopObserver;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.sys.Platform;
import dev.millrace.sys.Sockets;
import dev.millrace.task.Cancelled;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A program is run to its end, and nothing is left behind. */
class MillraceTest {

    @Test
    void givesTheValueOfTheProgram() {
        assertEquals("done",
                Millrace.runCallbacks(loop -> Future.sleep(loop, Duration.ofMillis(1)).map(now -> "done")));
        assertEquals("at once", Millrace.runCallbacks(loop -> Future.of(loop, "at once")));
    }

    @Test
    void runsOnTheCallingThread() {
        Thread caller = Thread.currentThread();
        assertSame(caller, Millrace.runCallbacks(loop -> Future.of(loop, Thread.currentThread())));
    }

    @Test
    void throwsWhatTheProgramFailedWith() {
        IllegalStateException unchecked = new IllegalStateException();
        IOException checked = new IOException();
        assertSame(unchecked, assertThrows(IllegalStateException.class,
                () -> Millrace.runCallbacks(loop -> Future.failed(loop, unchecked))));
        assertSame(checked, assertThrows(CompletionException.class,
                () -> Millrace.runCallbacks(loop -> Future.failed(loop, checked))).getCause());
    }

    @Test
    void throwsWhatMainThrows() {
        IllegalStateException thrown = new IllegalStateException();
        assertSame(thrown, assertThrows(IllegalStateException.class, () -> Millrace.runCallbacks(loop -> {
            throw thrown;
        })));
        assertThrows(NullPointerException.class, () -> Millrace.<String>runCallbacks(loop -> null));
    }

    @Test
    @Tag("case-40")
    void aVirtualMachineErrorOfMainComesOut() {
        InternalError fatal = new InternalError();
        assertSame(fatal, assertThrows(InternalError.class, () -> Millrace.runCallbacks(loop -> {
            throw fatal;
        })));
    }

    @Test
    void throwsACancellationWhenTheProgramWasCancelled() {
        assertThrows(CancellationException.class, () -> Millrace.runCallbacks(loop -> {
            Promise<String> promise = new Promise<>(loop);
            promise.cancel();
            return promise;
        }));
    }

    @Test
    @Tag("case-21")
    void aProgramInsideAProgramIsRefusedAndDoesNotBegin() {
        List<String> began = new ArrayList<>();
        assertEquals("the outer one goes on", Millrace.runCallbacks(outer -> {
            assertThrows(IllegalStateException.class, () -> Millrace.runCallbacks(inner -> {
                began.add("inner");
                return Future.of(inner, "inner");
            }));
            return Future.sleep(outer, Duration.ofMillis(1)).map(now -> "the outer one goes on");
        }));
        assertEquals(List.of(), began);
    }

    @Test
    void closesWhatTheProgramLeftOpen() {
        List<TcpStream> left = new ArrayList<>();
        List<Throwable> told = new ArrayList<>();
        Millrace.runCallbacks(loop -> {
            TcpListener listener = TcpListener.bind(loop, Address.loopback(0));
            return TcpStream.connect(loop, listener.localAddress()).map(stream -> {
                stream.read(new byte[1]).onDone(done -> told.add(done.failure().orElseThrow()));
                return left.add(stream);
            });
        });
        assertTrue(left.get(0).isClosed());
        assertInstanceOf(ClosedException.class, told.get(0));
        assertTrue(left.get(0).loop().isClosed());
    }

    @Test
    @Tag("case-100")
    void whatTheProgramLeftPendingDoesNotKeepItRunning() {
        List<Future<Void>> left = new ArrayList<>();
        assertEquals("value", Millrace.runCallbacks(loop -> {
            left.add(Future.sleep(loop, Duration.ofDays(1)));
            return Future.of(loop, "value");
        }));
        assertFalse(left.get(0).isDone());
    }

    @Test
    void tellsFailuresThatNobodyLookedAt() {
        IllegalStateException lost = new IllegalStateException("lost");
        List<Throwable> reports = new ArrayList<>();
        Options options = Options.DEFAULT.withFailures((what, failure) -> reports.add(failure));
        Millrace.runCallbacks(options, loop -> {
            Future.failed(loop, lost);
            return Future.of(loop, 1);
        });
        assertEquals(List.of(lost), reports);
    }

    @Test
    void anOpenLoopIsTheCallersToDrive() {
        List<String> ran = new ArrayList<>();
        try (EventLoop loop = Millrace.open()) {
            Future.of(loop, 1).onEnd(() -> ran.add("callback"));
            assertEquals(List.of(), ran);
            loop.turn(0);
        }
        assertEquals(List.of("callback"), ran);
    }

    @Test
    void theObserverOfTheOptionsIsTold() {
        long[] turns = {0};
        Millrace.runCallbacks(Options.DEFAULT.withObserver(new LoopObserver() {
            @Override
            public void turnStarted(long turn) {
                turns[0] = turn;
            }
        }), loop -> Future.of(loop, 1));
        assertTrue(turns[0] > 0);
    }

    // ------------------------------------------------------------------ on any platform, on an open loop

    @Test
    void aProgramRunsOnThePlatformItIsGivenAndClosesIt() {
        Platform platform = Platform.system();
        List<EventLoop> loops = new ArrayList<>();
        assertEquals("done", Millrace.run(platform, Options.DEFAULT, () -> {
            loops.add(Task.current().loop());
            await(Future.sleep(Duration.ofMillis(1)));
            return "done";
        }));
        assertSame(platform, loops.get(0).platform());
        assertThrows(IllegalStateException.class, () -> platform.sockets().open(4, Sockets.Kind.STREAM));
    }

    @Test
    void severalProgramsRunOnAnOpenLoopOneAfterAnother() {
        try (EventLoop loop = Millrace.open()) {
            assertEquals(1, Millrace.run(loop, Coroutines.best(), () -> {
                assertSame(loop, Task.current().loop());
                return 1;
            }));
            assertEquals("two", Millrace.runCallbacks(loop, same -> Future.of(same, "two")));
            assertFalse(loop.isClosed());
        }
    }

    @Test
    void mainRunsAfterWhateverWasSubmittedBefore() {
        List<String> ran = new ArrayList<>();
        try (EventLoop loop = Millrace.open()) {
            for (int i = 0; i < 3_000; i++) {
                loop.execute(() -> ran.add("earlier"));
            }
            int before = Millrace.runCallbacks(loop, same -> Future.of(same, ran.size()));
            assertEquals(3_000, before);
            loop.execute(() -> ran.add("earlier"));
            int beforeTheSecond = Millrace.run(loop, Coroutines.best(), ran::size);
            assertEquals(3_001, beforeTheSecond);
        }
    }

    @Test
    void aProgramThatEndsLateStopsNoLaterRunOfTheLoop() {
        try (EventLoop loop = Millrace.open()) {
            Promise<String> late = new Promise<>(loop);
            assertThrows(IllegalStateException.class, () -> Millrace.runCallbacks(loop, same -> {
                same.stop();
                return late;
            }));
            assertEquals("second", Millrace.runCallbacks(loop, same -> {
                late.complete("first");
                return Future.sleep(same, Duration.ofMillis(2)).map(now -> "second");
            }));
        }
    }

    @Test
    void aProgramWhoseLoopCannotRunDoesNotBeginWhenTheLoopCloses() {
        List<String> began = new ArrayList<>();
        try (EventLoop driven = Millrace.open(); EventLoop other = Millrace.open()) {
            driven.execute(() -> {
                assertThrows(IllegalStateException.class,
                        () -> Millrace.runCallbacks(other, loop -> Future.of(loop, began.add("began"))));
                began.add("refused");
            });
            driven.turn(0);
        }
        assertEquals(List.of("refused"), began);
    }
}
