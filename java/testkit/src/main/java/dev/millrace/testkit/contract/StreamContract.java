package dev.millrace.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.io.ByteStream;
import dev.millrace.io.IoHandler;
import dev.millrace.sys.Platform;
import dev.millrace.task.Future;
import dev.millrace.task.IntFuture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ByteStream} must do, as JUnit tests, for whoever writes one. A subclass says on which platform the
 * loop stands, and connects two streams; the package page shows one.
 *
 * <p>Each test has a loop and two streams of its own. It closes the streams, expects that every descriptor is closed
 * that was opened through the loop, closes the loop, and expects that no failure was reported to it. An operation that
 * must end has 30 seconds of the loop's clock; what can go on by itself gets 20 ms to do so. Between the two streams
 * there must be room for less than 4 MiB (and for one byte), so that a writer comes to wait.
 *
 * <p>A stream without some ability overrides the tests of it without the annotation.
 */
// The module does not require JUnit of everybody.
@SuppressWarnings("exports")
@Tag("case-141")
public abstract class StreamContract implements StreamEndContract, StreamWaitContract {
    private static final int DUPLEX = 1 << 20;

    private final byte[] buffer = new byte[Payload.CHUNK];
    private Wire wire;
    private ByteStream near;
    private ByteStream far;

    /** For subclasses. */
    protected StreamContract() {
    }

    /** Opens the platform of the loop: the operating system's, or a simulated host's. */
    protected abstract Platform open();

    /** Connects two streams of the wire's loop; both are closed by the test. */
    protected abstract Wire.Ends connect(Wire wire);

    /**
     * Returns whether a close has closed the descriptors when it returns, as it should if it can. A stream that still
     * has to say something then gets 20 ms for it.
     */
    protected boolean closesAtOnce() {
        return true;
    }

    @Override
    public final Wire wire() {
        return wire;
    }

    @Override
    public final ByteStream near() {
        return near;
    }

    @Override
    public final ByteStream far() {
        return far;
    }

    /** Opens a loop for the next test, and connects its streams. */
    @BeforeEach
    public final void openWire() {
        wire = new Wire(open());
        Wire.Ends ends = connect(wire);
        near = ends.near();
        far = ends.far();
    }

    /** Closes them, and checks that nothing leaks and nothing is reported. */
    @AfterEach
    public final void nothingLeaksAndNothingIsReported() {
        if (far != null) {
            near.close();
            far.close();
            if (!closesAtOnce() && !wire.openDescriptors().isEmpty()) {
                wire.settle();
            }
            assertEquals(Set.of(), wire.openDescriptors());
        }
        if (wire != null) {
            wire.close();
            assertEquals(List.of(), wire.reports());
        }
    }

    /** Operations on no bytes are done at once and leave the stream as it was. */
    @Test
    public void emptyReadsAndWritesAreHarmless() {
        assertEquals(0, near.write(new byte[0]).value());
        assertEquals(0, near.write(new byte[][] {{}, {}}).value());
        assertEquals(0, near.write(new byte[0][]).value());
        assertEquals(0, far.read(buffer, 0, 0).value());
        assertEquals(0, near.written());
        wire.value(near.write(new byte[] {1}));
        assertArrayEquals(new byte[] {1}, wire.readExactly(far, 1));
    }

    /** A write of several arrays, some of them empty, one larger than all buffers, arrives whole and in order. */
    @Test
    public void gathersArraysInOrder() {
        byte[][] arrays = {{1, 2}, {}, {3}, Payload.HUGE};
        IntFuture write = near.write(arrays);
        byte[] arrived = wire.readExactly(far, 3 + Payload.HUGE.length);
        assertArrayEquals(new byte[] {1, 2, 3}, Arrays.copyOf(arrived, 3));
        assertArrayEquals(Payload.HUGE, Arrays.copyOfRange(arrived, 3, arrived.length));
        assertEquals(3 + Payload.HUGE.length, wire.value(write));
        assertEquals(3 + Payload.HUGE.length, near.written());
    }

    /** Bytes outside the range are neither written nor read into. */
    @Test
    public void readsIntoAndWritesFromTheRangeOnly() {
        wire.value(near.write(new byte[] {1, 2, 3, 4}, 1, 2));
        byte[] into = new byte[6];
        int count = wire.value(far.read(into, 2, 3));
        assertEquals(2, count);
        assertArrayEquals(new byte[] {0, 0, 2, 3, 0, 0}, into);
    }

    /** A range that is not in the array is refused by an exception, not by a failed future. */
    @Test
    public void refusesRangesThatAreNotInTheArray() {
        assertThrows(IndexOutOfBoundsException.class, () -> near.read(buffer, -1, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> near.read(buffer, Payload.CHUNK, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> near.write(buffer, 1, Payload.CHUNK));
        assertThrows(IndexOutOfBoundsException.class, () -> near.write(buffer, 0, -1));
    }

    /** A handler is not told inside the call that it made, and may make the next call when it is told. */
    @Test
    @Tag("case-149")
    public void aHandlerIsToldOnALaterStepAndMayAskAgain() {
        Repeating reader = new Repeating();
        assertEquals(ByteStream.PENDING, near.read(buffer, 0, 1, reader));
        wire.value(far.write(new byte[] {1, 2, 3}));
        far.close();
        wire.settle();
        assertEquals(List.of(1, 1, 1, -1), reader.results);
        assertFalse(reader.nested);
    }

    /** A megabyte in each direction at the same time, in chunks of any size, arrives unchanged and ends. */
    @Test
    public void movesAMegabyteEachWayInRandomChunks() {
        byte[] out = Payload.random(1, DUPLEX);
        byte[] back = Payload.random(2, DUPLEX);
        Future<Void> there = send(near, out, 0, new Random(3));
        Future<Void> andBack = send(far, back, 0, new Random(4));
        byte[][] arrived = {new byte[DUPLEX], new byte[DUPLEX]};
        Future<Void> atFar = receive(far, arrived[0], 0, new Random(5));
        Future<Void> atNear = receive(near, arrived[1], 0, new Random(6));
        List.of(there, andBack, atFar, atNear).forEach(wire::value);
        assertArrayEquals(out, arrived[0]);
        assertArrayEquals(back, arrived[1]);
    }


    private static Future<Void> send(ByteStream stream, byte[] bytes, int from, Random random) {
        if (from == bytes.length) {
            return stream.shutdownOutput();
        }
        int count = Math.min(random.nextInt(Payload.CHUNK + 1), bytes.length - from);
        return stream.write(bytes, from, count).flatMap(written -> send(stream, bytes, from + written, random));
    }

    /** Reads up to the end of the stream, which must be the end of the array. */
    private static Future<Void> receive(ByteStream stream, byte[] bytes, int from, Random random) {
        byte[] chunk = new byte[1 + random.nextInt(Payload.CHUNK)];
        return stream.read(chunk).flatMap(count -> {
            if (count < 0) {
                assertEquals(bytes.length, from);
                return Future.of(stream.loop(), null);
            }
            System.arraycopy(chunk, 0, bytes, from, count);
            return receive(stream, bytes, from + count, random);
        });
    }

    /** Reads byte after byte, each time out of the handler. */
    private final class Repeating implements IoHandler {
        private final List<Integer> results = new ArrayList<>();
        private boolean nested;
        private boolean asking;

        @Override
        public void completed(int count) {
            nested |= asking;
            int result = count;
            while (result != ByteStream.PENDING) {
                results.add(result);
                if (result < 0) {
                    return;
                }
                asking = true;
                result = near.read(buffer, 0, 1, this);
                asking = false;
            }
        }

        @Override
        public void failed(RuntimeException failure) {
            throw failure;
        }
    }
}
