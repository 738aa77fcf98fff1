package dev.millrace.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopObserver;
import dev.millrace.loop.LoopOptions;
import dev.millrace.loop.Timer;
import dev.millrace.sys.Platform;
import dev.millrace.task.Awaitable;
import dev.millrace.task.Future;
import dev.millrace.task.IntFuture;
import dev.millrace.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A loop for tests of streams, simulated or real, that counts descriptors and keeps what is reported. */
final class Wire implements AutoCloseable {
    private static final Duration TOO_LONG = Duration.ofSeconds(30);

    private final Set<Integer> open = new TreeSet<>();
    private final List<Throwable> reports = new ArrayList<>();
    private final EventLoop loop;

    enum Kind { SIMULATED, REAL }

    Wire(Kind kind) {
        LoopObserver observer = new Descriptors();
        loop = kind == Kind.SIMULATED
                ? new Simulation(observer, (what, failure) -> reports.add(failure)).loop()
                : new EventLoop(Platform.system(), LoopOptions.DEFAULT.withObserver(observer)
                        .withFailures((what, failure) -> reports.add(failure)));
    }

    EventLoop loop() {
        return loop;
    }

    List<Throwable> reports() {
        return reports;
    }

    /** The descriptors that were opened through the loop and are not closed. */
    Set<Integer> open() {
        return open;
    }

    /** Two streams that are connected to each other. */
    record Ends(TcpStream near, TcpStream far) {
    }

    /** Connects two streams whose kernel buffers hold some kilobytes only, so that writers soon have to wait. */
    Ends connect() {
        TcpOptions small = TcpOptions.DEFAULT.withBuffers(8192, 8192);
        try (TcpListener listener = TcpListener.bind(loop, Address.loopback(0), small)) {
            Future<TcpStream> near = TcpStream.connect(loop, listener.localAddress(), small);
            TcpStream far = value(listener.accept());
            return new Ends(value(near), far);
        }
    }

    <T> T value(Future<T> future) {
        await(future);
        return future.value();
    }

    int value(IntFuture future) {
        await(future);
        return future.value();
    }

    Throwable failure(Awaitable future) {
        await(future);
        return future.failure().orElseThrow(() -> new AssertionError("did not fail: " + future));
    }

    /** Makes turns until the future has ended; a test that hangs is cancelled. */
    void await(Awaitable future) {
        Timer guard = loop.timer(() -> future.cancel("the test took longer than " + TOO_LONG));
        guard.arm(TOO_LONG);
        boolean[] ended = {false};
        future.onEnd(() -> {
            ended[0] = true;
            guard.cancel();
            // The turn in which the future ends must not wait for more.
            loop.stop();
        });
        while (!ended[0]) {
            loop.turn(-1);
        }
    }

    /** Lets everything run that can run without anybody's doing. */
    void settle() {
        await(Future.sleep(loop, Duration.ofMillis(20)));
    }

    @Override
    public void close() {
        loop.close();
    }

    /** Follows descriptors from birth to death. */
    private final class Descriptors implements LoopObserver {
        @Override
        public void systemCall(Call call, int fd, int result) {
            if ((call == Call.OPEN || call == Call.ACCEPT) && result >= 0) {
                assertTrue(open.add(result));
            } else if (call == Call.CLOSE) {
                assertTrue(open.remove(fd), "closed twice: fd " + fd);
            }
        }
    }
}
