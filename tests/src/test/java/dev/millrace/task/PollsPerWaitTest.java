package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopObserver;
import dev.millrace.loop.LoopOptions;
import dev.millrace.loop.LoopStep;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.sys.Platform;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a wait costs in polls, beside a step that is always ready, so that no turn waits for anything. */
class PollsPerWaitTest {
    private static final Coroutines COROUTINES = Coroutines.best();
    /** A baton is handed over in tens of microseconds. */
    private static final int TIMES = COROUTINES.isLoopScheduled() ? 100_000 : 2_000;

    private final Polls polls = new Polls();
    private final EventLoop loop = new EventLoop(Platform.system(), LoopOptions.DEFAULT.withObserver(polls));

    /** Counts polls, and those that asked without waiting though no step was ready. */
    private static final class Polls implements LoopObserver {
        long count;

        @Override
        public void polled(long timeoutNanos, long waitedNanos, int reports) {
            count++;
        }
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private void run(Callable<Void> main) {
        Task<Void> task = TaskGroup.main(loop, COROUTINES, main);
        loop.core().makeReady(new LoopStep() {
            @Override
            public void run() {
                if (!task.isDone()) {
                    loop.core().makeReady(this);
                }
            }
        });
        while (!task.isDone()) {
            loop.turn(-1);
        }
        task.value();
    }

    private void assertOnePollEach(int waits, long from) {
        double each = (double) (polls.count - from) / waits;
        assertTrue(each <= 1.01, () -> each + " polls each");
    }

    @Test
    void aMessageThatIsWaitedForTakesOnePoll() {
        run(() -> {
            try (TcpListener listener = TcpListener.bind(Address.loopback(0));
                    TcpStream client = await(TcpStream.connect(listener.localAddress()));
                    TcpStream server = await(listener.accept())) {
                TaskGroup.run(group -> {
                    group.start(() -> echo(server));
                    byte[] message = new byte[64];
                    long before = polls.count;
                    for (int i = 0; i < TIMES / 2; i++) {
                        await(client.write(message));
                        await(client.read(message));
                    }
                    assertOnePollEach(TIMES, before);
                    await(client.shutdownOutput());
                });
            }
            return null;
        });
    }

    private static void echo(TcpStream stream) {
        byte[] buffer = new byte[64];
        for (int n; (n = await(stream.read(buffer))) >= 0;) {
            await(stream.write(buffer, 0, n));
        }
    }

    @Test
    void aSleepTakesOnePoll() {
        run(() -> {
            long before = polls.count;
            for (int i = 0; i < TIMES; i++) {
                await(Future.sleep(Duration.ZERO));
            }
            assertOnePollEach(TIMES, before);
            return null;
        });
    }
}
