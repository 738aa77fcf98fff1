package dev.millrace.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.sys.Sockets;
import dev.millrace.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One loop, one thread: who is refused. */
class LoopThreadTest {
    private final Simulation simulation = new Simulation();
    private final EventLoop loop = simulation.loop();

    @AfterEach
    void close() {
        simulation.close();
    }

    /** Runs an action on a thread of its own and gives back what it throws. */
    private static Throwable elsewhere(Runnable action) {
        try {
            CompletableFuture.runAsync(action, task -> new Thread(task, "stranger").start()).join();
            return null;
        } catch (CompletionException e) {
            return e.getCause();
        }
    }

    @Test
    void everyOtherThreadIsRefused() {
        int fd = loop.platform().sockets().open(4, Sockets.Kind.STREAM);
        Registration registration = loop.core().registry().add(fd, false);
        Timer timer = loop.timer(() -> { });
        Named step = new Named("step", () -> { });
        Script script = new Script();
        List<Runnable> uses = List.of(
                loop::checkThread,
                () -> loop.core().makeReady(step),
                () -> loop.core().unready(step),
                () -> loop.core().mount(Thread.currentThread(), step),
                () -> timer.arm(Duration.ZERO),
                () -> timer.armAt(1),
                timer::cancel,
                () -> loop.core().watch(step, () -> { }),
                () -> loop.core().registry().add(9, false),
                () -> registration.reader().start(script),
                () -> registration.writer().cancel(script),
                registration::close);
        for (int i = 0; i < uses.size(); i++) {
            Throwable refusal = elsewhere(uses.get(i));
            assertTrue(refusal instanceof IllegalStateException, "use " + i + " gave " + refusal);
            assertTrue(refusal.getMessage().contains("stranger"), refusal.getMessage());
        }
        assertFalse(step.isReady() || timer.isArmed() || registration.isClosed());
        assertEquals(1, loop.core().registry().size());
    }

    @Test
    void theThreadThatDrivesTheLoopIsTheOneThatMayUseIt() {
        assertTrue(loop.isLoopThread());
        elsewhere(() -> loop.turn(0));
        assertFalse(loop.isLoopThread());
        assertThrows(IllegalStateException.class, loop::checkThread);
        loop.turn(0);
        loop.checkThread();
    }

    @Test
    @Tag("case-21")
    void loopsDoNotNest() {
        List<Throwable> refusals = new ArrayList<>();
        List<String> ran = new ArrayList<>();
        try (Simulation other = new Simulation()) {
            other.turn();
            List<Runnable> nested = List.of(() -> loop.turn(0), loop::run, () -> other.loop().turn(0),
                    other.loop()::run, loop::close);
            nested.forEach(drive -> loop.execute(() -> {
                refusals.add(assertThrows(IllegalStateException.class, drive::run));
                loop.execute(() -> ran.add("outer goes on"));
            }));
            simulation.runUntilIdle();
            assertEquals(nested.size(), refusals.size());
            assertEquals(nested.size(), ran.size());
            other.turn();
        }
    }

    @Test
    @Tag("case-21")
    void twoThreadsDoNotDriveOneLoop() {
        List<Throwable> refusals = new ArrayList<>();
        loop.execute(() -> {
            refusals.add(elsewhere(() -> loop.turn(0)));
            refusals.add(elsewhere(loop::run));
            refusals.add(elsewhere(loop::close));
        });
        loop.turn(0);
        refusals.forEach(refusal -> assertTrue(refusal instanceof IllegalStateException, () -> "" + refusal));
        assertEquals(3, refusals.size());
        assertFalse(loop.isClosed());
    }
}
