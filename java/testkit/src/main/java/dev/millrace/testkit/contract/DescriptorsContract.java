package dev.millrace.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.sys.Descriptors;
import dev.millrace.sys.Errno;
import dev.millrace.sys.ReadyBatch;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.Sockets;
import dev.millrace.testkit.contract.Bench.Pair;
import org.junit.jupiter.api.Test;

/** What {@link Descriptors} promise of sockets: bytes, ends and resets. A part of {@link PlatformContract}. */
// The module does not require JUnit of everybody.
@SuppressWarnings("exports")
public interface DescriptorsContract {
    /** Returns the bench of the test that runs. */
    Bench bench();

    // ------------------------------------------------------------------ data

    /** Reads and writes touch the part of the array that they are told, and nothing else. */
    @Test
    default void movesThePartOfAnArrayThatItIsTold() {
        Pair pair = bench().pair();
        byte[] text = "0123456789".getBytes();
        assertEquals(4, descriptors().write(pair.client(), text, 3, 4));
        byte[] into = "..........".getBytes();
        assertEquals(2, bench().retry(() -> descriptors().read(pair.server(), into, 5, 2)));
        assertEquals(".....34...", new String(into));
        assertEquals("56", bench().read(pair.server()));
        assertEquals(Errno.EAGAIN, descriptors().read(pair.server(), into, 0, 10));
    }

    /** A gathering write begins at the byte it is told and takes the arrays in order, empty ones too. */
    @Test
    default void gathersArraysFromAnyOffset() {
        byte[][] arrays = {"ab".getBytes(), {}, "cde".getBytes(), "f".getBytes()};
        String rest = "abcdef";
        for (int first = 0; first < arrays.length; first++) {
            for (int offset = 0; offset < arrays[first].length; offset++) {
                Pair pair = bench().pair();
                assertEquals(rest.length(), descriptors().write(pair.client(), arrays, first, offset));
                assertEquals(rest, bench().read(pair.server()));
                rest = rest.substring(1);
            }
        }
    }

    /** No read and no write moves more than {@link Descriptors#MOST_BYTES}. */
    @Test
    default void movesNoMoreThanTheMostAtOnce() {
        Pair pair = bench().pair();
        byte[] many = new byte[3 * Descriptors.MOST_BYTES];
        int one = descriptors().write(pair.client(), many, 0, many.length);
        assertTrue(one > 0 && one <= Descriptors.MOST_BYTES, () -> one + " bytes");
        Pair other = bench().pair();
        int gathered = descriptors().write(other.client(), new byte[][] {many, many}, 0, 5);
        assertTrue(gathered > 0 && gathered <= Descriptors.MOST_BYTES, () -> gathered + " bytes");
        bench().fill(pair.client());
        int read = bench().retry(() -> descriptors().read(pair.server(), many, 0, many.length));
        assertTrue(read > 0 && read <= Descriptors.MOST_BYTES, () -> read + " bytes");
    }

    /** 500,000 bytes arrive as they were sent. */
    @Test
    default void losesNothingAndChangesNothingOnTheWay() {
        Pair pair = bench().pair();
        byte[] sent = new byte[500_000];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) (i * 31 >> 3);
        }
        byte[] received = new byte[sent.length];
        int written = 0;
        int read = 0;
        while (read < received.length) {
            int more = descriptors().write(pair.client(), sent, written, Math.min(30_000, sent.length - written));
            written += Math.max(0, more);
            int from = read;
            int room = Math.min(7_000, received.length - read);
            int count = bench().retry(() -> descriptors().read(pair.server(), received, from, room));
            assertTrue(count > 0, () -> "read " + count + " after " + from + " bytes");
            read += count;
        }
        assertArrayEquals(sent, received);
    }

    // ------------------------------------------------------------------ ends

    /** The peer reads what was sent before the end of our output, then the end, and may still answer. */
    @Test
    default void halfAConnectionEndsAfterItsDataAndTheOtherHalfGoesOn() {
        Pair pair = bench().pair();
        bench().write(pair.client(), "last words");
        assertEquals(0, sockets().shutdownOutput(pair.client()));
        assertEquals(0, sockets().shutdownOutput(pair.client()), "twice is once");
        assertEquals(Errno.EPIPE, descriptors().write(pair.client(), new byte[1], 0, 1));
        assertEquals("last words", bench().read(pair.server()));
        assertEquals("", bench().read(pair.server()));
        bench().write(pair.server(), "answer");
        assertEquals("answer", bench().read(pair.client()));
    }

    /** The peer reads what was sent before a close, then the end. */
    @Test
    default void closingEndsAConnectionAfterItsData() {
        Pair pair = bench().pair();
        bench().write(pair.client(), "last words");
        bench().close(pair.client());
        assertEquals("last words", bench().read(pair.server()));
        assertEquals("", bench().read(pair.server()));
    }

    /** The first write to a peer that has closed is taken; the answer to it makes those after it fail. */
    @Test
    default void writingToAPeerThatClosedFailsAfterTheFirstWrite() {
        Pair pair = bench().pair();
        bench().close(pair.client());
        assertEquals("", bench().read(pair.server()));
        bench().poller().register(pair.server(), 1);
        bench().settle();
        bench().write(pair.server(), "into the void");
        bench().await(1, ReadyBatch.READABLE);
        assertEquals("", bench().read(pair.server()), "the end that was received stays the end");
        int result = bench().retry(() -> {
            int count = descriptors().write(pair.server(), new byte[1], 0, 1);
            return count > 0 ? Errno.EAGAIN : count;
        });
        assertTrue(result == Errno.EPIPE || result == Errno.ECONNRESET, () -> Errno.name(result));
    }

    /** A close with unread data resets the connection, and the error is told once. */
    @Test
    default void closingWithUnreadDataResets() {
        Pair pair = bench().pair();
        bench().write(pair.client(), "nobody reads this");
        bench().poller().register(pair.server(), 1);
        bench().await(1, ReadyBatch.READABLE);
        bench().close(pair.server());
        assertEquals("ECONNRESET", bench().read(pair.client()));
        assertEquals("", bench().read(pair.client()), "the error is told once");
        assertEquals(Errno.EPIPE, descriptors().write(pair.client(), new byte[1], 0, 1));
        assertEquals(Errno.ENOTCONN, sockets().shutdownOutput(pair.client()));
    }

    /** A close with a linger time of 0 resets the connection; what was sent before may get lost. */
    @Test
    default void closingWithoutLingeringResets() {
        Pair pair = bench().pair();
        bench().write(pair.server(), "sent before");
        sockets().setOption(pair.server(), SocketOption.LINGER, 0);
        bench().close(pair.server());
        String text = bench().read(pair.client());
        assertEquals("ECONNRESET", text.equals("sent before") ? bench().read(pair.client()) : text);
    }

    /** Connections that nobody has accepted are reset when their listener is closed. */
    @Test
    default void closingAListenerResetsWhoWaitsForIt() {
        int listener = bench().listener();
        int client = bench().connect(listener);
        bench().finishConnect(client);
        bench().close(listener);
        assertEquals("ECONNRESET", bench().read(client));
    }

    private Sockets sockets() {
        return bench().sockets();
    }

    private Descriptors descriptors() {
        return bench().descriptors();
    }
}
