package dev.millrace.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.io.Buffered;
import dev.millrace.io.BusyException;
import dev.millrace.io.ByteStream;
import dev.millrace.task.Future;
import dev.millrace.task.IntFuture;
import dev.millrace.task.TimedOut;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Who may wait for a {@link ByteStream}, and what becomes of an operation that is given up. A part of
 * {@link StreamContract}.
 */
// The module does not require JUnit of everybody.
@SuppressWarnings("exports")
public interface StreamWaitContract {
    /** Returns the loop of the test that runs. */
    Wire wire();

    /** Returns one of the two streams. */
    ByteStream near();

    /** Returns the other. */
    ByteStream far();

    // ------------------------------------------------------------------ one reader, one writer

    /** A read beside one that waits is refused, and the first gets all the bytes. */
    @Test
    @Tag("case-138")
    default void aSecondReaderIsRefusedAndTheFirstUntouched() {
        byte[] buffer = new byte[Payload.CHUNK];
        byte[] second = new byte[1];
        IntFuture read = near().read(buffer);
        assertInstanceOf(BusyException.class, wire().failure(near().read(second)));
        wire().value(far().write(new byte[] {1, 2}));
        assertEquals(2, wire().value(read));
        assertArrayEquals(new byte[1], second);
        assertEquals(1, buffer[0]);
    }

    /** A write beside one that waits is refused, and the peer sees nothing of it. */
    @Test
    @Tag("case-138")
    default void aSecondWriterIsRefusedAndNothingOfItIsSent() {
        byte[] buffer = new byte[Payload.CHUNK];
        IntFuture write = near().write(Payload.HUGE);
        wire().settle();
        assertInstanceOf(BusyException.class, wire().failure(near().write(buffer)));
        assertInstanceOf(BusyException.class, wire().failure(near().write(new byte[][] {buffer})));
        Future<byte[]> read = new Buffered(far()).readAll(Payload.HUGE.length);
        wire().value(write);
        near().close();
        assertArrayEquals(Payload.HUGE, wire().value(read));
    }

    // ------------------------------------------------------------------ giving up

    /** The next read gets the bytes, and the array of the cancelled one stays as it was. */
    @Test
    default void aCancelledReadLosesNothingAndAnotherFollowsAtOnce() {
        byte[] buffer = new byte[Payload.CHUNK];
        byte[] forgotten = new byte[8];
        IntFuture first = near().read(forgotten);
        wire().settle();
        assertTrue(first.cancel());
        IntFuture second = near().read(buffer);
        wire().value(far().write(new byte[] {1, 2}));
        assertEquals(2, wire().value(second));
        assertArrayEquals(new byte[8], forgotten);
        assertTrue(first.isCancelled());
    }

    /** A read that is cancelled as its byte arrives has the byte or leaves it; a write that is cancelled stops. */
    @Test
    default void whatIsCancelledWhenItIsDoneInPartKeepsWhatItHas() {
        byte[] buffer = new byte[Payload.CHUNK];
        IntFuture read = near().read(buffer);
        IntFuture write = near().write(Payload.HUGE);
        wire().settle();
        wire().readExactly(far(), 1);
        wire().value(far().write(new byte[] {1}));
        wire().loop().turn(0);
        // Whether the byte is there by now is the stream's affair; it must be there once.
        IntFuture arrived = read.cancel() ? near().read(buffer) : read;
        assertEquals(1, wire().value(arrived));
        assertTrue(write.cancel());
        wire().settle();
        assertEquals(1, buffer[0]);
    }

    /** Bytes that arrive after the timeout are for the next read. */
    @Test
    default void aReadThatTimesOutLosesNothing() {
        IntFuture read = near().read(new byte[1]).withTimeout(Duration.ofMillis(5));
        assertInstanceOf(TimedOut.class, wire().failure(read));
        wire().value(far().write(new byte[] {1}));
        assertArrayEquals(new byte[] {1}, wire().readExactly(near(), 1));
    }

    /** What {@link ByteStream#written} says was sent, and nothing more; the next write follows it. */
    @Test
    default void aCancelledWriteSendsNothingMoreAndTellsHowFarItCame() {
        byte[] buffer = new byte[Payload.CHUNK];
        IntFuture write = near().write(Payload.HUGE);
        wire().settle();
        assertTrue(write.cancel());
        int sent = (int) near().written();
        assertTrue(sent > 0 && sent < Payload.HUGE.length);
        IntFuture next = near().write(new byte[] {42});
        byte[] arrived = wire().readExactly(far(), sent + 1);
        assertEquals(1, wire().value(next));
        assertEquals(sent + 1, near().written());
        near().close();
        assertEquals(-1, wire().value(far().read(buffer)));
        byte[] expected = Arrays.copyOf(Payload.HUGE, sent + 1);
        expected[sent] = 42;
        assertArrayEquals(expected, arrived);
    }
}
