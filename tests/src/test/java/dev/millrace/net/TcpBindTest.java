package dev.millrace.net;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.io.BrokenException;
import dev.millrace.io.ClosedException;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopObserver.Call;
import dev.millrace.sys.Errno;
import dev.millrace.sys.SystemException;
import dev.millrace.task.Future;
import dev.millrace.testkit.Simulation;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpBindTest {
    private static final TcpOptions V6_ONLY = TcpOptions.DEFAULT.withV6Only(true);

    private final TcpLoop real = new TcpLoop();
    private final EventLoop loop = real.loop();

    @AfterEach
    void nothingIsLeft() {
        real.close();
    }

    private static void assertFails(int errno, IpAddress address, Runnable bind) {
        SystemException failure = assertThrows(SystemException.class, bind::run);
        assertEquals(errno, failure.errno(), failure.getMessage());
        assertTrue(failure.getMessage().contains(address.toString()), failure.getMessage());
    }

    @Test
    @Tag("case-161")
    void addressInUseIsNamed() {
        try (TcpListener first = TcpListener.bind(loop, Address.loopback(0))) {
            IpAddress taken = first.localAddress();
            assertFails(Errno.EADDRINUSE, taken, () -> TcpListener.bind(loop, taken));
        }
    }

    @Test
    @Tag("case-161")
    void addressOfAnotherMachineIsNamed() {
        IpAddress foreign = Address.parse("192.0.2.1:80");
        assertFails(Errno.EADDRNOTAVAIL, foreign, () -> TcpListener.bind(loop, foreign));
        IpAddress foreign6 = Address.parse("[2001:db8::1]:80");
        assumeTrue(hasIpv6());
        assertFails(Errno.EADDRNOTAVAIL, foreign6, () -> TcpListener.bind(loop, foreign6));
    }

    @Test
    @Tag("case-161")
    void closedListenerRefusesAndCanBeClosedAgain() {
        TcpListener listener = TcpListener.bind(loop, Address.loopback(0));
        IpAddress address = listener.localAddress();
        listener.close();
        listener.close();
        assertTrue(listener.isClosed());
        assertEquals(address, listener.localAddress());
        ClosedException closed = real.failure(ClosedException.class, listener.accept());
        assertTrue(closed.getMessage().contains(address.toString()), closed.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPEN", "OPTION", "BIND", "LISTEN", "ADDRESS"})
    @Tag("case-161")
    void failureOfAnyCallLeavesNoSocket(Call call) {
        try (Simulation simulation = new Simulation()) {
            simulation.sockets().fail(call, Errno.ENOBUFS);
            SystemException failure = assertThrows(SystemException.class,
                    () -> TcpListener.bind(simulation.loop(), Address.loopback(80)));
            assertEquals(Errno.ENOBUFS, failure.errno());
            assertEquals(0, simulation.sockets().openCount());
            assertDoesNotThrow(() -> TcpListener.bind(simulation.loop(), Address.loopback(80)));
        }
    }

    /** Our side closes first, so the old connection lingers on the listener's port. */
    private IpAddress portWithALingeringConnection() {
        try (TcpListener listener = TcpListener.bind(loop, Address.loopback(0))) {
            Future<TcpStream> connect = TcpStream.connect(loop, listener.localAddress());
            real.get(listener.accept()).close();
            TcpStream client = real.get(connect);
            assertEquals(-1, real.get(client.read(new byte[1])));
            client.close();
            return listener.localAddress();
        }
    }

    @Test
    @Tag("case-162")
    void portCanBeListenedOnAgainAtOnce() {
        IpAddress address = portWithALingeringConnection();
        try (TcpListener again = TcpListener.bind(loop, address)) {
            assertEquals(address, again.localAddress());
            assertEquals(address, real.get(TcpStream.connect(loop, address)).remoteAddress());
        }
    }

    @Test
    @Tag("case-162")
    void portLingersWhenReuseIsSwitchedOff() {
        IpAddress address = portWithALingeringConnection();
        assertFails(Errno.EADDRINUSE, address,
                () -> TcpListener.bind(loop, address, TcpOptions.DEFAULT.withReuseAddress(false)));
    }

    @Test
    void portCanBeShared() {
        TcpOptions shared = TcpOptions.DEFAULT.withReusePort(true);
        try (TcpListener one = TcpListener.bind(loop, Address.loopback(0), shared);
                TcpListener two = TcpListener.bind(loop, one.localAddress(), shared)) {
            assertEquals(one.localAddress(), two.localAddress());
        }
    }

    // ------------------------------------------------------------------ IPv6

    private static boolean hasIpv6() {
        return inet6(Inet6Address::isLoopbackAddress).isPresent();
    }

    private static Optional<Inet6Address> inet6(Predicate<Inet6Address> wanted) {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(Inet6Address.class::isInstance)
                    .map(Inet6Address.class::cast)
                    .filter(wanted)
                    .findFirst();
        } catch (SocketException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Tag("case-164")
    void v6OnlyListenerTakesNoV4() {
        assumeTrue(hasIpv6());
        try (TcpListener listener = TcpListener.bind(loop, Address.parse("[::]:0"), V6_ONLY)) {
            int port = listener.localAddress().port();
            BrokenException refused = real.failure(BrokenException.class,
                    TcpStream.connect(loop, Address.loopback(port)));
            assertEquals(Errno.ECONNREFUSED, refused.errno());
            real.get(TcpStream.connect(loop, Address.parse("[::1]:" + port))).close();
        }
    }

    @Test
    @Tag("case-164")
    void dualStackListenerTakesBoth() {
        assumeTrue(hasIpv6());
        try (TcpListener listener = TcpListener.bind(loop, Address.parse("[::]:0"))) {
            int port = listener.localAddress().port();
            for (IpAddress target : new IpAddress[] {Address.loopback(port), Address.parse("[::1]:" + port)}) {
                Future<TcpStream> connect = TcpStream.connect(loop, target);
                TcpStream server = real.get(listener.accept());
                assertEquals(real.get(connect).localAddress().port(), server.remoteAddress().port());
                assertTrue(server.remoteAddress().ipv6());
            }
        }
    }

    @Test
    @Tag("case-164")
    void familiesCanShareAPortThatTheKernelChose() {
        assumeTrue(hasIpv6());
        try (TcpListener six = TcpListener.bind(loop, Address.parse("[::]:0"), V6_ONLY);
                TcpListener four = TcpListener.bind(loop, Address.any(six.localAddress().port()))) {
            assertEquals(six.localAddress().port(), four.localAddress().port());
            assertNotEquals(0, four.localAddress().port());
        }
    }

    @Test
    @Tag("case-164")
    void scopeIdsAreKept() {
        Optional<Inet6Address> linkLocal = inet6(Inet6Address::isLinkLocalAddress);
        assumeTrue(linkLocal.isPresent(), "no link-local address on this machine");
        IpAddress here = Address.of(linkLocal.orElseThrow(), 0);
        assertNotEquals(0, here.scope());
        try (TcpListener listener = TcpListener.bind(loop, here)) {
            assertEquals(here.scope(), listener.localAddress().scope());
            Future<TcpStream> connect = TcpStream.connect(loop, listener.localAddress());
            TcpStream server = real.get(listener.accept());
            assertEquals(here.scope(), server.remoteAddress().scope());
            assertEquals(here.scope(), real.get(connect).localAddress().scope());
        }
    }
}
