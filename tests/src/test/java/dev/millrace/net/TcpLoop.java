package dev.millrace.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Timer;
import dev.millrace.task.Awaitable;
import dev.millrace.task.Future;
import dev.millrace.task.IntFuture;
import dev.millrace.testkit.Simulation.StreamPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A loop on the kernel's own sockets. A descriptor left open, or a failure that nobody expected, fails the test. */
final class TcpLoop implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(40);

    final TcpCounts counts = new TcpCounts();
    /** What was reported; a test takes out what it expects. */
    final List<Throwable> failures = new ArrayList<>();
    private final Map<Integer, String> openBefore = TcpDescriptors.open();
    private final EventLoop loop = Millrace.open(
            Options.DEFAULT.withObserver(counts).withFailures((what, failure) -> failures.add(failure)));

    EventLoop loop() {
        return loop;
    }

    /** Drives the loop until a future has ended. */
    <A extends Awaitable> A end(A awaited) {
        Timer alarm = loop.timer(loop::stop);
        alarm.arm(LONG);
        awaited.onEnd(loop::stop);
        loop.run();
        alarm.cancel();
        assertTrue(awaited.isDone(), () -> "still pending after " + LONG + ": " + awaited);
        return awaited;
    }

    <T> T get(Future<T> future) {
        return end(future).value();
    }

    int get(IntFuture future) {
        return end(future).value();
    }

    /** Drives the loop until a future has failed. */
    <T extends Throwable> T failure(Class<T> kind, Awaitable failing) {
        return assertInstanceOf(kind, end(failing).failure().orElse(null));
    }

    /** Lets the loop wait and counts its polls; the one that waits is among them. */
    int pollsWithin(Duration time) {
        int before = counts.polls();
        get(Future.sleep(loop, time));
        return counts.polls() - before;
    }

    StreamPair pair() {
        return pair(TcpOptions.DEFAULT);
    }

    StreamPair pair(TcpOptions options) {
        try (TcpListener listener = TcpListener.bind(loop, Address.loopback(0), options)) {
            Future<TcpStream> client = TcpStream.connect(loop, listener.localAddress(), options);
            TcpStream server = get(listener.accept());
            return new StreamPair(get(client), server);
        }
    }

    /** An address where nobody listens, but somebody did. */
    IpAddress deadEnd() {
        try (TcpListener listener = TcpListener.bind(loop, Address.loopback(0))) {
            return listener.localAddress();
        }
    }

    /** Writes until the kernel takes no more: the write that waits. */
    IntFuture clog(TcpStream stream) {
        IntFuture write;
        do {
            write = stream.write(new byte[1 << 20]);
            end(Future.sleep(loop, Duration.ofMillis(5)));
        } while (write.isDone());
        return write;
    }

    @Override
    public void close() {
        loop.close();
        assertEquals(openBefore, TcpDescriptors.open(), "descriptors");
        assertEquals(List.of(), failures, "failures that were reported");
    }
}
