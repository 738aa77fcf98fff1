package dev.millrace.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Millrace;
import dev.millrace.sys.Signals.Kind;
import dev.millrace.sys.Signals.Subscription;
import dev.millrace.task.Promise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signals of this very process. A stranger's handler stands for what the process would do by itself. */
@Timeout(60)
class SignalsTest {
    private static final String NAME = "USR1";
    private static final int LOOPS = 24;

    private final Semaphore strangerTold = new Semaphore(0);
    private final Object stranger = JvmSignalTable.handler((proxy, method, arguments) -> {
        strangerTold.release();
        return null;
    });
    private final Object before = JvmSignalTable.put(NAME, stranger);
    private final JvmSignals signals = new JvmSignals();
    private final LinkedBlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final Semaphore reports = new Semaphore(0);

    @AfterEach
    void restore() {
        signals.close();
        JvmSignalTable.put(NAME, before);
    }

    @Test
    void whatComesBeforeTheActionRunsIsOneReportAndWhatComesLaterAnother() throws Exception {
        Semaphore witness = new Semaphore(0);
        signals.subscribe(Kind.SIGUSR1, Runnable::run, witness::release);
        signals.subscribe(Kind.SIGUSR1, inbox::add, reports::release);
        for (int i = 0; i < 2; i++) {
            JvmSignalTable.raise(NAME);
            await(witness, 1);
        }
        assertEquals(1, inbox.size());
        inbox.remove().run();
        JvmSignalTable.raise(NAME);
        takeFromInbox().run();
        assertEquals(2, reports.availablePermits());
    }

    @Test
    @Tag("case-212")
    void closingRestoresWhatWasThereInWhateverOrder() throws Exception {
        for (int[] order : new int[][] {{0, 1, 2}, {2, 1, 0}, {1, 0, 2}, {1, 2, 0}, {0, 2, 1}, {2, 0, 1}}) {
            List<Subscription> all = new ArrayList<>();
            for (int i = 0; i < order.length; i++) {
                all.add(signals.subscribe(Kind.SIGUSR1, Runnable::run, reports::release));
            }
            for (int left = order.length; left > 0; left--) {
                JvmSignalTable.raise(NAME);
                await(reports, left);
                all.get(order[order.length - left]).close();
                all.get(order[order.length - left]).close();
            }
            assertSame(stranger, top());
        }
        assertEquals(0, strangerTold.availablePermits());
    }

    @Test
    @Tag("case-212")
    void aReportThatWaitsAtTheCloseGoesToWhatWasThereBefore() throws Exception {
        Subscription subscription = signals.subscribe(Kind.SIGUSR1, inbox::add, reports::release);
        JvmSignalTable.raise(NAME);
        Runnable late = takeFromInbox();
        subscription.close();
        await(strangerTold, 1);
        late.run();
        assertEquals(0, reports.availablePermits());
    }

    @Test
    void aClosedPlatformHasNoSubscription() {
        try (Platform platform = Platform.system()) {
            platform.signals().subscribe(Kind.SIGUSR1, Runnable::run, reports::release);
            platform.signals().close();
            assertSame(stranger, top());
            assertThrows(IllegalStateException.class,
                    () -> platform.signals().subscribe(Kind.SIGUSR1, Runnable::run, reports::release));
        }
    }

    @Test
    void aHandlerThatAStrangerPutOnTopStays() {
        Subscription subscription = signals.subscribe(Kind.SIGUSR1, Runnable::run, reports::release);
        Object onTop = JvmSignalTable.handler((proxy, method, arguments) -> null);
        JvmSignalTable.put(NAME, onTop);
        subscription.close();
        assertSame(onTop, top());
    }

    @Test
    void signalsThatTheJvmKeepsAreRefused() {
        assertThrows(UnsupportedOperationException.class,
                () -> SignalLink.install("SEGV", Runnable::run, reports::release));
    }

    @Test
    @Tag("case-209")
    void aSignalFromOutsideWakesAPollAndIsHandledOnce() {
        Millrace.runCallbacks(loop -> {
            Promise<Void> told = new Promise<>(loop);
            loop.platform().signals().subscribe(Kind.SIGUSR1, loop, () -> {
                reports.release();
                told.complete(null);
            });
            kill();
            return told;
        });
        assertEquals(1, reports.availablePermits());
        assertSame(stranger, top());
    }

    /** While others come and go, each loop that stays is told of every signal. */
    @Test
    @Tag("case-213")
    void manyLoopsAreToldOfEverySignal() throws Exception {
        int rounds = 8;
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<?>> all = new ArrayList<>();
        Semaphore subscribed = new Semaphore(0);
        for (int i = 0; i < LOOPS; i++) {
            all.add(threads.submit(() -> Millrace.runCallbacks(loop -> {
                Promise<Void> done = new Promise<>(loop);
                int[] told = {0};
                loop.platform().signals().subscribe(Kind.SIGUSR1, loop, () -> {
                    if (++told[0] == rounds) {
                        done.complete(null);
                    }
                    reports.release();
                });
                subscribed.release();
                return done;
            })));
        }
        await(subscribed, LOOPS);
        for (int i = 0; i < 10; i++) {
            all.add(threads.submit(SignalsTest::comeAndGo));
        }
        for (int round = 0; round < rounds; round++) {
            JvmSignalTable.raise(NAME);
            await(reports, LOOPS);
        }
        for (Future<?> each : all) {
            each.get();
        }
        threads.shutdown();
        assertEquals(0, reports.availablePermits());
        assertSame(stranger, top());
    }

    private static Void comeAndGo() {
        for (int i = 0; i < 32; i++) {
            try (JvmSignals other = new JvmSignals()) {
                other.subscribe(Kind.SIGUSR1, Runnable::run, () -> { });
                other.subscribe(Kind.SIGUSR1, Runnable::run, () -> { });
            }
        }
        return null;
    }

    private static Object top() {
        Object probe = JvmSignalTable.handler((proxy, method, arguments) -> null);
        Object top = JvmSignalTable.put(NAME, probe);
        JvmSignalTable.put(NAME, top);
        return top;
    }

    private static void kill() {
        try {
            new ProcessBuilder("sh", "-c", "kill -USR1 " + ProcessHandle.current().pid()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Runnable takeFromInbox() throws InterruptedException {
        Runnable taken = inbox.poll(30, TimeUnit.SECONDS);
        assertNotNull(taken, "nothing was reported");
        return taken;
    }

    private static void await(Semaphore semaphore, int permits) throws InterruptedException {
        assertTrue(semaphore.tryAcquire(permits, 30, TimeUnit.SECONDS), () -> "only " + semaphore.availablePermits());
    }
}
