package dev.millrace.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.sys.Descriptors;
import dev.millrace.sys.Errno;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.Sockets;
import dev.millrace.testkit.contract.Bench.Pair;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** What {@link Sockets} promise of stream sockets. A part of {@link PlatformContract}. */
// The module does not require JUnit of everybody.
@SuppressWarnings("exports")
public interface SocketsContract {
    /** Returns the bench of the test that runs. */
    Bench bench();

    // ------------------------------------------------------------------ connections

    /** Over IPv4 and IPv6, each end of a connection has the address that the other sees. */
    @Test
    default void namesBothEndsOfAConnection() {
        byte[] address = new byte[Sockets.ADDRESS_BYTES];
        for (byte[] loopback : List.of(Bench.loopback(0), Bench.loopback6())) {
            int listener = bench().listener(loopback);
            int client = bench().connect(listener);
            int server = bench().retry(() -> sockets().accept(listener, address));
            bench().keep(server);
            assertArrayEquals(bench().localAddress(client), address);
            assertArrayEquals(bench().localAddress(listener), bench().localAddress(server));
            assertEquals(0, sockets().remoteAddress(server, address));
            assertArrayEquals(bench().localAddress(client), address);
            assertEquals(0, sockets().remoteAddress(client, address));
            assertArrayEquals(bench().localAddress(listener), address);
            assertEquals(loopback[0], address[0]);
            assertEquals(1, address[0] == 4 ? address[11] : address[23]);
        }
    }

    /** Connections are accepted in the order in which they were made; with none, accept is EAGAIN. */
    @Test
    default void acceptsConnectionsInOrderAndNoneThatIsNotThere() {
        byte[] address = new byte[Sockets.ADDRESS_BYTES];
        int listener = bench().listener();
        assertEquals(Errno.EAGAIN, sockets().accept(listener, address));
        int first = bench().connect(listener);
        int second = bench().connect(listener);
        bench().finishConnect(first);
        bench().finishConnect(second);
        bench().write(first, "first");
        bench().write(second, "second");
        assertEquals("first", bench().read(bench().accept(listener)));
        assertEquals("second", bench().read(bench().accept(listener)));
        assertEquals(Errno.EAGAIN, sockets().accept(listener, address));
    }

    /** An address that somebody listens on is EADDRINUSE: at bind or, at the latest, at listen. */
    @Test
    default void refusesAnAddressInUse() {
        byte[] taken = bench().localAddress(bench().listener());
        int other = bench().open(4);
        int result = sockets().bind(other, taken);
        assertEquals(Errno.EADDRINUSE, result < 0 ? result : sockets().listen(other, 1));
    }

    /** Whoever binds port 0 gets a port that nobody else has. */
    @Test
    default void chooseDifferentPortsByThemselves() {
        byte[] first = bench().localAddress(bench().listener());
        byte[] second = bench().localAddress(bench().listener());
        assertTrue((first[2] | first[3]) != 0 && !Arrays.equals(first, second));
    }

    /** A call that the state of its socket does not allow has the error that names it. */
    @Test
    default void refusesCallsThatDoNotFitTheSocket() {
        byte[] address = new byte[Sockets.ADDRESS_BYTES];
        int fresh = bench().open(4);
        assertEquals(Errno.EINVAL, sockets().accept(fresh, address));
        assertEquals(Errno.ENOTCONN, descriptors().read(fresh, new byte[1], 0, 1));
        assertEquals(Errno.ENOTCONN, sockets().shutdownOutput(fresh));
        assertEquals(Errno.ENOTCONN, sockets().remoteAddress(fresh, address));
        int listener = bench().listener();
        assertEquals(Errno.EINVAL, sockets().bind(listener, Bench.loopback(0)));
        int client = bench().pair(listener).client();
        assertEquals(0, sockets().finishConnect(client));
        sockets().connect(client, bench().localAddress(listener)); // Linux says once more that it is done
        assertEquals(Errno.EISCONN, sockets().connect(client, bench().localAddress(listener)));
        assertEquals(Errno.EAFNOSUPPORT, sockets().open(5, Sockets.Kind.STREAM));
    }

    /** An address with a wrong length is EINVAL, one of an unknown family EAFNOSUPPORT. */
    @Test
    default void refusesAnAddressThatIsNotAsLongAsItSays() {
        int fd = bench().open(4);
        byte[] whole = Bench.loopback(0);
        byte[] shorter = Arrays.copyOf(whole, Sockets.IP_ADDRESS_BYTES - 1);
        byte[] wrong = Arrays.copyOf(whole, whole.length);
        wrong[1] = 8;
        for (byte[] bad : List.of(shorter, wrong, new byte[] {4}, new byte[0])) {
            assertEquals(Errno.EINVAL, sockets().bind(fd, bad));
            assertEquals(Errno.EINVAL, sockets().connect(fd, bad));
        }
        wrong[0] = 9;
        assertEquals(Errno.EAFNOSUPPORT, sockets().bind(fd, wrong));
        assertEquals(0, sockets().bind(fd, Arrays.copyOf(whole, Sockets.IP_ADDRESS_BYTES)));
    }

    /** An array that is too short gets the start of the address; the rest of a long one is zero. */
    @Test
    default void fillsAnAddressInAsFarAsTheArrayGoes() {
        int listener = bench().listener();
        byte[] whole = bench().localAddress(listener);
        assertEquals(Sockets.IP_ADDRESS_BYTES, whole[1]);
        byte[] start = new byte[5];
        assertEquals(0, sockets().localAddress(listener, start));
        assertArrayEquals(Arrays.copyOf(whole, 5), start);
        byte[] roomy = new byte[Sockets.ADDRESS_BYTES];
        Arrays.fill(roomy, (byte) 7);
        assertEquals(0, sockets().localAddress(listener, roomy));
        assertArrayEquals(Arrays.copyOf(whole, roomy.length), roomy);
    }

    /** After close, every call is EBADF, close too. */
    @Test
    default void refusesEveryCallOnAClosedDescriptor() {
        byte[] address = new byte[Sockets.ADDRESS_BYTES];
        int fd = bench().open(4);
        bench().close(fd);
        List<IntUnaryOperator> calls = List.of(
                any -> sockets().bind(any, Bench.loopback(0)),
                any -> sockets().listen(any, 1),
                any -> sockets().accept(any, address),
                any -> sockets().connect(any, Bench.loopback(1)),
                sockets()::finishConnect,
                any -> descriptors().read(any, new byte[1], 0, 1),
                any -> descriptors().write(any, new byte[1], 0, 1),
                any -> descriptors().write(any, new byte[][] {{1}}, 0, 0),
                sockets()::shutdownOutput,
                any -> sockets().localAddress(any, address),
                any -> sockets().remoteAddress(any, address),
                any -> sockets().setOption(any, SocketOption.NO_DELAY, 1),
                any -> sockets().getOption(any, SocketOption.NO_DELAY),
                descriptors()::close);
        for (int i = 0; i < calls.size(); i++) {
            assertEquals(Errno.EBADF, calls.get(i).applyAsInt(fd), "call " + i);
        }
    }

    // ------------------------------------------------------------------ options

    /** An option that was set is read back: flags as they are, buffers at least as large, lingering in seconds. */
    @Test
    default void keepsOptions() {
        int fd = bench().open(6);
        for (SocketOption flag : List.of(SocketOption.NO_DELAY, SocketOption.REUSE_ADDRESS, SocketOption.REUSE_PORT,
                SocketOption.KEEP_ALIVE, SocketOption.V6_ONLY)) {
            for (int value : new int[] {1, 0, 1}) {
                assertEquals(0, sockets().setOption(fd, flag, value), flag::name);
                assertEquals(value, sockets().getOption(fd, flag), flag::name);
            }
        }
        for (SocketOption buffer : List.of(SocketOption.SEND_BUFFER, SocketOption.RECEIVE_BUFFER)) {
            assertEquals(0, sockets().setOption(fd, buffer, 20_000));
            assertTrue(sockets().getOption(fd, buffer) >= 20_000, buffer::name);
        }
        assertEquals(SocketOption.LINGER_OFF, sockets().getOption(fd, SocketOption.LINGER));
        for (int seconds : new int[] {0, 5, SocketOption.LINGER_OFF}) {
            assertEquals(0, sockets().setOption(fd, SocketOption.LINGER, seconds));
            assertEquals(seconds, sockets().getOption(fd, SocketOption.LINGER));
        }
    }

    /** With buffers of 4,096 bytes the kernel takes as much at least, and less than a megabyte. */
    @Test
    default void aSmallReceiveBufferHoldsTheSenderBack() {
        int listener = bench().listener();
        sockets().setOption(listener, SocketOption.RECEIVE_BUFFER, 4096);
        Pair pair = bench().pair(listener);
        sockets().setOption(pair.client(), SocketOption.SEND_BUFFER, 4096);
        int taken = bench().fill(pair.client());
        assertTrue(taken >= 4096 && taken < 1_000_000, () -> taken + " bytes");
        sockets().setOption(pair.server(), SocketOption.RECEIVE_BUFFER, 1);
        assertTrue(descriptors().write(pair.client(), new byte[9], 0, 9) == Errno.EAGAIN);
    }

    private Sockets sockets() {
        return bench().sockets();
    }

    private Descriptors descriptors() {
        return bench().descriptors();
    }
}
