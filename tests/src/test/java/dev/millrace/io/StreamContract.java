package dev.millrace.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.fixture.Wire;
import dev.millrace.task.Future;
import dev.millrace.task.IntFuture;
import dev.millrace.task.TimedOut;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every stream must do. A kind of stream passes it by a subclass that connects two. */
@Tag("case-141")
abstract class StreamContract {
    /** More than any kernel buffers between two of our streams. */
    private static final byte[] HUGE = bytes(7, 1 << 22);
    private static final int DUPLEX = 1 << 20;
    private static final int CHUNK = 1 << 14;

    private final Wire wire;
    private final ByteStream near;
    private final ByteStream far;
    private final byte[] buffer = new byte[CHUNK];

    StreamContract(Wire wire) {
        this.wire = wire;
        Wire.Ends ends = wire.connect();
        near = ends.near();
        far = ends.far();
    }

    @AfterEach
    void nothingLeaksAndNothingIsReported() {
        near.close();
        far.close();
        assertEquals(Set.of(), wire.open());
        wire.close();
        assertEquals(List.of(), wire.reports());
    }

    @Test
    void emptyReadsAndWritesAreHarmless() {
        assertEquals(0, near.write(new byte[0]).value());
        assertEquals(0, near.write(new byte[][] {{}, {}}).value());
        assertEquals(0, near.write(new byte[0][]).value());
        assertEquals(0, far.read(buffer, 0, 0).value());
        assertEquals(0, near.written());
        wire.value(near.write(new byte[] {1}));
        assertArrayEquals(new byte[] {1}, readExactly(far, 1));
    }

    @Test
    void gathersArraysInOrder() {
        byte[][] arrays = {{1, 2}, {}, {3}, HUGE};
        IntFuture write = near.write(arrays);
        byte[] arrived = readExactly(far, 3 + HUGE.length);
        assertArrayEquals(new byte[] {1, 2, 3}, Arrays.copyOf(arrived, 3));
        assertArrayEquals(HUGE, Arrays.copyOfRange(arrived, 3, arrived.length));
        assertEquals(3 + HUGE.length, wire.value(write));
        assertEquals(3 + HUGE.length, near.written());
    }

    @Test
    void readsIntoAndWritesFromTheRangeOnly() {
        wire.value(near.write(new byte[] {1, 2, 3, 4}, 1, 2));
        byte[] into = new byte[6];
        int count = wire.value(far.read(into, 2, 3));
        assertEquals(2, count);
        assertArrayEquals(new byte[] {0, 0, 2, 3, 0, 0}, into);
    }

    @Test
    void refusesRangesThatAreNotInTheArray() {
        assertThrows(IndexOutOfBoundsException.class, () -> near.read(buffer, -1, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> near.read(buffer, CHUNK, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> near.write(buffer, 1, CHUNK));
        assertThrows(IndexOutOfBoundsException.class, () -> near.write(buffer, 0, -1));
    }

    @Test
    void whatIsSentBeforeACloseArrivesAndThenTheEndForEver() {
        IntFuture write = near.write(HUGE);
        Future<byte[]> read = new Buffered(far).readAll(HUGE.length);
        wire.value(write);
        near.close();
        assertArrayEquals(HUGE, wire.value(read));
        for (int i = 0; i < 3; i++) {
            assertEquals(-1, wire.value(far.read(buffer)));
        }
        assertFalse(far.isClosed());
    }

    @Test
    void writingToAClosedPeerIsBrokenBeforeLongAndForEver() {
        far.close();
        IntFuture write = near.write(buffer);
        for (int i = 0; i < 100 && !write.isFailed(); i++) {
            wire.settle();
            write = write.isFailed() ? write : near.write(buffer);
        }
        assertInstanceOf(BrokenException.class, wire.failure(write));
        assertInstanceOf(BrokenException.class, wire.failure(near.write(buffer)));
        assertInstanceOf(BrokenException.class, wire.failure(near.write(new byte[][] {buffer})));
    }

    @Test
    @Tag("case-140")
    void afterACloseEveryCallSaysSo() {
        wire.value(far.write(new byte[] {1}));
        near.close();
        near.close();
        near.abort();
        assertTrue(near.isClosed());
        assertInstanceOf(ClosedException.class, near.read(buffer).failure().orElseThrow());
        assertInstanceOf(ClosedException.class, near.read(buffer, 0, 0).failure().orElseThrow());
        assertInstanceOf(ClosedException.class, near.write(buffer).failure().orElseThrow());
        assertInstanceOf(ClosedException.class, near.write(new byte[][] {buffer}).failure().orElseThrow());
        assertInstanceOf(ClosedException.class, near.shutdownOutput().failure().orElseThrow());
    }

    @Test
    void aCloseWakesTheReaderAndTheWriterThatWait() {
        IntFuture read = near.read(buffer);
        IntFuture write = near.write(HUGE);
        wire.settle();
        assertFalse(read.isDone() || write.isDone());
        near.close();
        assertInstanceOf(ClosedException.class, wire.failure(read));
        assertInstanceOf(ClosedException.class, wire.failure(write));
    }

    @Test
    void aCloseOfTheLoopWakesThemToo() {
        List<Throwable> told = new ArrayList<>();
        near.read(buffer).onDone(done -> told.add(done.failure().orElseThrow()));
        near.write(HUGE).onDone(done -> told.add(done.failure().orElseThrow()));
        wire.settle();
        wire.close();
        assertEquals(2, told.size());
        told.forEach(each -> assertInstanceOf(ClosedException.class, each));
    }

    @Test
    void aCloseOfThePeerEndsTheReaderThatWaits() {
        IntFuture read = near.read(buffer);
        wire.settle();
        far.close();
        assertEquals(-1, wire.value(read));
    }

    @Test
    void anAbortOfThePeerBreaksTheReaderAndTheWriterThatWait() {
        IntFuture read = near.read(buffer);
        IntFuture write = near.write(HUGE);
        wire.settle();
        far.abort();
        assertInstanceOf(BrokenException.class, wire.failure(write));
        assertInstanceOf(BrokenException.class, wire.failure(read));
        assertInstanceOf(BrokenException.class, wire.failure(near.write(buffer)));
        assertInstanceOf(BrokenException.class, wire.failure(near.read(buffer)));
    }

    @Test
    void anAbortBreaksTheReaderAlsoWhenNothingIsUnread() {
        IntFuture read = near.read(buffer);
        wire.settle();
        far.abort();
        assertInstanceOf(BrokenException.class, wire.failure(read));
    }

    @Test
    @Tag("case-140")
    void aCloseWithUnreadDataWorks() {
        wire.value(near.write(buffer, 0, 100));
        wire.settle();
        far.close();
        assertInstanceOf(BrokenException.class, wire.failure(near.read(buffer)));
    }

    @Test
    void endingTheOutputLeavesTheOtherDirectionOpen() {
        wire.value(near.write(new byte[] {1}));
        wire.value(near.shutdownOutput());
        wire.value(near.shutdownOutput());
        assertInstanceOf(ClosedException.class, wire.failure(near.write(buffer)));
        assertArrayEquals(new byte[] {1}, readExactly(far, 1));
        assertEquals(-1, wire.value(far.read(buffer)));
        wire.value(far.write(new byte[] {2}));
        assertArrayEquals(new byte[] {2}, readExactly(near, 1));
        wire.value(far.shutdownOutput());
        assertEquals(-1, wire.value(near.read(buffer)));
    }

    @Test
    void theOutputIsNotEndedUnderAWriteThatWaits() {
        IntFuture write = near.write(HUGE);
        wire.settle();
        assertInstanceOf(BusyException.class, wire.failure(near.shutdownOutput()));
        assertArrayEquals(HUGE, readExactly(far, HUGE.length));
        assertEquals(HUGE.length, wire.value(write));
        wire.value(near.shutdownOutput());
    }

    @Test
    @Tag("case-138")
    void aSecondReaderIsRefusedAndTheFirstUntouched() {
        byte[] second = new byte[1];
        IntFuture read = near.read(buffer);
        assertInstanceOf(BusyException.class, wire.failure(near.read(second)));
        wire.value(far.write(new byte[] {1, 2}));
        assertEquals(2, wire.value(read));
        assertArrayEquals(new byte[1], second);
        assertEquals(1, buffer[0]);
    }

    @Test
    @Tag("case-138")
    void aSecondWriterIsRefusedAndNothingOfItIsSent() {
        IntFuture write = near.write(HUGE);
        wire.settle();
        assertInstanceOf(BusyException.class, wire.failure(near.write(buffer)));
        assertInstanceOf(BusyException.class, wire.failure(near.write(new byte[][] {buffer})));
        Future<byte[]> read = new Buffered(far).readAll(HUGE.length);
        wire.value(write);
        near.close();
        assertArrayEquals(HUGE, wire.value(read));
    }

    @Test
    void aCancelledReadLosesNothingAndAnotherFollowsAtOnce() {
        byte[] forgotten = new byte[8];
        IntFuture first = near.read(forgotten);
        wire.settle();
        assertTrue(first.cancel());
        IntFuture second = near.read(buffer);
        wire.value(far.write(new byte[] {1, 2}));
        assertEquals(2, wire.value(second));
        assertArrayEquals(new byte[8], forgotten);
        assertTrue(first.isCancelled());
    }

    @Test
    void whatIsCancelledWhenItIsDoneInPartKeepsWhatItHas() {
        IntFuture read = near.read(buffer);
        IntFuture write = near.write(HUGE);
        wire.settle();
        readExactly(far, 1);
        wire.value(far.write(new byte[] {1}));
        wire.letArrive();
        // The read took its byte when it was reported, the write is not done: it stops where it is.
        assertFalse(read.cancel());
        assertEquals(1, wire.value(read));
        assertTrue(write.cancel());
        wire.settle();
        assertEquals(1, buffer[0]);
    }

    @Test
    void aReadThatTimesOutLosesNothing() {
        assertInstanceOf(TimedOut.class, wire.failure(near.read(buffer).withTimeout(Duration.ofMillis(5))));
        wire.value(far.write(new byte[] {1}));
        assertArrayEquals(new byte[] {1}, readExactly(near, 1));
    }

    @Test
    void aCancelledWriteSendsNothingMoreAndTellsHowFarItCame() {
        IntFuture write = near.write(HUGE);
        wire.settle();
        assertTrue(write.cancel());
        int sent = (int) near.written();
        assertTrue(sent > 0 && sent < HUGE.length);
        IntFuture next = near.write(new byte[] {42});
        byte[] arrived = readExactly(far, sent + 1);
        assertEquals(1, wire.value(next));
        assertEquals(sent + 1, near.written());
        near.close();
        assertEquals(-1, wire.value(far.read(buffer)));
        byte[] expected = Arrays.copyOf(HUGE, sent + 1);
        expected[sent] = 42;
        assertArrayEquals(expected, arrived);
    }

    @Test
    @Tag("case-149")
    void aHandlerIsToldOnALaterStepAndMayAskAgain() {
        Repeating reader = new Repeating();
        assertEquals(ByteStream.PENDING, near.read(buffer, 0, 1, reader));
        wire.value(far.write(new byte[] {1, 2, 3}));
        far.close();
        wire.settle();
        assertEquals(List.of(1, 1, 1, -1), reader.results);
        assertFalse(reader.nested);
    }

    @Test
    void movesAMegabyteEachWayInRandomChunks() {
        byte[] out = bytes(1, DUPLEX);
        byte[] back = bytes(2, DUPLEX);
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
        int count = Math.min(random.nextInt(CHUNK + 1), bytes.length - from);
        return stream.write(bytes, from, count).flatMap(written -> send(stream, bytes, from + written, random));
    }

    /** Reads up to the end of the stream, which must be the end of the array. */
    private static Future<Void> receive(ByteStream stream, byte[] bytes, int from, Random random) {
        byte[] chunk = new byte[1 + random.nextInt(CHUNK)];
        return stream.read(chunk).flatMap(count -> {
            if (count < 0) {
                assertEquals(bytes.length, from);
                return Future.of(stream.loop(), null);
            }
            System.arraycopy(chunk, 0, bytes, from, count);
            return receive(stream, bytes, from + count, random);
        });
    }

    private byte[] readExactly(ByteStream stream, int count) {
        return wire.value(new Buffered(stream).readExactly(count));
    }

    private static byte[] bytes(int seed, int count) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
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
