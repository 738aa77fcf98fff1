package dev.millrace.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.fixture.Where;
import dev.millrace.task.Future;
import dev.millrace.task.IntFuture;
import dev.millrace.task.TimedOut;
import dev.millrace.testkit.contract.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A buffered reader over TCP, simulated and real. */
class BufferedWireTest {
    private Wire wire;
    /** The end that a test writes to; the other one is read. */
    private ByteStream sender;
    private ByteStream receiver;
    private Buffered buffered;

    @ParameterizedTest
    @EnumSource
    @Tag("case-133")
    void readsLinesThatAreSentInPieces(Where where) {
        over(where, () -> {
            Future<Optional<String>> line = buffered.readLine(100);
            for (String piece : List.of("one l", "ine\r", "\nand ", "another\n", "rest")) {
                wire.settle();
                send(piece);
            }
            sender.close();
            assertEquals(Optional.of("one line"), wire.value(line));
            assertEquals(Optional.of("and another"), wire.value(buffered.readLine(100)));
            assertEquals(Optional.of("rest"), wire.value(buffered.readLine(100)));
            assertEquals(Optional.empty(), wire.value(buffered.readLine(100)));
            assertTrue(buffered.atEnd());
        });
    }

    @ParameterizedTest
    @EnumSource
    @Tag("case-132")
    void readsManyBytesExactly(Where where) {
        byte[] bytes = new byte[1_000_000];
        new Random(1).nextBytes(bytes);
        over(where, () -> {
            IntFuture write = sender.write(bytes);
            assertArrayEquals(bytes, wire.value(buffered.readExactly(bytes.length)));
            assertEquals(bytes.length, wire.value(write));
            assertEquals(0, buffered.available());
        });
    }

    @ParameterizedTest
    @EnumSource
    @Tag("case-132")
    void anEarlyEndTellsWhatHadArrived(Where where) {
        over(where, () -> {
            send("abc");
            sender.close();
            EndOfStream end = assertInstanceOf(EndOfStream.class, wire.failure(buffered.readExactly(5)));
            assertEquals("abc", text(end.partial()));
        });
    }

    @ParameterizedTest
    @EnumSource
    @Tag("case-134")
    void tooLongALineStays(Where where) {
        over(where, () -> {
            send("much too long\n");
            assertInstanceOf(LimitExceeded.class, wire.failure(buffered.readLine(5)));
            assertEquals("much too long\n", text(wire.value(buffered.readUntil(13, new byte[] {'\n'}))));
        });
    }

    @ParameterizedTest
    @EnumSource
    @Tag("case-137")
    void aResetReachesWhoeverWaits(Where where) {
        over(where, () -> {
            Future<byte[]> waiting = buffered.readExactly(5);
            wire.settle();
            sender.abort();
            assertInstanceOf(BrokenException.class, wire.failure(waiting));
            assertInstanceOf(BrokenException.class, wire.failure(buffered.readExactly(5)));
        });
    }

    @ParameterizedTest
    @EnumSource
    @Tag("case-138")
    void aSecondDemandIsRefused(Where where) {
        over(where, () -> {
            Future<byte[]> first = buffered.readExactly(2);
            assertInstanceOf(BusyException.class, wire.failure(buffered.readLine(1)));
            assertInstanceOf(BusyException.class, wire.failure(receiver.read(new byte[1])));
            send("ab");
            assertEquals("ab", text(wire.value(first)));
        });
    }

    @ParameterizedTest
    @EnumSource
    void aTimeoutAndACancelKeepWhatHasArrived(Where where) {
        over(where, () -> {
            send("ab");
            assertInstanceOf(TimedOut.class,
                    wire.failure(buffered.readExactly(5).withTimeout(Duration.ofMillis(10))));
            Future<byte[]> cancelled = buffered.readExactly(5);
            send("c");
            wire.settle();
            assertFalse(cancelled.isDone());
            assertTrue(cancelled.cancel());
            send("de");
            assertEquals("abcde", text(wire.value(buffered.readExactly(5))));
        });
    }

    @ParameterizedTest
    @EnumSource
    void aCloseTellsWhoeverWaits(Where where) {
        over(where, () -> {
            Future<byte[]> waiting = buffered.readExactly(5);
            wire.settle();
            receiver.close();
            assertInstanceOf(ClosedException.class, wire.failure(waiting));
        });
    }

    private void over(Where where, Runnable test) {
        try (Wire opened = where.wire()) {
            wire = opened;
            Wire.Ends ends = wire.tcp();
            sender = ends.near();
            receiver = ends.far();
            buffered = new Buffered(receiver);
            test.run();
            sender.close();
            receiver.close();
            assertEquals(Set.of(), wire.openDescriptors());
        }
        assertEquals(List.of(), wire.reports());
    }

    private void send(String text) {
        wire.value(sender.write(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
