package dev.millrace.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.sys.Errno;
import dev.millrace.sys.ReadyBatch;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.Sockets;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** What {@link Sockets} promise of datagram sockets. A part of {@link PlatformContract}. */
// The module does not require JUnit of everybody.
@SuppressWarnings("exports")
public interface DatagramsContract {
    /** What stands for the peer of a connected socket. */
    byte[] PEER = {};

    /** Returns the bench of the test that runs. */
    Bench bench();

    /** Datagrams keep their bounds and order, name their sender, and an empty one is one. */
    @Test
    default void eachDatagramHasItsBoundsAndItsSender() {
        byte[] from = new byte[Sockets.ADDRESS_BYTES];
        for (byte[] loopback : List.of(Bench.loopback(0), Bench.loopback6())) {
            int receiver = bound(loopback);
            int sender = bound(loopback);
            byte[] into = new byte[100];
            assertEquals(Errno.EAGAIN, sockets().receiveFrom(receiver, into, 0, 100, from));
            for (String text : List.of("one", "", "three")) {
                assertEquals(text.length(), send(sender, text, bench().localAddress(receiver)));
            }
            for (String text : List.of("one", "", "three")) {
                Arrays.fill(from, (byte) 7);
                assertEquals(text.length(), receive(receiver, into, 10, 50, from));
                assertEquals(text, new String(into, 10, text.length()));
                assertArrayEquals(bench().localAddress(sender), from);
            }
            assertEquals(Errno.EAGAIN, sockets().receiveFrom(receiver, into, 0, 100, from));
        }
    }

    /** A datagram that is too long for the room is cut, says so, and leaves the next one whole. */
    @Test
    default void aDatagramThatIsCutSaysSo() {
        int receiver = bound(Bench.loopback(0));
        byte[] into = new byte[10];
        send(receiver, "12345", bench().localAddress(receiver));
        send(receiver, "67890", bench().localAddress(receiver));
        assertEquals(4 + Sockets.TRUNCATED, receive(receiver, into, 0, 4, PEER));
        assertEquals("1234", new String(into, 0, 4));
        assertEquals(5, receive(receiver, into, 0, 5, PEER));
        assertEquals("67890", new String(into, 0, 5));
    }

    /** 65,507 bytes fit into a datagram of IPv4, and one more is EMSGSIZE; the socket goes on. */
    @Test
    default void theLongestDatagramArrivesWhole() {
        int fd = bound(Bench.loopback(0));
        byte[] sent = Payload.random(3, 65_508);
        byte[] into = new byte[Sockets.MOST_DATAGRAM_BYTES];
        byte[] here = bench().localAddress(fd);
        assertEquals(Errno.EMSGSIZE, sockets().sendTo(fd, sent, 0, 65_508, here));
        assertEquals(Errno.EMSGSIZE, sockets().sendTo(fd, new byte[100_000], 0, 100_000, here));
        assertEquals(65_507, sockets().sendTo(fd, sent, 1, 65_507, here));
        assertEquals(65_507, receive(fd, into, 0, into.length, PEER));
        assertArrayEquals(Arrays.copyOfRange(sent, 1, 65_508), Arrays.copyOf(into, 65_507));
    }

    /** A connected socket sends to its peer and receives from nobody else; disconnected, it keeps its port. */
    @Test
    default void aConnectedSocketHasOnePeerUntilItIsDisconnected() {
        int one = bound(Bench.loopback(0));
        int other = bound(Bench.loopback(0));
        int stranger = bound(Bench.loopback(0));
        byte[] address = new byte[Sockets.ADDRESS_BYTES];
        byte[] into = new byte[10];
        byte[] here = bench().localAddress(one);
        assertEquals(Errno.EDESTADDRREQ, send(one, "to whom?", PEER));
        assertEquals(Errno.ENOTCONN, sockets().remoteAddress(one, address));
        assertEquals(0, sockets().connect(one, bench().localAddress(other)));
        assertEquals(0, sockets().remoteAddress(one, address));
        assertArrayEquals(bench().localAddress(other), address);
        send(stranger, "lost", here);
        send(other, "heard", here);
        assertEquals(5, receive(one, into, 0, 10, address));
        assertArrayEquals(bench().localAddress(other), address);
        assertEquals(6, send(one, "answer", PEER));
        assertEquals("answer", bench().read(other));
        assertEquals(0, sockets().disconnect(one));
        assertEquals(0, sockets().disconnect(one), "twice is once");
        assertEquals(Errno.ENOTCONN, sockets().remoteAddress(one, address));
        assertEquals(Errno.EDESTADDRREQ, send(one, "to whom?", PEER));
        assertArrayEquals(here, bench().localAddress(one));
        send(stranger, "hello", here);
        assertEquals(5, receive(one, into, 0, 10, address));
        assertArrayEquals(bench().localAddress(stranger), address);
    }

    /** What nobody receives is an error of a connected socket, told once; an unconnected one never hears of it. */
    @Test
    default void aRefusalIsToldToAConnectedSocketOnce() {
        int closed = bound(Bench.loopback(0));
        byte[] nobody = bench().localAddress(closed);
        bench().close(closed);
        int fd = bound(Bench.loopback(0));
        byte[] into = new byte[10];
        bench().poller().register(fd, 1);
        assertEquals(1, send(fd, "?", nobody));
        bench().settle();
        assertEquals(Errno.EAGAIN, sockets().receiveFrom(fd, into, 0, 10, PEER));
        assertEquals(0, sockets().connect(fd, nobody));
        assertEquals(1, send(fd, "?", PEER));
        bench().await(1, ReadyBatch.READABLE);
        assertEquals(Errno.ECONNREFUSED, sockets().receiveFrom(fd, into, 0, 10, PEER));
        assertEquals(Errno.EAGAIN, sockets().receiveFrom(fd, into, 0, 10, PEER));
    }

    /** A datagram that arrives is reported as readable, each by an edge of its own once those before were received. */
    @Test
    default void anArrivalIsReported() {
        int receiver = bound(Bench.loopback(0));
        byte[] into = new byte[10];
        bench().poller().register(receiver, 7);
        bench().settle();
        for (int i = 0; i < 3; i++) {
            send(receiver, "", bench().localAddress(receiver));
            bench().await(7, ReadyBatch.READABLE);
            assertEquals(0, sockets().receiveFrom(receiver, into, 0, 10, PEER));
            assertEquals(Errno.EAGAIN, sockets().receiveFrom(receiver, into, 0, 10, PEER));
        }
    }

    /** A socket that was never bound has a port once it has sent; an address in use is refused, unless it is shared. */
    @Test
    default void addressesAreChosenRefusedAndShared() {
        int receiver = bound(Bench.loopback(0));
        byte[] here = bench().localAddress(receiver);
        byte[] from = new byte[Sockets.ADDRESS_BYTES];
        int unbound = open(4);
        assertEquals(2, send(unbound, "hi", here));
        assertEquals(2, receive(receiver, new byte[5], 0, 5, from));
        byte[] chosen = bench().localAddress(unbound);
        assertArrayEquals(new byte[] {chosen[2], chosen[3]}, new byte[] {from[2], from[3]});
        assertEquals(Errno.EADDRINUSE, sockets().bind(open(4), here));
        int one = open(4);
        int two = open(4);
        sockets().setOption(one, SocketOption.REUSE_PORT, 1);
        sockets().setOption(two, SocketOption.REUSE_PORT, 1);
        assertEquals(0, sockets().bind(one, Bench.loopback(0)));
        assertEquals(0, sockets().bind(two, bench().localAddress(one)));
    }

    /** Whoever sends more than is received gets through, and the receiver holds a bounded part of it. */
    @Test
    default void aFloodIsDroppedAndNotKept() {
        int receiver = open(4);
        sockets().setOption(receiver, SocketOption.RECEIVE_BUFFER, 20_000);
        assertEquals(0, sockets().bind(receiver, Bench.loopback(0)));
        int sender = bound(Bench.loopback(0));
        byte[] here = bench().localAddress(receiver);
        byte[] block = new byte[1000];
        for (int i = 0; i < 2000; i++) {
            assertEquals(1000, bench().retry(() -> sockets().sendTo(sender, block, 0, 1000, here)));
        }
        assertEquals(1000, receive(receiver, block, 0, 1000, PEER));
        int count = 1;
        while (sockets().receiveFrom(receiver, block, 0, 1000, PEER) >= 0) {
            count++;
        }
        int received = count;
        assertTrue(received < 200, () -> received + " of 2000");
    }

    /** Hops have their range; a broadcast takes permission; multicast is for those that joined, as long as they do. */
    @Test
    default void optionsHaveTheirRange() {
        for (int family : new int[] {4, 6}) {
            int fd = open(family);
            for (SocketOption hops : List.of(SocketOption.TTL, SocketOption.MULTICAST_TTL)) {
                for (int value : new int[] {1, 64, 255}) {
                    assertEquals(0, sockets().setOption(fd, hops, value));
                    assertEquals(value, sockets().getOption(fd, hops));
                }
                assertEquals(Errno.EINVAL, sockets().setOption(fd, hops, 256));
                assertEquals(Errno.EINVAL, sockets().setOption(fd, hops, -1));
            }
            assertEquals(Errno.EINVAL, sockets().setOption(fd, SocketOption.TTL, 0));
            assertEquals(0, sockets().setOption(fd, SocketOption.MULTICAST_TTL, 0));
            assertEquals(1, sockets().getOption(fd, SocketOption.MULTICAST_LOOP));
            assertEquals(0, sockets().setOption(fd, SocketOption.MULTICAST_LOOP, 0));
            assertEquals(Errno.EINVAL, sockets().setOption(fd, SocketOption.BROADCAST, 2));
        }
        byte[] everybody = Bench.loopback(9);
        Arrays.fill(everybody, 8, 12, (byte) 255);
        assertEquals(Errno.EACCES, send(open(4), "all", everybody));
    }

    /** Whoever joined a group receives what is sent to it, until it leaves. */
    @Test
    default void aGroupIsForThoseThatJoinedIt() {
        int member = bound(any());
        int sender = bound(any());
        byte[] group = Arrays.copyOf(bench().localAddress(member), Sockets.IP_ADDRESS_BYTES);
        group[8] = (byte) 239;
        group[9] = 1;
        group[11] = 7;
        assertTrue(sockets().leave(member, group, 0, PEER) < 0);
        assertEquals(Errno.EINVAL, sockets().join(member, bench().localAddress(sender), 0, PEER));
        int joined = sockets().join(member, group, 0, PEER);
        if (joined == Errno.ENODEV) {
            return; // a machine without any network but the loopback
        }
        assertEquals(0, joined);
        assertEquals(Errno.EADDRINUSE, sockets().join(member, group, 0, PEER));
        send(sender, "all", group);
        byte[] from = new byte[Sockets.ADDRESS_BYTES];
        assertEquals(3, receive(member, new byte[9], 0, 9, from));
        assertEquals(bench().localAddress(sender)[3], from[3]);
        assertEquals(0, sockets().leave(member, group, 0, PEER));
        send(sender, "all", group);
        assertEquals(Errno.EAGAIN, sockets().receiveFrom(member, new byte[9], 0, 9, from));
    }

    /** After close, every call is EBADF. */
    @Test
    default void refusesEveryCallOnAClosedDatagramSocket() {
        int fd = bound(Bench.loopback(0));
        byte[] here = bench().localAddress(fd);
        bench().close(fd);
        List<IntUnaryOperator> calls = List.of(
                any -> sockets().sendTo(any, new byte[1], 0, 1, here),
                any -> sockets().receiveFrom(any, new byte[1], 0, 1, PEER),
                sockets()::disconnect,
                any -> sockets().join(any, here, 0, PEER),
                any -> sockets().leave(any, here, 0, PEER));
        for (int i = 0; i < calls.size(); i++) {
            assertEquals(Errno.EBADF, calls.get(i).applyAsInt(fd), "call " + i);
        }
    }

    private static byte[] any() {
        byte[] any = Bench.loopback(0);
        any[8] = 0;
        any[11] = 0;
        return any;
    }

    private int open(int family) {
        return bench().keep(sockets().open(family, Sockets.Kind.DATAGRAM));
    }

    private int bound(byte[] address) {
        int fd = open(address[0]);
        assertEquals(0, sockets().bind(fd, address));
        return fd;
    }

    private int send(int fd, String text, byte[] to) {
        return sockets().sendTo(fd, text.getBytes(), 0, text.length(), to);
    }

    private int receive(int fd, byte[] into, int offset, int length, byte[] from) {
        return bench().retry(() -> sockets().receiveFrom(fd, into, offset, length, from));
    }

    private Sockets sockets() {
        return bench().sockets();
    }
}
