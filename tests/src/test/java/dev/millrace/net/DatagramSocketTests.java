package dev.millrace.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.io.BrokenException;
import dev.millrace.io.BusyException;
import dev.millrace.io.ClosedException;
import dev.millrace.net.DatagramSocket.Received;
import dev.millrace.sys.Errno;
import dev.millrace.sys.Platform;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.SystemException;
import dev.millrace.task.Future;
import dev.millrace.testkit.contract.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Datagram sockets, over the platform of a subclass. */
abstract class DatagramSocketTests {
    private Wire wire;
    private DatagramSocket one;
    private DatagramSocket other;

    abstract Platform open();

    @BeforeEach
    void openSockets() {
        wire = new Wire(open());
        one = bind();
        other = bind();
    }

    @AfterEach
    void nothingIsLeft() {
        wire.close();
        assertEquals(Set.of(), wire.openDescriptors());
        assertEquals(List.of(), wire.reports());
    }

    private DatagramSocket bind() {
        return DatagramSocket.bind(wire.loop(), Address.loopback(0));
    }

    private void send(DatagramSocket from, String text, DatagramSocket to) {
        wire.value(from.send(text.getBytes(), to.localAddress()));
    }

    private String receive(DatagramSocket socket) {
        byte[] buffer = new byte[100];
        Received received = wire.value(socket.receive(buffer));
        assertFalse(received.truncated());
        return new String(buffer, 0, received.length());
    }

    private DatagramSocket nobody() {
        DatagramSocket closed = bind();
        closed.close();
        return closed;
    }

    @Test
    @Tag("case-184")
    void anEmptyDatagramIsReceivedAsOne() {
        for (String text : List.of("a", "b", "", "c", "d")) {
            send(one, text, other);
        }
        for (String text : List.of("a", "b", "", "c", "d")) {
            byte[] buffer = new byte[10];
            Received received = wire.value(other.receive(buffer));
            assertEquals(new Received(text.length(), one.localAddress(), false), received);
            assertEquals(text, new String(buffer, 0, received.length()));
        }
    }

    @Test
    @Tag("case-185")
    void whatIsCutSaysSoAndTheNextIsWhole() {
        send(one, "123456", other);
        send(one, "78", other);
        byte[] buffer = new byte[7];
        assertEquals(new Received(5, one.localAddress(), true), wire.value(other.receive(buffer, 1, 5)));
        assertArrayEquals("\00012345\0".getBytes(), buffer);
        assertEquals("78", receive(other));
    }

    @Test
    void aPartOfAnArrayIsSent() {
        wire.value(one.send("abcdef".getBytes(), 2, 3, other.localAddress()));
        assertEquals("cde", receive(other));
        assertThrows(IndexOutOfBoundsException.class, () -> one.send(new byte[3], 2, 2, other.localAddress()));
        assertThrows(IndexOutOfBoundsException.class, () -> one.receive(new byte[3], 2, 2));
    }

    @Test
    void theLongestDatagramArrivesAndALongerOneIsAnError() {
        byte[] sent = new byte[65_507];
        new Random(1).nextBytes(sent);
        byte[] buffer = new byte[70_000];
        wire.value(one.send(sent, other.localAddress()));
        assertEquals(65_507, wire.value(other.receive(buffer)).length());
        assertArrayEquals(sent, Arrays.copyOf(buffer, sent.length));
        Throwable failure = wire.failure(one.send(new byte[65_508], other.localAddress()));
        assertEquals(Errno.EMSGSIZE, assertInstanceOf(SystemException.class, failure).errno());
        send(one, "goes on", other);
        assertEquals("goes on", receive(other));
    }

    @Test
    void aReceiverWaitsForItsDatagram() {
        Future<Received> waiting = other.receive(new byte[9]);
        wire.settle();
        assertFalse(waiting.isDone());
        send(one, "here", other);
        assertEquals(new Received(4, one.localAddress(), false), wire.value(waiting));
    }

    @Test
    void aSecondReceiverIsRefusedAndTheFirstIsLeftAlone() {
        Future<Received> waiting = other.receive(new byte[9]);
        assertInstanceOf(BusyException.class, wire.failure(other.receive(new byte[9])));
        send(one, "here", other);
        assertEquals(4, wire.value(waiting).length());
    }

    @Test
    void aCancelledReceiveLosesNoDatagram() {
        Future<Received> waiting = other.receive(new byte[9]);
        waiting.cancel();
        assertTrue(waiting.isCancelled());
        send(one, "first", other);
        Future<Received> late = other.receive(new byte[9]);
        late.cancel();
        assertEquals("first", late.isCancelled() ? receive(other) : "first");
        Future<Received> inTime = other.receive(new byte[9]).withTimeout(Duration.ofMillis(5));
        wire.failure(inTime);
        send(one, "second", other);
        assertEquals("second", receive(other));
    }

    @Test
    @Tag("case-190")
    void whatIsSentInARowArrivesInOrderAndAfterCloseIsAnError() {
        List<Future<Void>> sent = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            sent.add(one.send(new byte[] {(byte) i}, other.localAddress()));
            wire.value(sent.get(i));
        }
        for (int i = 0; i < 50; i++) {
            byte[] buffer = new byte[1];
            wire.value(other.receive(buffer));
            assertEquals(i, buffer[0]);
        }
        one.close();
        assertInstanceOf(ClosedException.class, wire.failure(one.send(new byte[1], other.localAddress())));
        assertThrows(ClosedException.class, () -> one.option(SocketOption.TTL));
        assertThrows(ClosedException.class, () -> one.connect(other.localAddress()));
    }

    @Test
    void closingFailsTheWaiter() {
        Future<Received> waiting = other.receive(new byte[9]);
        other.close();
        other.close();
        assertInstanceOf(ClosedException.class, wire.failure(waiting));
        assertTrue(other.isClosed());
        assertInstanceOf(ClosedException.class, wire.failure(other.receive(new byte[9])));
    }

    @Test
    @Tag("case-186")
    void aRefusalIsAnEventOfAConnectedSocketAndNotItsEnd() {
        IpAddress back = one.localAddress();
        DatagramSocket gone = nobody();
        one.connect(gone.localAddress());
        wire.value(one.send(new byte[1]));
        Throwable failure = wire.failure(one.receive(new byte[1]));
        assertEquals(Errno.ECONNREFUSED, assertInstanceOf(BrokenException.class, failure).errno());
        int refused = 0;
        for (int i = 0; i < 6; i++) {
            Future<Void> sent = one.send(new byte[1]);
            wire.await(sent);
            refused += sent.isFailed() ? 1 : 0;
        }
        assertTrue(refused > 0 && refused < 6, refused + " refused");
        DatagramSocket heir = DatagramSocket.bind(wire.loop(), gone.localAddress());
        wire.value(heir.send("alive".getBytes(), back));
        Future<Received> received = one.receive(new byte[9]);
        wire.await(received);
        int length = received.isFailed() ? wire.value(one.receive(new byte[9])).length() : received.value().length();
        assertEquals(5, length);
    }

    @Test
    @Tag("case-188")
    void anErrorThatNobodyWaitsForIsNoSpinAndNobodysWhoIsNotConnected() {
        one.connect(nobody().localAddress());
        wire.value(one.send(new byte[1]));
        wire.settle();
        one.disconnect();
        Future<Received> waiting = one.receive(new byte[5]);
        wire.settle();
        assertFalse(waiting.isDone());
        send(one, "self", one);
        assertEquals(4, wire.value(waiting).length());
        wire.value(one.send(new byte[1], nobody().localAddress()));
        wire.settle();
        send(other, "after", one);
        assertEquals("after", receive(one));
    }

    @Test
    @Tag("case-189")
    void aPeerIsGivenAndTakenAway() {
        assertThrows(IllegalStateException.class, () -> one.send(new byte[1]));
        one.connect(other.localAddress());
        assertEquals(other.localAddress(), one.remoteAddress().orElseThrow());
        assertThrows(IllegalStateException.class, () -> one.send(new byte[1], other.localAddress()));
        wire.value(one.send("peer".getBytes()));
        assertEquals("peer", receive(other));
        DatagramSocket third = bind();
        one.connect(third.localAddress());
        wire.value(one.send("another".getBytes()));
        assertEquals("another", receive(third));
        one.disconnect();
        assertTrue(one.remoteAddress().isEmpty());
        assertThrows(IllegalStateException.class, () -> one.send(new byte[1]));
        send(one, "anybody", other);
        byte[] buffer = new byte[10];
        assertEquals(one.localAddress(), wire.value(other.receive(buffer)).from());
        send(third, "back", one);
        assertEquals("back", receive(one));
    }

    @Test
    @Tag("case-192")
    void whatLeadsNowhereKeepsNobodyWaiting() {
        IpAddress nowhere = Address.parse("192.0.2.3:9");
        DatagramSocket any = DatagramSocket.bind(wire.loop(), Address.any(0));
        for (int i = 0; i < 1000; i++) {
            wire.await(any.send(new byte[10], nowhere));
        }
        send(one, "served", other);
        assertEquals("served", receive(other));
    }

    @Test
    @Tag("case-193")
    void optionsHaveTheirRangeAndGroupsTheirMembers() {
        one.option(SocketOption.TTL, 255);
        assertEquals(255, one.option(SocketOption.TTL));
        for (int wrong : new int[] {0, 256, -1}) {
            assertThrows(SystemException.class, () -> one.option(SocketOption.TTL, wrong));
        }
        one.option(SocketOption.MULTICAST_TTL, 0);
        assertThrows(SystemException.class, () -> one.option(SocketOption.MULTICAST_TTL, 256));
        DatagramSocket member = DatagramSocket.bind(wire.loop(), Address.any(0));
        DatagramSocket sender = DatagramSocket.bind(wire.loop(), Address.any(0));
        IpAddress group = Address.parse("239.1.7.9:" + member.localAddress().port());
        assertThrows(SystemException.class, () -> member.join(one.localAddress(), 0));
        assertThrows(SystemException.class, () -> member.leave(group, 0));
        member.join(group, 0);
        wire.value(sender.send("all".getBytes(), group));
        assertEquals("all", receive(member));
        member.leave(group, 0);
        wire.value(sender.send("nobody".getBytes(), group));
        Future<Received> waiting = member.receive(new byte[9]);
        wire.settle();
        assertFalse(waiting.isDone());
        waiting.cancel();
    }

    @Test
    void anAddressInUseIsRefusedUnlessItIsShared() {
        SystemException refused = assertThrows(SystemException.class,
                () -> DatagramSocket.bind(wire.loop(), one.localAddress()));
        assertEquals(Errno.EADDRINUSE, refused.errno());
        Map<SocketOption, Integer> shared = Map.of(SocketOption.REUSE_PORT, 1);
        DatagramSocket first = DatagramSocket.bind(wire.loop(), Address.loopback(0), shared);
        DatagramSocket second = DatagramSocket.bind(wire.loop(), first.localAddress(), shared);
        assertEquals(first.localAddress(), second.localAddress());
        assertThrows(SystemException.class, () -> DatagramSocket.bind(wire.loop(), Address.loopback(0),
                Map.of(SocketOption.TTL, 0)));
    }

    @Test
    void aClosedLoopRefusesSockets() {
        wire.loop().close();
        assertThrows(ClosedException.class, this::bind);
    }
}
