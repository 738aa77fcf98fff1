package dev.millrace.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.loop.EventLoop;
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
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
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

/** However writes and reads are cut, the bytes that arrive are those that were written. */
class SplitPropertiesTest {

    /** How a piece is moved, and how many bytes it has. */
    private record Cut(Form form, int size) {
    }

    private enum Form { WHOLE, RANGE, SEVERAL }

    @Provide
    Arbitrary<Cut> cuts() {
        Arbitrary<Integer> sizes = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 5), Arbitraries.integers().between(0, 3000));
        return Combinators.combine(Arbitraries.of(Form.class), sizes).as(Cut::new);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    @Tag("case-141")
    void anySplitGivesTheSameBytes(@ForAll @Size(max = 12) List<@From("cuts") Cut> writes,
            @ForAll @Size(min = 1, max = 10) List<@From("cuts") Cut> reads,
            @ForAll @IntRange(min = 1, max = 2000) int room, @ForAll boolean readerFirst) {
        byte[] sent = new byte[writes.stream().mapToInt(Cut::size).sum()];
        new Random(sent.length).nextBytes(sent);
        ByteArrayOutputStream arrived = new ByteArrayOutputStream();
        try (Simulation simulation = new Simulation()) {
            simulation.runCallbacks(loop -> connect(loop, room).flatMap(ends -> {
                Receiver receiver = new Receiver(ends.get(1), reads, arrived);
                Supplier<Future<Void>> reader = receiver::more;
                Supplier<Future<Void>> writer = () -> write(ends.get(0), sent, 0, writes.iterator());
                List<Supplier<Future<Void>>> order = readerFirst ? List.of(reader, writer) : List.of(writer, reader);
                return Futures.all(loop, order.stream().map(Supplier::get).toList());
            }));
            assertArrayEquals(sent, arrived.toByteArray());
            assertEquals(2, simulation.sockets().openCount());
        }
    }

    /** Connects two streams with little room for what was not read yet. */
    private static Future<List<TcpStream>> connect(EventLoop loop, int room) {
        TcpOptions options = TcpOptions.DEFAULT.withBuffers(0, room);
        TcpListener listener = TcpListener.bind(loop, Address.loopback(0), options);
        Future<TcpStream> client = TcpStream.connect(loop, listener.localAddress(), options);
        return Futures.all(loop, List.of(client, listener.accept())).map(ends -> {
            listener.close();
            return ends;
        });
    }

    private static Future<Void> write(ByteStream stream, byte[] bytes, int from, Iterator<Cut> cuts) {
        if (!cuts.hasNext()) {
            return stream.shutdownOutput();
        }
        Cut cut = cuts.next();
        int to = from + cut.size;
        int middle = from + cut.size / 3;
        IntFuture written = switch (cut.form) {
            case WHOLE -> stream.write(Arrays.copyOfRange(bytes, from, to));
            case RANGE -> stream.write(bytes, from, cut.size);
            case SEVERAL -> stream.write(new byte[][] {
                Arrays.copyOfRange(bytes, from, middle), {}, Arrays.copyOfRange(bytes, middle, to)});
        };
        return written.flatMap(count -> {
            assertEquals(cut.size, count);
            return write(stream, bytes, to, cuts);
        });
    }

    /** Reads by the cuts, again and again, up to the end. */
    private static final class Receiver {
        private final Buffered buffered;
        private final List<Cut> cuts;
        private final ByteArrayOutputStream arrived;
        private int next;

        Receiver(ByteStream stream, List<Cut> cuts, ByteArrayOutputStream arrived) {
            this.buffered = new Buffered(stream);
            this.cuts = cuts;
            this.arrived = arrived;
        }

        Future<Void> more() {
            Cut cut = cuts.get(next++ % cuts.size());
            int most = Math.max(1, cut.size);
            Future<byte[]> read = switch (cut.form) {
                case WHOLE -> buffered.read(most);
                case RANGE -> buffered.readExactly(most).recover(Receiver::partial);
                case SEVERAL -> buffered.readUntil(1_000_000, new byte[] {(byte) cut.size}).recover(Receiver::partial);
            };
            return read.flatMap(bytes -> {
                arrived.writeBytes(bytes);
                return buffered.atEnd() ? Future.of(buffered.stream().loop(), null) : more();
            });
        }

        private static byte[] partial(Throwable failure) {
            return ((EndOfStream) failure).partial();
        }
    }
}
