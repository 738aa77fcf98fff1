package dev.millrace.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.io.Buffered;
import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import dev.millrace.task.Futures;
import dev.millrace.task.IntFuture;
import dev.millrace.testkit.Simulation.StreamPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many sockets, and many bytes. */
class TcpLoadTest {
    private final TcpLoop real = new TcpLoop();
    private final EventLoop loop = real.loop();

    @AfterEach
    void nothingIsLeft() {
        real.close();
    }

    private List<StreamPair> pairs(int count) {
        List<StreamPair> pairs = new ArrayList<>();
        try (TcpListener listener = TcpListener.bind(loop, Address.loopback(0))) {
            List<Future<TcpStream>> dials = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                dials.add(TcpStream.connect(loop, listener.localAddress()));
            }
            for (Future<TcpStream> dial : dials) {
                pairs.add(new StreamPair(real.get(dial), real.get(listener.accept())));
            }
        }
        return pairs;
    }

    @Test
    @Tag("case-182")
    void aThousandParkedReadersCanBeCancelledAtOnce() {
        List<StreamPair> pairs = pairs(1000);
        List<IntFuture> reads = new ArrayList<>();
        pairs.forEach(pair -> reads.add(pair.server().read(new byte[1])));
        assertTrue(real.pollsWithin(Duration.ofMillis(50)) <= 20);
        reads.forEach(read -> assertTrue(read.cancel()));
        pairs.forEach(pair -> pair.client().write(new byte[1]));
        for (StreamPair pair : pairs) {
            assertEquals(1, real.get(pair.server().read(new byte[2])));
        }
        assertTrue(reads.stream().allMatch(IntFuture::isCancelled));
    }

    @Test
    @Tag("case-182")
    void everyReadyDescriptorIsReportedThoughABatchIsSmaller() {
        List<StreamPair> pairs = pairs(1000);
        List<Future<Integer>> reads = new ArrayList<>();
        pairs.forEach(pair -> reads.add(pair.server().read(new byte[1]).boxed()));
        pairs.forEach(pair -> pair.client().write(new byte[1]));
        List<Integer> counts = real.get(Futures.all(loop, reads));
        assertTrue(counts.stream().allMatch(count -> count == 1));
    }

    /** Counts and sums what one stream reads to its end. */
    private static final class Sink {
        private final CRC32 sum = new CRC32();
        private final byte[] buffer = new byte[100_000];
        private long count;

        Future<Sink> drain(TcpStream from) {
            return from.read(buffer).flatMap(read -> {
                if (read < 0) {
                    return Future.of(from.loop(), this);
                }
                count += read;
                sum.update(buffer, 0, read);
                return drain(from);
            });
        }
    }

    private static Future<Long> echo(TcpStream stream, byte[] buffer) {
        return stream.read(buffer).flatMap(count -> count < 0
                ? stream.shutdownOutput().map(ended -> stream.written())
                : stream.write(buffer, 0, count).flatMap(written -> echo(stream, buffer)));
    }

    @Test
    @Tag("case-148")
    void fiftyMegabytesComeBackThroughAHalfClosedStream() {
        byte[] data = new byte[50_000_000];
        new Random(1).nextBytes(data);
        CRC32 sent = new CRC32();
        sent.update(data);
        StreamPair pair = real.pair();
        Sink sink = new Sink();
        Future<Long> echoed = echo(pair.server(), new byte[64 * 1024]);
        Future<Sink> drained = sink.drain(pair.client());
        pair.client().write(data).onDone(done -> pair.client().shutdownOutput());
        real.get(drained);
        assertEquals(data.length, sink.count);
        assertEquals(sent.getValue(), sink.sum.getValue());
        assertEquals(data.length, real.get(echoed));
    }

    @Test
    @Tag("case-148")
    void bothDirectionsAreClosedWithMuchUnderWay() {
        byte[] data = new byte[5_000_000];
        StreamPair pair = real.pair();
        pair.client().write(data).onDone(done -> pair.client().shutdownOutput());
        pair.server().write(data).onDone(done -> pair.server().shutdownOutput());
        Future<Sink> atServer = new Sink().drain(pair.server());
        Future<Sink> atClient = new Sink().drain(pair.client());
        assertEquals(data.length, real.get(atServer).count);
        assertEquals(data.length, real.get(atClient).count);
    }

    @Test
    @Tag("case-172")
    void serverTakesThreeThousandConnectionsOneAfterTheOther() {
        try (TcpListener listener = TcpListener.bind(loop, Address.loopback(0))) {
            TcpServer server = TcpServer.start(listener, stream -> echo(stream, new byte[10]));
            List<Future<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                clients.add(visit(listener.localAddress(), 100));
            }
            assertTrue(real.get(Futures.all(loop, clients)).stream().allMatch(left -> left == 0));
            server.stop();
            real.get(server.done());
        }
    }

    private Future<Integer> visit(IpAddress address, int times) {
        if (times == 0) {
            return Future.of(loop, 0);
        }
        return TcpStream.connect(loop, address).flatMap(stream -> stream.write(new byte[] {1, 2, 3})
                .flatMap(written -> new Buffered(stream).readExactly(3))
                .flatMap(back -> {
                    stream.close();
                    return visit(address, times - 1);
                }));
    }
}
