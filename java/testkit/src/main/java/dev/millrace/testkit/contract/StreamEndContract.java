package dev.millrace.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.io.BrokenException;
import dev.millrace.io.Buffered;
import dev.millrace.io.BusyException;
import dev.millrace.io.ByteStream;
import dev.millrace.io.ClosedException;
import dev.millrace.task.Future;
import dev.millrace.task.IntFuture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How a {@link ByteStream} ends: closed, aborted, or in one direction. A part of {@link StreamContract}. */
// The module does not require JUnit of everybody.
@SuppressWarnings("exports")
public interface StreamEndContract {
    /** Returns the loop of the test that runs. */
    Wire wire();

    /** Returns one of the two streams. */
    ByteStream near();

    /** Returns the other. */
    ByteStream far();

    // ------------------------------------------------------------------ closing

    /** Four megabytes arrive though their sender has closed; then every read is the end. */
    @Test
    default void whatIsSentBeforeACloseArrivesAndThenTheEndForEver() {
        byte[] buffer = new byte[Payload.CHUNK];
        IntFuture write = near().write(Payload.HUGE);
        Future<byte[]> read = new Buffered(far()).readAll(Payload.HUGE.length);
        wire().value(write);
        near().close();
        assertArrayEquals(Payload.HUGE, wire().value(read));
        for (int i = 0; i < 3; i++) {
            assertEquals(-1, wire().value(far().read(buffer)));
        }
        assertFalse(far().isClosed());
    }

    /** A write to a peer that has closed is broken after 100 tries of 20 ms at most, and so is every write after it. */
    @Test
    default void writingToAClosedPeerIsBrokenBeforeLongAndForEver() {
        byte[] buffer = new byte[Payload.CHUNK];
        far().close();
        IntFuture write = near().write(buffer);
        for (int i = 0; i < 100 && !write.isFailed(); i++) {
            wire().settle();
            write = write.isFailed() ? write : near().write(buffer);
        }
        assertInstanceOf(BrokenException.class, wire().failure(write));
        assertInstanceOf(BrokenException.class, wire().failure(near().write(buffer)));
        assertInstanceOf(BrokenException.class, wire().failure(near().write(new byte[][] {buffer})));
    }

    /** After a close, every operation fails at once with a {@link ClosedException}; closing again does nothing. */
    @Test
    @Tag("case-140")
    default void afterACloseEveryCallSaysSo() {
        byte[] buffer = new byte[Payload.CHUNK];
        wire().value(far().write(new byte[] {1}));
        near().close();
        near().close();
        near().abort();
        assertTrue(near().isClosed());
        assertInstanceOf(ClosedException.class, near().read(buffer).failure().orElseThrow());
        assertInstanceOf(ClosedException.class, near().read(buffer, 0, 0).failure().orElseThrow());
        assertInstanceOf(ClosedException.class, near().write(buffer).failure().orElseThrow());
        assertInstanceOf(ClosedException.class, near().write(new byte[][] {buffer}).failure().orElseThrow());
        assertInstanceOf(ClosedException.class, near().shutdownOutput().failure().orElseThrow());
    }

    /** A close fails the read and the write that wait. */
    @Test
    default void aCloseWakesTheReaderAndTheWriterThatWait() {
        byte[] buffer = new byte[Payload.CHUNK];
        IntFuture read = near().read(buffer);
        IntFuture write = near().write(Payload.HUGE);
        wire().settle();
        assertFalse(read.isDone() || write.isDone());
        near().close();
        assertInstanceOf(ClosedException.class, wire().failure(read));
        assertInstanceOf(ClosedException.class, wire().failure(write));
    }

    /** So does a close of the loop, before it returns. */
    @Test
    default void aCloseOfTheLoopWakesThemToo() {
        byte[] buffer = new byte[Payload.CHUNK];
        List<Throwable> told = new ArrayList<>();
        near().read(buffer).onDone(done -> told.add(done.failure().orElseThrow()));
        near().write(Payload.HUGE).onDone(done -> told.add(done.failure().orElseThrow()));
        wire().settle();
        wire().close();
        assertEquals(2, told.size());
        told.forEach(each -> assertInstanceOf(ClosedException.class, each));
    }

    /** A reader that waits when the peer closes reads the end. */
    @Test
    default void aCloseOfThePeerEndsTheReaderThatWaits() {
        byte[] buffer = new byte[Payload.CHUNK];
        IntFuture read = near().read(buffer);
        wire().settle();
        far().close();
        assertEquals(-1, wire().value(read));
    }

    /** A peer that closes and leaves data unread breaks the connection for us. */
    @Test
    @Tag("case-140")
    default void aCloseWithUnreadDataWorks() {
        byte[] buffer = new byte[Payload.CHUNK];
        wire().value(near().write(buffer, 0, 100));
        wire().settle();
        far().close();
        assertInstanceOf(BrokenException.class, wire().failure(near().read(buffer)));
    }

    // ------------------------------------------------------------------ aborting

    /** An abort of the peer breaks the read and the write that wait, and all that follow. */
    @Test
    default void anAbortOfThePeerBreaksTheReaderAndTheWriterThatWait() {
        byte[] buffer = new byte[Payload.CHUNK];
        IntFuture read = near().read(buffer);
        IntFuture write = near().write(Payload.HUGE);
        wire().settle();
        far().abort();
        assertInstanceOf(BrokenException.class, wire().failure(write));
        assertInstanceOf(BrokenException.class, wire().failure(read));
        assertInstanceOf(BrokenException.class, wire().failure(near().write(buffer)));
        assertInstanceOf(BrokenException.class, wire().failure(near().read(buffer)));
    }

    /** An abort is no end of the data, even if nothing is under way. */
    @Test
    default void anAbortBreaksTheReaderAlsoWhenNothingIsUnread() {
        byte[] buffer = new byte[Payload.CHUNK];
        IntFuture read = near().read(buffer);
        wire().settle();
        far().abort();
        assertInstanceOf(BrokenException.class, wire().failure(read));
    }

    // ------------------------------------------------------------------ ending the output

    /** After the end of our output the peer reads what was sent, then the end, and may still answer. */
    @Test
    default void endingTheOutputLeavesTheOtherDirectionOpen() {
        byte[] buffer = new byte[Payload.CHUNK];
        wire().value(near().write(new byte[] {1}));
        wire().value(near().shutdownOutput());
        wire().value(near().shutdownOutput());
        assertInstanceOf(ClosedException.class, wire().failure(near().write(buffer)));
        assertArrayEquals(new byte[] {1}, wire().readExactly(far(), 1));
        assertEquals(-1, wire().value(far().read(buffer)));
        wire().value(far().write(new byte[] {2}));
        assertArrayEquals(new byte[] {2}, wire().readExactly(near(), 1));
        wire().value(far().shutdownOutput());
        assertEquals(-1, wire().value(near().read(buffer)));
    }

    /** While a write waits, the output cannot be ended; afterwards it can. */
    @Test
    default void theOutputIsNotEndedUnderAWriteThatWaits() {
        IntFuture write = near().write(Payload.HUGE);
        wire().settle();
        assertInstanceOf(BusyException.class, wire().failure(near().shutdownOutput()));
        assertArrayEquals(Payload.HUGE, wire().readExactly(far(), Payload.HUGE.length));
        assertEquals(Payload.HUGE.length, wire().value(write));
        wire().value(near().shutdownOutput());
    }
}
