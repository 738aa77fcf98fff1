package dev.millrace.sys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.sys.Bench.Pair;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@link Sockets} promises, of the kernel's and of those in memory. */
@Tag("contract")
abstract class SocketsContract {
    final Bench bench = new Bench(open());
    private final Descriptors descriptors = bench.descriptors;
    private final Sockets sockets = bench.sockets;
    private final byte[] address = new byte[Sockets.ADDRESS_BYTES];

    abstract Platform open();

    @AfterEach
    void close() {
        bench.close();
    }

    // ------------------------------------------------------------------ connections

    @Test
    void namesBothEndsOfAConnection() {
        for (byte[] loopback : List.of(Bench.loopback(0), Bench.loopback6())) {
            int listener = bench.listener(loopback);
            int client = bench.connect(listener);
            int server = bench.retry(() -> sockets.accept(listener, address));
            bench.keep(server);
            assertArrayEquals(bench.localAddress(client), address);
            assertArrayEquals(bench.localAddress(listener), bench.localAddress(server));
            assertEquals(0, sockets.remoteAddress(server, address));
            assertArrayEquals(bench.localAddress(client), address);
            assertEquals(0, sockets.remoteAddress(client, address));
            assertArrayEquals(bench.localAddress(listener), address);
            assertEquals(loopback[0], address[0]);
            assertEquals(1, address[0] == 4 ? address[11] : address[23]);
        }
    }

    @Test
    void acceptsConnectionsInOrderAndNoneThatIsNotThere() {
        int listener = bench.listener();
        assertEquals(Errno.EAGAIN, sockets.accept(listener, address));
        int first = bench.connect(listener);
        int second = bench.connect(listener);
        bench.write(first, "first");
        bench.write(second, "second");
        assertEquals("first", bench.read(bench.accept(listener)));
        assertEquals("second", bench.read(bench.accept(listener)));
        assertEquals(Errno.EAGAIN, sockets.accept(listener, address));
    }

    @Test
    void refusesAnAddressInUse() {
        byte[] taken = bench.localAddress(bench.listener());
        int other = bench.open(4);
        int result = sockets.bind(other, taken);
        assertEquals(Errno.EADDRINUSE, result < 0 ? result : sockets.listen(other, 1));
    }

    @Test
    void chooseDifferentPortsByThemselves() {
        byte[] first = bench.localAddress(bench.listener());
        byte[] second = bench.localAddress(bench.listener());
        assertTrue((first[2] | first[3]) != 0 && !Arrays.equals(first, second));
    }

    @Test
    void refusesCallsThatDoNotFitTheSocket() {
        int fresh = bench.open(4);
        assertEquals(Errno.EINVAL, sockets.accept(fresh, address));
        assertEquals(Errno.ENOTCONN, descriptors.read(fresh, new byte[1], 0, 1));
        assertEquals(Errno.ENOTCONN, sockets.shutdownOutput(fresh));
        assertEquals(Errno.ENOTCONN, sockets.remoteAddress(fresh, address));
        int listener = bench.listener();
        assertEquals(Errno.EINVAL, sockets.bind(listener, Bench.loopback(0)));
        int client = bench.pair(listener).client();
        assertEquals(0, sockets.finishConnect(client));
        sockets.connect(client, bench.localAddress(listener)); // Linux says once more that it is done
        assertEquals(Errno.EISCONN, sockets.connect(client, bench.localAddress(listener)));
        assertEquals(Errno.EAFNOSUPPORT, sockets.open(5, Sockets.Kind.STREAM));
    }

    @Test
    void refusesAnAddressThatIsNotAsLongAsItSays() {
        int fd = bench.open(4);
        byte[] whole = Bench.loopback(0);
        byte[] shorter = Arrays.copyOf(whole, Sockets.IP_ADDRESS_BYTES - 1);
        byte[] wrong = Arrays.copyOf(whole, whole.length);
        wrong[1] = 8;
        for (byte[] bad : List.of(shorter, wrong, new byte[] {4}, new byte[0])) {
            assertEquals(Errno.EINVAL, sockets.bind(fd, bad));
            assertEquals(Errno.EINVAL, sockets.connect(fd, bad));
        }
        wrong[0] = 9;
        assertEquals(Errno.EAFNOSUPPORT, sockets.bind(fd, wrong));
        assertEquals(0, sockets.bind(fd, Arrays.copyOf(whole, Sockets.IP_ADDRESS_BYTES)));
    }

    @Test
    void fillsAnAddressInAsFarAsTheArrayGoes() {
        int listener = bench.listener();
        byte[] whole = bench.localAddress(listener);
        assertEquals(Sockets.IP_ADDRESS_BYTES, whole[1]);
        byte[] start = new byte[5];
        assertEquals(0, sockets.localAddress(listener, start));
        assertArrayEquals(Arrays.copyOf(whole, 5), start);
        byte[] roomy = new byte[Sockets.ADDRESS_BYTES];
        Arrays.fill(roomy, (byte) 7);
        assertEquals(0, sockets.localAddress(listener, roomy));
        assertArrayEquals(Arrays.copyOf(whole, roomy.length), roomy);
    }

    @Test
    void refusesEveryCallOnAClosedDescriptor() {
        int fd = bench.open(4);
        bench.close(fd);
        List<IntUnaryOperator> calls = List.of(
                any -> sockets.bind(any, Bench.loopback(0)),
                any -> sockets.listen(any, 1),
                any -> sockets.accept(any, address),
                any -> sockets.connect(any, Bench.loopback(1)),
                sockets::finishConnect,
                any -> descriptors.read(any, new byte[1], 0, 1),
                any -> descriptors.write(any, new byte[1], 0, 1),
                any -> descriptors.write(any, new byte[][] {{1}}, 0, 0),
                sockets::shutdownOutput,
                any -> sockets.localAddress(any, address),
                any -> sockets.remoteAddress(any, address),
                any -> sockets.setOption(any, SocketOption.NO_DELAY, 1),
                any -> sockets.getOption(any, SocketOption.NO_DELAY),
                descriptors::close);
        for (int i = 0; i < calls.size(); i++) {
            assertEquals(Errno.EBADF, calls.get(i).applyAsInt(fd), "call " + i);
        }
    }

    // ------------------------------------------------------------------ data

    @Test
    void movesThePartOfAnArrayThatItIsTold() {
        Pair pair = bench.pair();
        byte[] text = "0123456789".getBytes();
        assertEquals(4, descriptors.write(pair.client(), text, 3, 4));
        byte[] into = "..........".getBytes();
        assertEquals(2, bench.retry(() -> descriptors.read(pair.server(), into, 5, 2)));
        assertEquals(".....34...", new String(into));
        assertEquals("56", bench.read(pair.server()));
        assertEquals(Errno.EAGAIN, descriptors.read(pair.server(), into, 0, 10));
    }

    @Test
    void gathersArraysFromAnyOffset() {
        byte[][] arrays = {"ab".getBytes(), {}, "cde".getBytes(), "f".getBytes()};
        String rest = "abcdef";
        for (int first = 0; first < arrays.length; first++) {
            for (int offset = 0; offset < arrays[first].length; offset++) {
                Pair pair = bench.pair();
                assertEquals(rest.length(), descriptors.write(pair.client(), arrays, first, offset));
                assertEquals(rest, bench.read(pair.server()));
                rest = rest.substring(1);
            }
        }
    }

    @Test
    void movesNoMoreThanTheMostAtOnce() {
        Pair pair = bench.pair();
        byte[] many = new byte[3 * Descriptors.MOST_BYTES];
        int one = descriptors.write(pair.client(), many, 0, many.length);
        assertTrue(one > 0 && one <= Descriptors.MOST_BYTES, () -> one + " bytes");
        Pair other = bench.pair();
        int gathered = descriptors.write(other.client(), new byte[][] {many, many}, 0, 5);
        assertTrue(gathered > 0 && gathered <= Descriptors.MOST_BYTES, () -> gathered + " bytes");
        bench.fill(pair.client());
        int read = bench.retry(() -> descriptors.read(pair.server(), many, 0, many.length));
        assertTrue(read > 0 && read <= Descriptors.MOST_BYTES, () -> read + " bytes");
    }

    @Test
    void losesNothingAndChangesNothingOnTheWay() {
        Pair pair = bench.pair();
        byte[] sent = new byte[500_000];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) (i * 31 >> 3);
        }
        byte[] received = new byte[sent.length];
        int written = 0;
        int read = 0;
        while (read < received.length) {
            int more = descriptors.write(pair.client(), sent, written, Math.min(30_000, sent.length - written));
            written += Math.max(0, more);
            int count = descriptors.read(pair.server(), received, read, Math.min(7_000, received.length - read));
            read += Math.max(0, count);
        }
        assertArrayEquals(sent, received);
    }

    // ------------------------------------------------------------------ ends

    @Test
    void halfAConnectionEndsAfterItsDataAndTheOtherHalfGoesOn() {
        Pair pair = bench.pair();
        bench.write(pair.client(), "last words");
        assertEquals(0, sockets.shutdownOutput(pair.client()));
        assertEquals(0, sockets.shutdownOutput(pair.client()), "twice is once");
        assertEquals(Errno.EPIPE, descriptors.write(pair.client(), new byte[1], 0, 1));
        assertEquals("last words", bench.read(pair.server()));
        assertEquals("", bench.read(pair.server()));
        bench.write(pair.server(), "answer");
        assertEquals("answer", bench.read(pair.client()));
    }

    @Test
    void closingEndsAConnectionAfterItsData() {
        Pair pair = bench.pair();
        bench.write(pair.client(), "last words");
        bench.close(pair.client());
        assertEquals("last words", bench.read(pair.server()));
        assertEquals("", bench.read(pair.server()));
    }

    @Test
    void writingToAPeerThatClosedFailsAfterTheFirstWrite() {
        Pair pair = bench.pair();
        bench.close(pair.client());
        assertEquals("", bench.read(pair.server()));
        bench.poller.register(pair.server(), 1);
        bench.settle();
        bench.write(pair.server(), "into the void");
        bench.await(1, ReadyBatch.READABLE);
        assertEquals("", bench.read(pair.server()), "the end that was received stays the end");
        int result = bench.retry(() -> {
            int count = descriptors.write(pair.server(), new byte[1], 0, 1);
            return count > 0 ? Errno.EAGAIN : count;
        });
        assertTrue(result == Errno.EPIPE || result == Errno.ECONNRESET, () -> Errno.name(result));
    }

    @Test
    void closingWithUnreadDataResets() {
        Pair pair = bench.pair();
        bench.write(pair.client(), "nobody reads this");
        bench.poller.register(pair.server(), 1);
        bench.await(1, ReadyBatch.READABLE);
        bench.close(pair.server());
        assertEquals("ECONNRESET", bench.read(pair.client()));
        assertEquals("", bench.read(pair.client()), "the error is told once");
        assertEquals(Errno.EPIPE, descriptors.write(pair.client(), new byte[1], 0, 1));
        assertEquals(Errno.ENOTCONN, sockets.shutdownOutput(pair.client()));
    }

    @Test
    void closingWithoutLingeringResets() {
        Pair pair = bench.pair();
        bench.write(pair.server(), "sent before");
        sockets.setOption(pair.server(), SocketOption.LINGER, 0);
        bench.close(pair.server());
        String text = bench.read(pair.client());
        assertEquals("ECONNRESET", text.equals("sent before") ? bench.read(pair.client()) : text);
    }

    @Test
    void closingAListenerResetsWhoWaitsForIt() {
        int listener = bench.listener();
        int client = bench.connect(listener);
        assertEquals(0, bench.retry(() -> sockets.finishConnect(client)));
        bench.close(listener);
        assertEquals("ECONNRESET", bench.read(client));
    }

    // ------------------------------------------------------------------ options

    @Test
    void keepsOptions() {
        int fd = bench.open(6);
        for (SocketOption flag : List.of(SocketOption.NO_DELAY, SocketOption.REUSE_ADDRESS, SocketOption.REUSE_PORT,
                SocketOption.KEEP_ALIVE, SocketOption.V6_ONLY)) {
            for (int value : new int[] {1, 0, 1}) {
                assertEquals(0, sockets.setOption(fd, flag, value), flag::name);
                assertEquals(value, sockets.getOption(fd, flag), flag::name);
            }
        }
        for (SocketOption buffer : List.of(SocketOption.SEND_BUFFER, SocketOption.RECEIVE_BUFFER)) {
            assertEquals(0, sockets.setOption(fd, buffer, 20_000));
            assertTrue(sockets.getOption(fd, buffer) >= 20_000, buffer::name);
        }
        assertEquals(SocketOption.LINGER_OFF, sockets.getOption(fd, SocketOption.LINGER));
        for (int seconds : new int[] {0, 5, SocketOption.LINGER_OFF}) {
            assertEquals(0, sockets.setOption(fd, SocketOption.LINGER, seconds));
            assertEquals(seconds, sockets.getOption(fd, SocketOption.LINGER));
        }
    }

    @Test
    void aSmallReceiveBufferHoldsTheSenderBack() {
        int listener = bench.listener();
        sockets.setOption(listener, SocketOption.RECEIVE_BUFFER, 4096);
        Pair pair = bench.pair(listener);
        sockets.setOption(pair.client(), SocketOption.SEND_BUFFER, 4096);
        int taken = bench.fill(pair.client());
        assertTrue(taken >= 4096 && taken < 1_000_000, () -> taken + " bytes");
        sockets.setOption(pair.server(), SocketOption.RECEIVE_BUFFER, 1);
        assertTrue(descriptors.write(pair.client(), new byte[9], 0, 9) == Errno.EAGAIN);
    }
}
