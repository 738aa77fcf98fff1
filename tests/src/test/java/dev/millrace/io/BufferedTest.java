package dev.millrace.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.fixture.SimulatedLoop;
import dev.millrace.sys.Errno;
import dev.millrace.task.Future;
import dev.millrace.task.IntFuture;
import dev.millrace.task.TimedOut;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Counts, the end, cancels and failures of a buffered reader. */
class BufferedTest extends SimulatedLoop {
    private final ScriptedStream stream = new ScriptedStream(loop);
    private final Buffered buffered = new Buffered(stream);

    @Test
    @Tag("case-132")
    void readsAnExactCountOverSeveralChunksAndLeavesTheRest() {
        Future<byte[]> five = buffered.readExactly(5);
        stream.feed("ab", "cd");
        simulation.runUntilIdle();
        assertFalse(five.isDone());
        stream.feed("efg");
        assertEquals("abcde", text(five));
        assertEquals(2, buffered.available());
        assertEquals("fg", text(buffered.readExactly(2)));
    }

    @Test
    @Tag("case-132")
    void readsNothingWithoutTouchingTheStream() {
        assertEquals("", text(buffered.readExactly(0)));
        assertEquals("", text(buffered.read(0)));
        assertFalse(stream.isAwaited());
    }

    @Test
    @Tag("case-132")
    void negativeCountsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> buffered.readExactly(-1));
        assertThrows(IllegalArgumentException.class, () -> buffered.read(-1));
        assertThrows(IllegalArgumentException.class, () -> buffered.readAll(-1));
        assertThrows(IllegalArgumentException.class, () -> buffered.readUntil(-1, new byte[1]));
        assertThrows(IllegalArgumentException.class, () -> buffered.readLine(-1));
        assertEquals("ab", text(new Buffered(stream.feed("ab")).readExactly(2)), "the reader is free");
    }

    @Test
    @Tag("case-132")
    void anEarlyEndFailsWithWhatHadArrivedAndEmptiesTheBuffer() {
        stream.feed("abc").end();
        Future<byte[]> five = buffered.readExactly(5);
        simulation.runUntilIdle();
        EndOfStream end = assertInstanceOf(EndOfStream.class, five.failure().orElseThrow());
        assertEquals("abc", text(end.partial()));
        assertTrue(end.getMessage().contains("5 bytes"), end.getMessage());
        assertTrue(buffered.atEnd());
        assertEquals("", text(buffered.readExactly(0)));
        assertInstanceOf(EndOfStream.class, buffered.readExactly(1).failure().orElseThrow());
    }

    @Test
    @Tag("case-132")
    void growsAndMovesItsBufferWithoutLosingAByte() {
        byte[] sent = new byte[100_000];
        new Random(1).nextBytes(sent);
        stream.feed(text(sent)).end();
        ByteArrayOutputStream arrived = new ByteArrayOutputStream();
        for (int count : new int[] {3, 9_000, 3_000, 1_500, 60_000, sent.length - 73_503}) {
            Future<byte[]> part = buffered.readExactly(count);
            simulation.runUntilIdle();
            arrived.writeBytes(part.value());
        }
        assertArrayEquals(sent, arrived.toByteArray());
    }

    @Test
    @Tag("case-136")
    void readsWhatIsThere() {
        stream.feed("abc", "def");
        assertEquals("ab", text(buffered.read(2)));
        assertEquals("c", text(buffered.read(10)));
        assertEquals("def", text(buffered.read(10)));
        Future<byte[]> waiting = buffered.read(10);
        assertFalse(waiting.isDone());
        stream.end();
        assertEquals("", text(waiting));
        assertEquals("", text(buffered.read(10)), "the end is told again");
    }

    @Test
    @Tag("case-136")
    void readsAllChunksToTheEnd() {
        Future<byte[]> all = buffered.readAll(6);
        stream.feed("ab", "cd", "ef");
        simulation.runUntilIdle();
        assertFalse(all.isDone());
        stream.end();
        assertEquals("abcdef", text(all));
        assertEquals("", text(buffered.readAll(0)));
    }

    @Test
    @Tag("case-136")
    void moreThanTheLimitFailsAndStays() {
        stream.feed("abc", "d").end();
        Throwable failure = failure(buffered.readAll(3));
        assertInstanceOf(LimitExceeded.class, failure);
        assertEquals("4 bytes have come; the limit is 3", failure.getMessage());
        assertEquals("abcd", text(buffered.readAll(4)));
    }

    @Test
    @Tag("case-136")
    void isAtTheEndOnlyWhenTheBufferIsEmptyToo() {
        stream.feed("ab").end();
        assertFalse(buffered.atEnd());
        assertInstanceOf(LimitExceeded.class, failure(buffered.readAll(1)));
        assertInstanceOf(LimitExceeded.class, failure(buffered.readAll(1)));
        assertEquals("a", text(buffered.readExactly(1)));
        assertFalse(buffered.atEnd());
        assertEquals("b", text(buffered.readAll(1)));
        assertTrue(buffered.atEnd());
    }

    @Test
    @Tag("case-137")
    void aFailureReachesWhoeverWaits() {
        BrokenException broken = new BrokenException(Errno.ECONNRESET, "read", "the script");
        Future<byte[]> waiting = buffered.readExactly(3);
        stream.feed("ab").fail(broken);
        assertSame(broken, failure(waiting));
        assertEquals("ab", text(buffered.readExactly(2)), "what had come before");
    }

    @Test
    @Tag("case-137")
    void aFailureReachesTheNextReadAndAllAfterIt() {
        BrokenException broken = new BrokenException(Errno.ECONNRESET, "read", "the script");
        stream.fail(broken);
        assertSame(broken, failure(buffered.readExactly(1)));
        assertSame(broken, failure(buffered.readLine(1)));
    }

    @Test
    @Tag("case-137")
    void aFailureAfterACancelHurtsNobody() {
        Future<byte[]> waiting = buffered.readExactly(1);
        waiting.cancel();
        IllegalStateException failure = new IllegalStateException("a failure of the stream's own kind");
        stream.fail(failure);
        simulation.runUntilIdle();
        assertTrue(waiting.isCancelled());
        assertSame(failure, failure(buffered.readExactly(1)), "an exception nobody expects does not block the reader");
        assertSame(failure, failure(buffered.readExactly(1)));
    }

    @Test
    void closingTheStreamTellsWhoeverWaits() {
        Future<byte[]> waiting = buffered.readExactly(3);
        stream.feed("a");
        simulation.runUntilIdle();
        stream.close();
        assertInstanceOf(ClosedException.class, failure(waiting));
        assertInstanceOf(ClosedException.class, failure(buffered.readExactly(3)));
    }

    @Test
    @Tag("case-138")
    void aSecondDemandIsRefusedAndTheFirstUntouched() {
        Future<byte[]> first = buffered.readExactly(2);
        assertInstanceOf(BusyException.class, failure(buffered.readExactly(1)));
        assertInstanceOf(BusyException.class, failure(buffered.readExactly(0)));
        assertInstanceOf(BusyException.class, failure(buffered.readLine(1)));
        stream.feed("ab");
        assertEquals("ab", text(first));
        assertEquals("c", text(new Buffered(stream.feed("c")).readExactly(1)));
    }

    @Test
    @Tag("case-138")
    void aReaderOfTheStreamItselfIsInTheWay() {
        IntFuture own = stream.read(new byte[1]);
        assertInstanceOf(BusyException.class, failure(buffered.readExactly(1)));
        own.cancel();
        assertEquals("a", text(new Buffered(stream.feed("a")).readExactly(1)));
    }

    @Test
    void aCancelKeepsWhatHasArrived() {
        Future<byte[]> first = buffered.readExactly(5);
        stream.feed("abc");
        simulation.runUntilIdle();
        assertTrue(first.cancel());
        assertFalse(stream.isAwaited());
        assertEquals(3, buffered.available());
        Future<byte[]> second = buffered.readExactly(4);
        stream.feed("d");
        assertEquals("abcd", text(second));
    }

    @Test
    void aCancelInTheTurnOfAnArrivalLosesNothing() {
        Future<byte[]> first = buffered.readExactly(2);
        stream.feed("ab");
        assertTrue(first.cancel());
        simulation.runUntilIdle();
        assertTrue(first.isCancelled());
        assertEquals("ab", text(buffered.readExactly(2)));
    }

    @Test
    void aTimeoutKeepsWhatHasArrived() {
        Future<byte[]> limited = buffered.readExactly(2).withTimeout(Duration.ofSeconds(1));
        stream.feed("a");
        simulation.advance(Duration.ofSeconds(1));
        assertInstanceOf(TimedOut.class, failure(limited));
        stream.feed("b");
        assertEquals("ab", text(buffered.readExactly(2)));
    }

    @Test
    void manyReadsThatAreDoneAtOnceLetOthersRun() {
        stream.feed("x".repeat(1000).split(""));
        Future<byte[]> all = buffered.readExactly(1000);
        List<Integer> seen = new ArrayList<>();
        Future.of(loop, 1).onEnd(() -> seen.add(buffered.available()));
        simulation.turn();
        assertEquals(1, seen.size());
        assertTrue(seen.get(0) < 100, seen::toString);
        assertEquals("x".repeat(1000), text(all));
    }

    @Test
    void aCancelBetweenReadsThatAreDoneAtOnceStopsThem() {
        stream.feed("x".repeat(1000).split(""));
        Future<byte[]> all = buffered.readExactly(1000);
        assertTrue(all.cancel());
        int arrived = buffered.available();
        simulation.runUntilIdle();
        assertEquals(arrived, buffered.available());
        assertEquals("x".repeat(1000), text(buffered.readExactly(1000)));
    }

    @Test
    void tellsItsStream() {
        assertSame(stream, buffered.stream());
        assertThrows(NullPointerException.class, () -> new Buffered(null));
    }

    private String text(Future<byte[]> read) {
        simulation.runUntilIdle();
        return text(read.value());
    }

    private Throwable failure(Future<?> read) {
        simulation.runUntilIdle();
        return read.failure().orElseThrow();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void aBufferThatIsAlmostFullIsNotReadByteByByte() {
        stream.feed("x".repeat(4095), "y".repeat(200), "z".repeat(8000));
        buffered.readExactly(4000).value();
        assertEquals("x".repeat(95) + "y".repeat(105), text(buffered.readExactly(200)));
        assertEquals(2, stream.asked().size(), () -> "reads of " + stream.asked());
        text(buffered.readExactly(8000));
        assertTrue(stream.asked().stream().allMatch(room -> room >= 1024), () -> "reads of " + stream.asked());
    }

    @Test
    void anExceptionOfTheStreamsOwnFailsTheFuture() {
        IllegalStateException own = new IllegalStateException("own");
        stream.fail(own);
        assertSame(own, stream.read(new byte[1]).failure().orElseThrow());
        assertSame(own, buffered.readLine(1).failure().orElseThrow());
    }
}
