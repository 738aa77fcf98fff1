package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.loop.LoopObserver.Call;
import dev.millrace.sys.Errno;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.Sockets;
import dev.millrace.sys.Sockets.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/** What the sockets in memory have that real ones do not: failures on demand, limits, and one small machine. */
class SimulatedNetworkTest {
    private final SimulatedSockets sockets = new Simulation().sockets();
    private final SimulatedDescriptors descriptors = sockets.descriptors();
    private final byte[] address = new byte[Sockets.ADDRESS_BYTES];

    /** An address that is nothing but its family and a port: the wildcard. */
    private static byte[] any(int family, int port) {
        byte[] address = new byte[Sockets.ADDRESS_BYTES];
        address[0] = (byte) family;
        address[1] = Sockets.IP_ADDRESS_BYTES;
        Endpoint.port(address, port);
        return address;
    }

    private static byte[] loopback(int port) {
        byte[] address = any(4, port);
        address[8] = 127;
        address[11] = 1;
        return address;
    }

    private int listener(byte[] at, int backlog) {
        int listener = sockets.open(at[0], Kind.STREAM);
        assertEquals(0, sockets.bind(listener, at));
        assertEquals(0, sockets.listen(listener, backlog));
        return listener;
    }

    private int port(int fd) {
        assertEquals(0, sockets.localAddress(fd, address));
        return Endpoint.port(address);
    }

    private int connect(byte[] to) {
        int client = sockets.open(to[0], Kind.STREAM);
        assertEquals(Errno.EINPROGRESS, sockets.connect(client, to));
        return client;
    }

    // ------------------------------------------------------------------ failures on demand

    @Test
    void everyKindOfCallFailsAsOftenAsItIsToldAndDoesNothingThen() {
        int listener = listener(loopback(80), 5);
        int client = connect(loopback(80));
        byte[] one = {1};
        Map<Call, IntSupplier> calls = new HashMap<>();
        calls.put(Call.OPEN, () -> sockets.open(4, Kind.STREAM));
        calls.put(Call.BIND, () -> sockets.bind(sockets.open(4, Kind.STREAM), loopback(81)));
        calls.put(Call.LISTEN, () -> sockets.listen(listener, 1));
        calls.put(Call.ACCEPT, () -> sockets.accept(listener, address));
        calls.put(Call.CONNECT, () -> sockets.connect(client, loopback(80)));
        calls.put(Call.FINISH_CONNECT, () -> sockets.finishConnect(client));
        calls.put(Call.WRITE, () -> descriptors.write(client, one, 0, 1));
        calls.put(Call.READ, () -> descriptors.read(client, one, 0, 1));
        calls.put(Call.OPTION, () -> sockets.setOption(client, SocketOption.NO_DELAY, 1));
        calls.put(Call.ADDRESS, () -> sockets.localAddress(client, address));
        calls.put(Call.SHUTDOWN, () -> sockets.shutdownOutput(client));
        calls.forEach((call, make) -> {
            sockets.fail(call, Errno.ENOMEM, Errno.ENOBUFS);
            assertEquals(Errno.ENOMEM, make.getAsInt(), call::name);
            assertEquals(Errno.ENOBUFS, make.getAsInt(), call::name);
        });
        assertEquals(0, sockets.getOption(client, SocketOption.NO_DELAY));
        assertEquals(0, sockets.finishConnect(client));
        int server = sockets.accept(listener, address);
        assertEquals(Errno.EAGAIN, descriptors.read(server, one, 0, 1));
        assertEquals(1, descriptors.write(client, one, 0, 1));
        assertEquals(1, descriptors.read(server, one, 0, 1));
    }

    @Test
    void oneDescriptorBeyondTheLimitIsRefusedAndTheConnectionWaits() {
        int listener = listener(loopback(80), 5);
        int client = connect(loopback(80));
        sockets.limit(2);
        assertEquals(2, sockets.openCount());
        assertEquals(Errno.EMFILE, sockets.open(4, Kind.STREAM));
        assertEquals(Errno.EMFILE, sockets.accept(listener, address));
        sockets.limit(3);
        int server = sockets.accept(listener, address);
        assertTrue(server > client);
        descriptors.close(client);
        assertEquals(client, sockets.open(4, Kind.STREAM), "the lowest free number");
    }

    // ------------------------------------------------------------------ the machine

    @Test
    void aConnectBeyondTheBacklogWaitsForAnAccept() {
        int listener = listener(loopback(80), 2);
        connect(loopback(80));
        connect(loopback(80));
        int third = connect(loopback(80));
        assertEquals(Errno.EINPROGRESS, sockets.finishConnect(third));
        assertTrue(sockets.accept(listener, address) > 0);
        assertEquals(0, sockets.finishConnect(third));
    }

    @Test
    void aConnectThatWaitsIsRefusedWhenTheListenerCloses() {
        int listener = listener(loopback(80), 1);
        connect(loopback(80));
        int second = connect(loopback(80));
        descriptors.close(listener);
        assertEquals(Errno.ECONNREFUSED, sockets.finishConnect(second));
    }

    @Test
    void aConnectThatGaveUpIsNotAccepted() {
        int listener = listener(loopback(80), 1);
        connect(loopback(80));
        descriptors.close(connect(loopback(80)));
        assertTrue(sockets.accept(listener, address) > 0);
        assertEquals(Errno.EAGAIN, sockets.accept(listener, address));
    }

    @Test
    void aWildcardTakesEveryAddressOfItsFamilyAndIpv6BothUnlessToldNot() {
        int four = listener(any(4, 80), 5);
        connect(loopback(80));
        assertTrue(sockets.accept(four, address) > 0);
        int both = listener(any(6, 81), 5);
        connect(loopback(81));
        assertTrue(sockets.accept(both, address) > 0);
        int six = sockets.open(6, Kind.STREAM);
        sockets.setOption(six, SocketOption.V6_ONLY, 1);
        sockets.bind(six, any(6, 82));
        sockets.listen(six, 5);
        assertEquals(Errno.ECONNREFUSED, sockets.finishConnect(connect(loopback(82))));
    }

    @Test
    void anAddressThatNobodyListensOnIsRefused() {
        listener(loopback(80), 5);
        byte[] other = loopback(80);
        other[11] = 2;
        assertEquals(Errno.ECONNREFUSED, sockets.finishConnect(connect(other)));
    }

    @Test
    void portsAreUsedAgainButNotThoseThatAreListenedOn() {
        int taken = port(listener(loopback(0), 1));
        for (int i = 0; i < 40_000; i++) {
            int fd = sockets.open(4, Kind.STREAM);
            assertEquals(0, sockets.bind(fd, loopback(0)));
            int port = port(fd);
            assertTrue(port >= 49_152 && port != taken, () -> "port " + port);
            descriptors.close(fd);
        }
    }
}
