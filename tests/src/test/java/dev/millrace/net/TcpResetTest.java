package dev.millrace.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.io.BrokenException;
import dev.millrace.io.Buffered;
import dev.millrace.io.ClosedException;
import dev.millrace.loop.EventLoop;
import dev.millrace.sys.Errno;
import dev.millrace.task.Future;
import dev.millrace.task.IntFuture;
import dev.millrace.testkit.Simulation.StreamPair;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the kernel makes of connections that end hard, halfway, or in order. */
class TcpResetTest {
    private final TcpLoop real = new TcpLoop();
    private final EventLoop loop = real.loop();

    @AfterEach
    void nothingIsLeft() {
        real.close();
    }

    /** Lets the loopback deliver what is under way, and the loop take note of it. */
    private void settle() {
        real.get(Future.sleep(loop, Duration.ofMillis(20)));
    }

    private void assertBrokenForGood(TcpStream stream) {
        for (int i = 0; i < 3; i++) {
            real.failure(BrokenException.class, stream.read(new byte[1]));
            real.failure(BrokenException.class, stream.write(new byte[1]));
        }
        real.failure(BrokenException.class, stream.shutdownOutput());
        assertFalse(stream.isClosed());
        stream.close();
        real.failure(ClosedException.class, stream.read(new byte[1]));
    }

    @Test
    @Tag("case-146")
    void resetFailsTheReadAndEverythingAfterIt() {
        StreamPair pair = real.pair();
        IntFuture read = pair.server().read(new byte[1]);
        pair.client().abort();
        BrokenException reset = real.failure(BrokenException.class, read);
        assertEquals(Errno.ECONNRESET, reset.errno());
        assertTrue(reset.getMessage().contains("read " + pair.server().remoteAddress()), reset.getMessage());
        assertBrokenForGood(pair.server());
    }

    @Test
    @Tag("case-146")
    void resetThatCameWhileNobodyReadIsNotLost() {
        StreamPair pair = real.pair();
        pair.client().abort();
        settle();
        assertEquals(Errno.ECONNRESET,
                real.failure(BrokenException.class, pair.server().read(new byte[1])).errno());
        assertBrokenForGood(pair.server());
    }

    @Test
    @Tag("case-146")
    void resetMetByAWriteIsNoEndForTheReader() {
        StreamPair pair = real.pair();
        pair.client().abort();
        settle();
        real.failure(BrokenException.class, pair.server().write(new byte[1]));
        assertBrokenForGood(pair.server());
    }

    @Test
    @Tag("case-146")
    void resetEndsReaderAndWriterThatWait() {
        StreamPair pair = real.pair();
        IntFuture write = real.clog(pair.server());
        IntFuture read = pair.server().read(new byte[1]);
        pair.client().abort();
        real.failure(BrokenException.class, write);
        real.failure(BrokenException.class, read);
        assertBrokenForGood(pair.server());
    }

    @Test
    @Tag("case-146")
    void lingerOfZeroMakesACloseAReset() {
        StreamPair pair = real.pair(TcpOptions.DEFAULT.withLinger(0));
        pair.client().close();
        assertEquals(Errno.ECONNRESET,
                real.failure(BrokenException.class, pair.server().read(new byte[1])).errno());
    }

    @Test
    @Tag("case-146")
    void closeInOrderIsNoReset() {
        StreamPair pair = real.pair();
        pair.client().close();
        assertEquals(-1, real.get(pair.server().read(new byte[1])));
        assertEquals(-1, real.get(pair.server().read(new byte[1])));
    }

    @Test
    @Tag("case-153")
    void writingToAPeerThatClosedBreaksAndStaysBroken() {
        StreamPair pair = real.pair();
        pair.client().close();
        settle();
        assertEquals(1, real.get(pair.server().write(new byte[1])));
        settle();
        BrokenException first = real.failure(BrokenException.class, pair.server().write(new byte[1]));
        BrokenException second = real.failure(BrokenException.class, pair.server().write(new byte[1]));
        assertEquals(first.errno(), second.errno());
        assertEquals(1, pair.server().written());
        assertEquals(-1, real.get(pair.server().read(new byte[1])), "its end came before");
    }

    @Test
    void abortEndsOurOwnWaiters() {
        StreamPair pair = real.pair();
        IntFuture read = pair.server().read(new byte[1]);
        IntFuture write = real.clog(pair.server());
        pair.server().abort();
        real.failure(ClosedException.class, read);
        real.failure(ClosedException.class, write);
    }

    @Test
    void abortOnAnotherThreadIsRefusedAndDoesNothing() {
        StreamPair pair = real.pair();
        assertThrows(CompletionException.class, CompletableFuture.runAsync(pair.client()::abort)::join);
        pair.client().close();
        assertEquals(-1, real.get(pair.server().read(new byte[1])));
    }

    @Test
    @Tag("case-42")
    void resetNobodyReadsCostsNoTurns() {
        StreamPair pair = real.pair();
        pair.client().abort();
        settle();
        assertTrue(real.pollsWithin(Duration.ofMillis(300)) <= 3);
        assertFalse(pair.server().isClosed());
    }

    @Test
    @Tag("case-144")
    void endLeavesTheStreamOpenAndQuiet() {
        StreamPair pair = real.pair();
        pair.client().shutdownOutput();
        assertEquals(-1, real.get(pair.server().read(new byte[1])));
        assertTrue(real.pollsWithin(Duration.ofMillis(100)) <= 3);
        assertFalse(pair.server().isClosed());
        assertEquals(5, real.get(pair.server().write(new byte[5])));
        assertEquals(5, real.get(pair.client().read(new byte[9])));
    }

    /** Bytes and the end in one report: a short read must not be taken for an empty socket. */
    @Test
    @Tag("case-144")
    void endRightBehindTheBytesIsSeen() {
        for (int i = 0; i < 100; i++) {
            StreamPair pair = real.pair();
            pair.client().write(new byte[3]);
            pair.client().close();
            byte[] buffer = new byte[100];
            assertEquals(3, real.get(pair.server().read(buffer)));
            assertEquals(-1, real.get(pair.server().read(buffer)));
            pair.server().close();
        }
    }

    /** The same, when a later report speaks of the other direction. */
    @Test
    @Tag("case-144")
    void endIsSeenThoughTheOtherDirectionWasReportedLast() {
        StreamPair pair = real.pair();
        IntFuture write = real.clog(pair.server());
        pair.client().write(new byte[3]);
        pair.client().shutdownOutput();
        settle();
        Future<byte[]> drained = new Buffered(pair.client()).readAll(1 << 30);
        real.get(write);
        settle();
        drained.cancel();
        byte[] buffer = new byte[100];
        assertEquals(3, real.get(pair.server().read(buffer)));
        assertEquals(-1, real.get(pair.server().read(buffer)));
    }

    @Test
    @Tag("case-146")
    void manyResetsLeaveNothingBehind() {
        int before = TcpDescriptors.open().size();
        for (int i = 0; i < 200; i++) {
            StreamPair pair = real.pair();
            Future<Integer> read = pair.server().read(new byte[1]).boxed();
            pair.client().abort();
            assertInstanceOf(BrokenException.class, real.end(read).failure().orElseThrow());
            pair.server().close();
        }
        assertEquals(before, TcpDescriptors.open().size());
        assertEquals(0, loop.core().registry().size());
    }
}
