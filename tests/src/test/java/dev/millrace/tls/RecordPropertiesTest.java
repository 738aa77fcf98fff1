package dev.millrace.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.io.BrokenException;
import dev.millrace.io.ClosedException;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpOptions;
import dev.millrace.net.TcpStream;
import dev.millrace.task.Future;
import dev.millrace.task.Futures;
import dev.millrace.task.IntFuture;
import dev.millrace.testkit.Simulation;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * However the records are cut by the streams beneath, and whenever reads and writes are given up: what arrives is what
 * was sent, as far as {@code written()} says, in order and once.
 */
class RecordPropertiesTest {
    private static final byte[] STOCK = new byte[1 << 20];

    static {
        new Random(5).nextBytes(STOCK);
    }

    private enum Act { WRITE, READ, CANCEL_WRITE, CANCEL_READ, WAIT }

    /** Something that one of the two ends does. */
    private record Move(boolean byClient, Act act, int size) {
    }

    private enum Last { NOTHING, SHUTDOWN, CLOSE, ABORT }

    @Provide
    Arbitrary<Move> moves() {
        Arbitrary<Integer> sizes = Arbitraries.oneOf(Arbitraries.integers().between(0, 20),
                Arbitraries.integers().between(0, 70_000), Arbitraries.of(16_384, 16_385));
        Arbitrary<Act> acts = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(5, Arbitraries.just(Act.WRITE)),
                net.jqwik.api.Tuple.of(5, Arbitraries.just(Act.READ)),
                net.jqwik.api.Tuple.of(1, Arbitraries.of(Act.CANCEL_WRITE, Act.CANCEL_READ)),
                net.jqwik.api.Tuple.of(3, Arbitraries.just(Act.WAIT)));
        return Combinators.combine(Arbitraries.of(true, false), acts, sizes).as(Move::new);
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    @Tag("case-221")
    void nothingIsLostOrRepeated(@ForAll @Size(max = 30) List<@From("moves") Move> moves, @ForAll boolean newest,
            @ForAll Last last, @ForAll @IntRange(min = 1, max = 40_000) int room,
            @ForAll @IntRange(min = 1, max = 20_000) int crumb, @ForAll long seed) {
        try (Simulation simulation = new Simulation()) {
            Scene scene = new Scene(simulation, newest ? "TLSv1.3" : "TLSv1.2", room, crumb, new Random(seed));
            moves.forEach(scene::make);
            scene.end(last);
            scene.check(last);
        }
    }

    /** Two ends, the client's first, and what they have said and heard. */
    private static final class Scene {
        private final Simulation simulation;
        private final boolean halfCloses;
        private final End client;
        private final End server;

        Scene(Simulation simulation, String protocol, int room, int crumb, Random random) {
            this.simulation = simulation;
            halfCloses = protocol.equals("TLSv1.3");
            TcpOptions options = TcpOptions.DEFAULT.withBuffers(0, room);
            List<TcpStream> tcp = simulation.runCallbacks(loop -> {
                TcpListener listener = TcpListener.bind(loop, Address.loopback(0), options);
                Future<TcpStream> near = TcpStream.connect(loop, listener.localAddress(), options);
                return Futures.all(loop, List.of(near, listener.accept())).map(ends -> {
                    listener.close();
                    return ends;
                });
            });
            List<TlsStream> ends = simulation.runCallbacks(loop -> Futures.all(loop, List.of(
                    Tls.client(new Trickle(tcp.get(0), random, crumb), Certificates.TRUSTING.withProtocols(protocol),
                            "server.test"),
                    Tls.server(new Trickle(tcp.get(1), random, crumb), Certificates.SERVING))));
            client = new End(ends.get(0));
            server = new End(ends.get(1));
        }

        void make(Move move) {
            End end = move.byClient ? client : server;
            switch (move.act) {
                case WRITE -> end.write(move.size);
                case READ -> end.read(move.size);
                case CANCEL_WRITE -> end.writing.cancel();
                case CANCEL_READ -> end.reading.cancel();
                default -> simulation.turn();
            }
            end.settle();
        }

        /** Lets the client end, and both read what there is. */
        void end(Last last) {
            boolean writes = !client.writing.isDone();
            client.settle();
            server.settle();
            switch (last) {
                case SHUTDOWN -> {
                    Future<Void> said = client.stream.shutdownOutput();
                    assertEquals(writes, said.isFailed());
                    said.failure();
                }
                case CLOSE -> client.stream.close();
                case ABORT -> client.stream.abort();
                default -> { }
            }
            for (int quiet = 0; quiet < 3;) {
                int before = client.heard.size() + server.heard.size();
                client.read(50_000);
                server.read(50_000);
                simulation.runUntilIdle();
                client.settle();
                server.settle();
                quiet = before == client.heard.size() + server.heard.size() ? quiet + 1 : 0;
            }
        }

        void check(Last last) {
            server.heardWhatWasSaidBy(client, last != Last.ABORT);
            boolean open = last == Last.NOTHING || last == Last.SHUTDOWN && (halfCloses || !client.ended);
            client.heardWhatWasSaidBy(server, open);
            if (last == Last.SHUTDOWN && client.ended) {
                assertEquals(-1, server.count(server.stream.read(new byte[1])));
            }
            client.stream.abort();
            server.stream.abort();
            simulation.runUntilIdle();
            client.settle();
            server.settle();
            assertEquals(0, simulation.sockets().openCount());
        }
    }

    /** One end: it writes what is next of the stock, and keeps what it reads. */
    private static final class End {
        private final TlsStream stream;
        private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
        private IntFuture reading;
        private IntFuture writing;
        private byte[] buffer = {};
        private boolean ended;

        End(TlsStream stream) {
            this.stream = stream;
            reading = IntFuture.of(stream.loop(), 0);
            writing = IntFuture.of(stream.loop(), 0);
        }

        void write(int size) {
            if (writing.isDone()) {
                int from = (int) stream.written();
                byte[] bytes = Arrays.copyOfRange(STOCK, from, from + size);
                writing = size % 2 == 0 ? stream.write(bytes) : stream.write(new byte[][] {
                    Arrays.copyOf(bytes, size / 3), {}, Arrays.copyOfRange(bytes, size / 3, size)});
            }
        }

        void read(int size) {
            settle();
            if (reading.isDone()) {
                buffer = new byte[Math.max(1, size)];
                reading = stream.read(buffer);
            }
        }

        /** Takes what was read. */
        void settle() {
            if (reading.isDone()) {
                int count = count(reading);
                heard.write(buffer, 0, Math.max(0, count));
                buffer = new byte[0];
                reading = IntFuture.of(stream.loop(), 0);
            }
            if (writing.isFailed() && !writing.isCancelled()) {
                count(writing);
            }
        }

        /** Returns the count; 0 if it failed as it may. */
        int count(IntFuture future) {
            if (!future.isFailed()) {
                return future.value();
            }
            Throwable why = future.failure().orElseThrow();
            assertTrue(future.isCancelled() || why instanceof BrokenException || why instanceof ClosedException,
                    why::toString);
            return 0;
        }

        void heardWhatWasSaidBy(End other, boolean all) {
            int said = (int) other.stream.written();
            byte[] arrived = heard.toByteArray();
            assertTrue(arrived.length <= said);
            assertArrayEquals(Arrays.copyOf(STOCK, arrived.length), arrived);
            if (all) {
                assertEquals(said, arrived.length);
            }
        }
    }
}
