package dev.millrace.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.sys.Platform;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Who may use a loop when its maker and the thread that drives it meet. */
class OwnershipTest {
    private static final int LOOPS = 3_000;

    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** Makes loops, and has another thread drive each of them while {@code maker} uses it. */
    private void race(Consumer<EventLoop> maker) {
        AtomicReference<EventLoop> next = new AtomicReference<>();
        Thread driver = new Thread(() -> {
            for (int i = 0; i < LOOPS; i++) {
                EventLoop loop;
                while ((loop = next.getAndSet(null)) == null) {
                    Thread.onSpinWait();
                }
                try {
                    loop.run();
                } catch (IllegalStateException refused) {
                    // The maker closes it.
                }
            }
        });
        driver.start();
        for (int i = 0; i < LOOPS; i++) {
            EventLoop loop = new EventLoop(Platform.system());
            next.set(loop);
            try {
                maker.accept(loop);
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
                loop.stop();
            }
            closeWhenPossible(loop);
        }
        assertNull(failure.get());
    }

    /** A close is refused while the loop runs; this one has been told to stop. */
    private static void closeWhenPossible(EventLoop loop) {
        while (!loop.isClosed()) {
            try {
                loop.close();
            } catch (IllegalStateException running) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void theMakerMaySubmitAndStopWhileAnotherThreadBeginsToDrive() {
        AtomicInteger ran = new AtomicInteger();
        race(loop -> {
            loop.execute(ran::incrementAndGet);
            loop.execute(ran::incrementAndGet);
            loop.stop();
        });
        assertEquals(2 * LOOPS, ran.get(), "what was accepted has run");
    }

    @Test
    void ofACloseAndABeginningRunOneIsRefused() {
        race(loop -> {
            try {
                loop.close();
            } catch (IllegalStateException running) {
                loop.stop();
            }
        });
    }

    @Test
    void aRunThatIsRefusedBecauseTheLoopIsClosedLeavesItsThreadFree() {
        EventLoop closed = new EventLoop(new Scripted().platform());
        closed.close();
        assertThrows(IllegalStateException.class, closed::run);
        EventLoop other = new Scripted().loop();
        other.turn(0);
        other.close();
    }

    @Test
    void anObserverThatCallsTheLoopIsRefused() {
        AtomicReference<EventLoop> loop = new AtomicReference<>();
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        LoopObserver meddler = new LoopObserver() {
            @Override
            public void turnStarted(long turn) {
                refusal.set(assertThrows(IllegalStateException.class,
                        () -> loop.get().core().makeReady(new Named("meddling", () -> { }))));
            }
        };
        loop.set(new EventLoop(new Scripted().platform(), LoopOptions.DEFAULT.withObserver(meddler)));
        loop.get().turn(0);
        assertTrue(refusal.get().getMessage().contains("LoopObserver"), refusal.get().getMessage());
        loop.get().checkThread();
        loop.get().close();
    }
}
