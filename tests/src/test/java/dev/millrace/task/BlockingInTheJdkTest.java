package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.loop.EventLoop;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loop-scheduled tasks that block in the JDK: what parks only them, and what blocks the loop. */
class BlockingInTheJdkTest {
    private static final int BEATS = 5;
    /** What is blocked is let go when the loop has not answered another thread for so long. */
    private static final long PATIENCE_MS = 200;
    private Options options;

    @BeforeEach
    void choose() {
        options = Options.DEFAULT.withCoroutines(Kind.LOOP_SCHEDULED.coroutines());
    }

    private static void sleep(long milliseconds) {
        await(Future.sleep(Duration.ofMillis(milliseconds)));
    }

    /** Another task beats while the body blocks; what it releases after some beats is what the body waits for. */
    private void blocksOnlyItself(Task.Body body, Task.Body release) {
        boolean[] released = {false};
        Millrace.run(options, () -> TaskGroup.call(group -> {
            group.start(() -> {
                for (int i = 0; i < BEATS; i++) {
                    sleep(1);
                }
                released[0] = true;
                release.run();
            });
            body.run();
            assertTrue(released[0]);
            sleep(1);
            return null;
        }));
    }

    @Test
    void aLatchParksTheTask() {
        CountDownLatch latch = new CountDownLatch(1);
        blocksOnlyItself(latch::await, latch::countDown);
    }

    @Test
    void aLockParksTheTaskAndMayBeHeldOverAnAwait() {
        ReentrantLock lock = new ReentrantLock();
        int[] inside = {0};
        Millrace.run(options, () -> TaskGroup.call(group -> {
            for (int i = 0; i < 10; i++) {
                group.start(() -> {
                    lock.lock();
                    try {
                        assertEquals(1, ++inside[0]);
                        sleep(1);
                        inside[0]--;
                    } finally {
                        lock.unlock();
                    }
                });
            }
            return null;
        }));
    }

    @Test
    void aMonitorParksTheTaskAndMayBeHeldOverAnAwait() {
        assumeTrue(Runtime.version().feature() >= 24, "before JDK 24 a monitor pins a virtual thread");
        Object monitor = new Object();
        int[] inside = {0};
        Millrace.run(options, () -> TaskGroup.call(group -> {
            for (int i = 0; i < 10; i++) {
                group.start(() -> {
                    synchronized (monitor) {
                        assertEquals(1, ++inside[0]);
                        sleep(1);
                        inside[0]--;
                    }
                });
            }
            return null;
        }));
    }

    @Test
    void beforeJdk24AnAwaitUnderAMonitorIsRefusedAtOnceAndTheTaskStaysUsable() {
        assumeTrue(Runtime.version().feature() < 24, "from JDK 24 on a monitor does not pin a virtual thread");
        Millrace.run(options, () -> {
            synchronized (this) {
                assertThrows(IllegalStateException.class, () -> sleep(1));
                assertThrows(IllegalStateException.class, Task::yieldNow);
            }
            sleep(1);
        });
    }

    @Test
    void objectWaitParksTheTask() {
        assumeTrue(Runtime.version().feature() >= 24, "before JDK 24 a monitor pins a virtual thread");
        Object monitor = new Object();
        boolean[] notified = {false};
        blocksOnlyItself(() -> {
            synchronized (monitor) {
                while (!notified[0]) {
                    monitor.wait();
                }
            }
        }, () -> {
            synchronized (monitor) {
                notified[0] = true;
                monitor.notifyAll();
            }
        });
    }

    @Test
    void threadSleepParksTheTask() {
        int[] beats = {0};
        Millrace.run(options, () -> {
            TaskGroup.root().start(() -> {
                while (true) {
                    sleep(1);
                    beats[0]++;
                }
            });
            while (beats[0] < BEATS) {
                Thread.sleep(5);
            }
            return null;
        });
    }

    @Test
    void aSocketOfTheJdkParksTheTask() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            blocksOnlyItself(() -> assertEquals(7, client.getInputStream().read()),
                    () -> accepted.getOutputStream().write(7));
        }
    }

    /** Tells whether the loop does anything else while the body blocks, until {@code release} lets it go. */
    private boolean loopGoesOn(Task.Body body, Task.Body release) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        AtomicReference<EventLoop> loop = new AtomicReference<>();
        boolean[] inTime = {false};
        Thread watcher = new Thread(() -> {
            try {
                begun.await();
                loop.get().execute(answered::countDown);
                inTime[0] = answered.await(PATIENCE_MS, TimeUnit.MILLISECONDS);
                release.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        watcher.start();
        Millrace.run(options, () -> {
            loop.set(Task.current().loop());
            begun.countDown();
            body.run();
            return null;
        });
        watcher.join();
        return inTime[0];
    }

    @Test
    void aLatchLetsTheLoopGoOn() throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(1);
        assertTrue(loopGoesOn(latch::await, latch::countDown));
    }

    @Test
    void aFileBlocksTheLoop(@TempDir File folder) throws Exception {
        File fifo = new File(folder, "fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.getPath()).start().waitFor());
        assertFalse(loopGoesOn(() -> new FileInputStream(fifo).close(), () -> new FileOutputStream(fifo).close()));
    }

    @Test
    void aStreamOfAProcessBlocksTheLoop() throws Exception {
        Process cat = new ProcessBuilder("cat").start();
        assertFalse(loopGoesOn(() -> assertEquals(-1, cat.getInputStream().read()),
                () -> cat.getOutputStream().close()));
    }

    @Test
    void aClassInitialiserBlocksTheLoop() throws InterruptedException {
        assertFalse(loopGoesOn(Slow::new, Gate.LATCH::countDown));
    }

    /** What {@link Slow} waits for. */
    private static final class Gate {
        static final CountDownLatch LATCH = new CountDownLatch(1);
    }

    /** Its initialiser waits. */
    private static final class Slow {
        static {
            try {
                Gate.LATCH.await();
            } catch (InterruptedException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }

    @Test
    void aTaskThatIsBlockedSeesACancelAtItsNextAwait() {
        CountDownLatch latch = new CountDownLatch(1);
        Millrace.run(options, () -> TaskGroup.call(group -> {
            Task<Void> task = group.start(() -> {
                latch.await();
                assertFalse(Thread.currentThread().isInterrupted());
                assertThrows(Cancelled.class, () -> sleep(1));
            });
            sleep(1);
            task.cancel();
            sleep(1);
            assertFalse(task.isDone());
            latch.countDown();
            await(task);
            return null;
        }));
    }

    @Test
    void insideInterruptibleACancelInterruptsTheThread() {
        CountDownLatch never = new CountDownLatch(1);
        Millrace.run(options, () -> {
            assertThrows(TimedOut.class, () -> CancelScope.callWithTimeout(Duration.ofMillis(2), () ->
                    CancelScope.callInterruptible(() -> never.await(60, TimeUnit.SECONDS))));
            CancelScope.callInterruptible(() -> {
                assertThrows(TimedOut.class, () -> CancelScope.callWithTimeout(Duration.ofMillis(2), () ->
                        never.await(60, TimeUnit.SECONDS)));
                assertFalse(Thread.currentThread().isInterrupted());
                return null;
            });
            assertFalse(Thread.currentThread().isInterrupted());
            sleep(1);
            return null;
        });
    }

    @Test
    void anInterruptThatIsUnderWayWhenAShieldIsRaisedIsTheCancelItCameFrom() {
        CancelScope outer = new CancelScope();
        CancelScope inner = new CancelScope();
        CountDownLatch never = new CountDownLatch(1);
        Millrace.run(options, () -> TaskGroup.run(group -> {
            Task<Void> task = group.start(() -> outer.run(() -> inner.run(() -> CancelScope.runInterruptible(() -> {
                never.await();
            }))));
            sleep(1);
            outer.cancel();
            inner.shield(true);
            await(task);
        }));
        assertTrue(outer.caught());
    }

    @Test
    void anUndoMayBlockWhileItsFutureIsCompletedByAnother() {
        Millrace.run(options, () -> TaskGroup.run(group -> {
            CountDownLatch completed = new CountDownLatch(1);
            Promise<String> promise = new Promise<>(Task.current().loop(), () -> awaited(completed));
            group.start(() -> {
                sleep(1);
                promise.complete("value");
                completed.countDown();
            });
            CancelScope scope = new CancelScope();
            scope.cancel();
            assertEquals("value", scope.call(() -> await(promise)).orElseThrow());
        }));
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return false;
    }

    /** In a VM of its own, where no other test has brought the JDK's socket poller up already. */
    @Test
    void ordinaryVirtualThreadsReadSocketsAfterALoopHasClosed() throws Exception {
        String java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
        Process process = new ProcessBuilder(List.of(java, "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), AfterTheLoop.class.getName())).inheritIO().start();
        try {
            assertTrue(process.waitFor(40, TimeUnit.SECONDS), "the socket's reader hangs");
            assertEquals(0, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    static final class AfterTheLoop {
        private AfterTheLoop() {
        }

        public static void main(String[] none) throws Exception {
            Options options = Options.DEFAULT.withCoroutines(Coroutines.loopScheduled());
            Millrace.run(options, () -> {
                echo();
                return null;
            });
            Thread reader = VirtualThread.start(() -> {
                echo();
                return null;
            });
            reader.join();
        }

        /** Reads before there is anything to read, so that the poller of the JDK is what ends it. */
        private static void echo() throws IOException {
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                    Socket accepted = server.accept()) {
                Thread writer = new Thread(() -> {
                    try {
                        Thread.sleep(50);
                        accepted.getOutputStream().write(7);
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
                writer.start();
                if (client.getInputStream().read() != 7) {
                    throw new IOException("not what was sent");
                }
            }
        }
    }
}
