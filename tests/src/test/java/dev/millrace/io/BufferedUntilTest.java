package dev.millrace.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.fixture.SimulatedLoop;
import dev.millrace.task.Future;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Records and lines, wherever the chunks are cut. */
class BufferedUntilTest extends SimulatedLoop {
    private static final int MANY = 1000;

    private final ScriptedStream stream = new ScriptedStream(loop);
    private final Buffered buffered = new Buffered(stream);

    @Test
    @Tag("case-133")
    void findsASeparatorThatIsCutIntoThreeChunks() {
        Future<byte[]> record = until(MANY, "aaaa");
        for (String chunk : new String[] {"xaa", "a"}) {
            stream.feed(chunk);
            simulation.runUntilIdle();
            assertFalse(record.isDone());
        }
        stream.feed("ay");
        assertEquals("xaaaa", text(record));
        assertEquals("y", text(buffered.read(MANY)));
    }

    @Test
    @Tag("case-133")
    void findsASeparatorBehindAnOverlappingPrefix() {
        stream.feed("aab", "aab", "aac", "rest");
        assertEquals("aabaabaac", text(until(MANY, "aabaac")));
    }

    @Test
    @Tag("case-133")
    void findsASeparatorAtTheStart() {
        stream.feed("--", "a--b");
        assertEquals("--", text(until(MANY, "--")));
        assertEquals("a--", text(until(MANY, "--")));
    }

    @Test
    @Tag("case-133")
    void ofSeveralSeparatorsTheOneThatEndsFirstCounts() {
        stream.feed("one;two\r\nthree");
        assertEquals("one;", text(until(MANY, "\r\n", ";")));
        assertEquals("two\r\n", text(until(MANY, "three", "\r\n", ";")));
    }

    @Test
    @Tag("case-133")
    void ofTwoSeparatorsThatEndTogetherTheLongerCounts() {
        stream.feed("ab\r", "\ncd\r\n");
        assertEquals("ab\r\n", text(until(2, "\n", "\r\n")));
        assertEquals("cd\r\n", text(until(2, "\r\n", "\n")));
    }

    @Test
    @Tag("case-133")
    void aSeparatorLongerThanWhatHasComeIsNoHarm() {
        Future<byte[]> record = until(MANY, "a-very-long-separator", "!");
        stream.feed("a", "-very-", "!");
        assertEquals("a-very-!", text(record));
    }

    @Test
    @Tag("case-133")
    void anEmptySeparatorOrNoneIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> until(MANY));
        assertThrows(IllegalArgumentException.class, () -> until(MANY, "a", ""));
    }

    @Test
    @Tag("case-134")
    void aRecordOfExactlyTheLimitIsRead() {
        stream.feed("abc\n\n");
        assertEquals("abc\n", text(until(3, "\n")));
        assertEquals("\n", text(until(0, "\n")));
    }

    @Test
    @Tag("case-134")
    void aSeparatorFoundBeyondTheLimitFailsAndStays() {
        stream.feed("abcd\n");
        assertInstanceOf(LimitExceeded.class, failure(until(3, "\n")));
        assertEquals(5, buffered.available());
        assertEquals("abcd\n", text(until(4, "\n")));
    }

    @Test
    @Tag("case-134")
    void noSeparatorWithinTheLimitFailsBeforeItComesAndStays() {
        stream.feed("abcd");
        assertInstanceOf(LimitExceeded.class, failure(until(3, "\n")));
        stream.feed("\n");
        assertEquals("abcd\n", text(until(4, "\n")));
    }

    @Test
    @Tag("case-134")
    void theBeginningOfASeparatorIsNotCountedAsRecord() {
        Future<byte[]> record = until(3, "--==");
        stream.feed("abc--=");
        simulation.runUntilIdle();
        assertFalse(record.isDone());
        stream.feed("=");
        assertEquals("abc--==", text(record));
    }

    @Test
    @Tag("case-134")
    void theEndBeforeASeparatorFailsWithWhatHadArrived() {
        stream.feed("ab", "c").end();
        EndOfStream end = assertInstanceOf(EndOfStream.class, failure(until(MANY, "\n")));
        assertEquals("abc", new String(end.partial(), StandardCharsets.ISO_8859_1));
        assertEquals(0, buffered.available());
    }

    @Test
    void aCancelledSearchIsTakenUpAgainFromTheStart() {
        Future<byte[]> first = until(MANY, "\n");
        stream.feed("ab");
        simulation.runUntilIdle();
        first.cancel();
        stream.feed("c\n");
        assertEquals("ab", text(until(MANY, "b")));
        assertEquals("c\n", text(until(MANY, "\n")));
    }

    @Test
    void readsLinesWithoutTheirEnds() {
        stream.feed("unix\nwindows\r", "\n\n\r\nmac\rold\n", "last").end();
        for (String line : new String[] {"unix", "windows", "", "", "mac\rold", "last"}) {
            assertEquals(Optional.of(line), line(MANY));
        }
        assertEquals(Optional.empty(), line(MANY));
        assertEquals(Optional.empty(), line(0));
    }

    @Test
    void readsLinesAsUtf8AlsoWhereACharacterIsCut() {
        byte[] line = "gr\u00fc\u00df \ud83c\udf0a\n".getBytes(StandardCharsets.UTF_8);
        for (byte each : line) {
            stream.feed(new String(new byte[] {each}, StandardCharsets.ISO_8859_1));
        }
        assertEquals(Optional.of("gr\u00fc\u00df \ud83c\udf0a"), line(line.length - 1));
    }

    @Test
    @Tag("case-134")
    void aLineOverTheLimitFailsAndStays() {
        stream.feed("abc\r\n");
        assertInstanceOf(LimitExceeded.class, failure(buffered.readLine(3)));
        assertEquals(Optional.of("abc"), line(4));
    }

    private Future<byte[]> until(int limit, String... separators) {
        return buffered.readUntil(limit, Arrays.stream(separators)
                .map(each -> each.getBytes(StandardCharsets.ISO_8859_1)).toArray(byte[][]::new));
    }

    private Optional<String> line(int limit) {
        Future<Optional<String>> line = buffered.readLine(limit);
        simulation.runUntilIdle();
        return line.value();
    }

    private String text(Future<byte[]> read) {
        simulation.runUntilIdle();
        return new String(read.value(), StandardCharsets.ISO_8859_1);
    }

    private Throwable failure(Future<?> read) {
        simulation.runUntilIdle();
        return read.failure().orElseThrow();
    }
}
