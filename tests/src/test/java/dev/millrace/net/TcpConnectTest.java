package dev.millrace.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.io.BrokenException;
import dev.millrace.io.ClosedException;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopObserver.Call;
import dev.millrace.sys.Errno;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.SystemException;
import dev.millrace.task.Future;
import dev.millrace.task.TimedOut;
import dev.millrace.testkit.Simulation;
import dev.millrace.testkit.Simulation.StreamPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpConnectTest {
    private final TcpLoop real = new TcpLoop();
    private final EventLoop loop = real.loop();

    @AfterEach
    void nothingIsLeft() {
        real.close();
    }

    @Test
    @Tag("case-181")
    void addressesMatchCrosswise() {
        StreamPair pair = real.pair();
        assertEquals(pair.client().localAddress(), pair.server().remoteAddress());
        assertEquals(pair.server().localAddress(), pair.client().remoteAddress());
        assertNotEquals(0, pair.client().localAddress().port());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "[::]", "[::ffff:0.0.0.0]"})
    @Tag("case-181")
    void thePeerOfWhatWasDialledWithoutAnAddressIsNamed(String unspecified) {
        TcpListener listener = TcpListener.bind(loop, Address.parse("[::]:0"));
        IpAddress dialled = Address.parse(unspecified + ":" + listener.localAddress().port());
        Future<TcpStream> accept = listener.accept();
        TcpStream client = real.get(TcpStream.connect(loop, dialled));
        TcpStream server = real.get(accept);
        assertEquals(server.localAddress().port(), client.remoteAddress().port());
        assertNotEquals(dialled, client.remoteAddress());
        client.close();
        server.close();
        listener.close();
    }

    /**
     * Linux chooses our end's port among some 14,000, those whose parity is not that of the ports that bind chooses:
     * one try in as many would meet itself.
     */
    @Test
    @Tag("case-158")
    void aDialWhereNobodyListensDoesNotConnectToItself() {
        IpAddress gone = deadEndAmongThePortsOfDials();
        for (int i = 0; i < 40_000; i++) {
            BrokenException refusal = real.failure(BrokenException.class, TcpStream.connect(loop, gone));
            assertEquals(Errno.ECONNREFUSED, refusal.errno());
        }
    }

    private IpAddress deadEndAmongThePortsOfDials() {
        while (true) {
            IpAddress bound = real.deadEnd();
            IpAddress beside = bound.withPort(bound.port() ^ 1);
            try {
                TcpListener.bind(loop, beside).close();
                return beside;
            } catch (SystemException e) {
                assertEquals(Errno.EADDRINUSE, e.errno());
            }
        }
    }

    @Test
    @Tag("case-158")
    void whoChoosesTheSamePortForBothEndsIsConnectedToItself() {
        IpAddress both = real.deadEnd();
        TcpStream self = real.get(TcpStream.connect(loop, both, TcpOptions.DEFAULT.withLocal(both)));
        assertEquals(self.localAddress(), self.remoteAddress());
        self.abort();
    }

    @Test
    @Tag("case-181")
    void noDelayIsOnUnlessAskedOtherwise() {
        StreamPair pair = real.pair();
        assertEquals(1, pair.client().option(SocketOption.NO_DELAY));
        assertEquals(1, pair.server().option(SocketOption.NO_DELAY));
        StreamPair delayed = real.pair(TcpOptions.DEFAULT.withNoDelay(false));
        assertEquals(0, delayed.client().option(SocketOption.NO_DELAY));
        assertEquals(0, delayed.server().option(SocketOption.NO_DELAY));
    }

    @Test
    void optionsReachTheConnectionsOfBothSides() {
        StreamPair pair = real.pair(TcpOptions.DEFAULT.withKeepAlive(true).withLinger(7).withBuffers(50_000, 60_000));
        for (TcpStream stream : List.of(pair.client(), pair.server())) {
            assertEquals(1, stream.option(SocketOption.KEEP_ALIVE));
            assertEquals(7, stream.option(SocketOption.LINGER));
            assertTrue(stream.option(SocketOption.SEND_BUFFER) >= 50_000);
            assertTrue(stream.option(SocketOption.RECEIVE_BUFFER) >= 60_000);
        }
        pair.client().option(SocketOption.LINGER, SocketOption.LINGER_OFF);
        assertEquals(SocketOption.LINGER_OFF, pair.client().option(SocketOption.LINGER));
    }

    @Test
    void refusedConnectNamesTheAddress() {
        IpAddress nobody = real.deadEnd();
        BrokenException refused = real.failure(BrokenException.class, TcpStream.connect(loop, nobody));
        assertEquals(Errno.ECONNREFUSED, refused.errno());
        assertTrue(refused.getMessage().contains("connect " + nobody), refused.getMessage());
    }

    @Test
    void connectCanChooseItsOwnAddress() {
        IpAddress free = real.deadEnd();
        try (TcpListener listener = TcpListener.bind(loop, Address.loopback(0))) {
            TcpOptions from = TcpOptions.DEFAULT.withLocal(free);
            TcpStream stream = real.get(TcpStream.connect(loop, listener.localAddress(), from));
            assertEquals(free, stream.localAddress());
            stream.abort();
        }
    }

    @Test
    @Tag("case-161")
    void localAddressThatIsNotOursIsNamed() {
        IpAddress foreign = Address.parse("192.0.2.1:0");
        IpAddress target = real.deadEnd();
        SystemException failure = real.failure(SystemException.class,
                TcpStream.connect(loop, target, TcpOptions.DEFAULT.withLocal(foreign)));
        assertEquals(Errno.EADDRNOTAVAIL, failure.errno());
        assertTrue(failure.getMessage().contains(foreign.toString()), failure.getMessage());
        assertTrue(failure.getMessage().contains(target.toString()), failure.getMessage());
    }

    /** A full backlog leaves a connect unanswered. It takes the kernel some connections to have it full. */
    private Future<TcpStream> unanswered(TcpListener full, List<TcpStream> others) {
        while (true) {
            Future<TcpStream> connect = TcpStream.connect(loop, full.localAddress());
            real.get(Future.sleep(loop, Duration.ofMillis(20)));
            if (!connect.isDone()) {
                return connect;
            }
            others.add(connect.value());
        }
    }

    @Test
    @Tag("case-156")
    void cancelledConnectEndsOnceAndClosesItsSocket() {
        List<TcpStream> others = new ArrayList<>();
        List<Throwable> ends = new ArrayList<>();
        try (TcpListener full = TcpListener.bind(loop, Address.loopback(0), TcpOptions.DEFAULT.withBacklog(1))) {
            Future<TcpStream> connect = unanswered(full, others);
            int open = loop.core().registry().size();
            connect.onDone(done -> ends.add(done.failure().orElseThrow()));
            assertTrue(connect.cancel("changed my mind"));
            assertFalse(connect.cancel());
            assertEquals(open - 1, loop.core().registry().size());
            others.forEach(other -> real.get(full.accept()).close());
            real.get(Future.sleep(loop, Duration.ofMillis(20)));
        }
        assertEquals(1, ends.size());
        assertInstanceOf(CancellationException.class, ends.get(0));
        others.forEach(TcpStream::close);
    }

    @Test
    @Tag("case-156")
    void loopThatClosesTellsWhoeverConnects() {
        List<TcpStream> others = new ArrayList<>();
        List<Throwable> ends = new ArrayList<>();
        TcpListener full = TcpListener.bind(loop, Address.loopback(0), TcpOptions.DEFAULT.withBacklog(1));
        unanswered(full, others).onDone(done -> ends.add(done.failure().orElseThrow()));
        loop.close();
        assertEquals(1, ends.size());
        assertInstanceOf(ClosedException.class, ends.get(0));
    }

    @Test
    @Tag("case-156")
    void connectTimesOut() {
        try (Simulation simulation = new Simulation()) {
            EventLoop simulated = simulation.loop();
            TcpListener full = TcpListener.bind(simulated, Address.loopback(7), TcpOptions.DEFAULT.withBacklog(1));
            simulation.runCallbacks(unused -> TcpStream.connect(simulated, full.localAddress()));
            int open = simulation.sockets().openCount();
            Future<TcpStream> late =
                    TcpStream.connect(simulated, full.localAddress()).withTimeout(Duration.ofSeconds(3));
            simulation.advance(Duration.ofMillis(2_999));
            assertFalse(late.isDone());
            simulation.advance(Duration.ofMillis(2));
            simulation.runUntilIdle();
            assertInstanceOf(TimedOut.class, late.failure().orElseThrow());
            assertEquals(open, simulation.sockets().openCount());
        }
    }

    @Test
    @Tag("case-156")
    void connectionThatStoodBeforeTheCancelIsKept() {
        try (TcpListener listener = TcpListener.bind(loop, Address.loopback(0))) {
            Future<TcpStream> connect = TcpStream.connect(loop, listener.localAddress());
            real.end(connect);
            assertFalse(connect.cancel());
            assertFalse(connect.value().isClosed());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 50, 99})
    @Tag("case-157")
    void noConnectSucceedsWithoutBeingConnected(int lastBeforeClose) {
        for (int round = 0; round < 25; round++) {
            List<Future<TcpStream>> dials = new ArrayList<>();
            TcpListener listener = TcpListener.bind(loop, Address.loopback(0));
            for (int i = 0; i < 100; i++) {
                dials.add(TcpStream.connect(loop, listener.localAddress()).withTimeout(Duration.ofSeconds(20)));
                if (i == lastBeforeClose) {
                    listener.close();
                } else if (i % 7 == 0) {
                    loop.turn(0);
                }
            }
            dials.forEach(this::connectedOrFailed);
        }
    }

    private void connectedOrFailed(Future<TcpStream> dial) {
        if (real.end(dial).isFailed()) {
            int errno = assertInstanceOf(BrokenException.class, dial.failure().orElseThrow()).errno();
            assertTrue(errno == Errno.ECONNREFUSED || errno == Errno.ECONNRESET, () -> Errno.name(errno));
            return;
        }
        TcpStream stream = dial.value();
        Throwable broken = real.end(stream.read(new byte[1])).failure().orElse(null);
        if (broken != null) {
            assertEquals(Errno.ECONNRESET, assertInstanceOf(BrokenException.class, broken).errno());
        }
        stream.close();
    }

    @Test
    void addressesAreTriedInTurn() {
        try (TcpListener listener = TcpListener.bind(loop, Address.loopback(0))) {
            List<IpAddress> addresses = List.of(real.deadEnd(), real.deadEnd(), listener.localAddress());
            TcpStream stream = real.get(Dial.first(loop, addresses, TcpOptions.DEFAULT, TcpStream::new));
            assertEquals(listener.localAddress(), stream.remoteAddress());
            stream.close();
        }
    }

    @Test
    void lastAddressTellsTheFailureAndHasTheOthersWithIt() {
        List<IpAddress> addresses = List.of(real.deadEnd(), real.deadEnd());
        Future<TcpStream> connect = Dial.first(loop, addresses, TcpOptions.DEFAULT, TcpStream::new);
        BrokenException last = real.failure(BrokenException.class, connect);
        assertTrue(last.getMessage().contains(addresses.get(1).toString()), last.getMessage());
        assertEquals(1, last.getSuppressed().length);
        assertTrue(last.getSuppressed()[0].getMessage().contains(addresses.get(0).toString()));
    }

    @Test
    @Tag("case-156")
    void cancelEndsWhicheverAddressIsTried() {
        try (Simulation simulation = new Simulation()) {
            EventLoop simulated = simulation.loop();
            TcpListener full = TcpListener.bind(simulated, Address.loopback(7), TcpOptions.DEFAULT.withBacklog(1));
            simulation.runCallbacks(unused -> TcpStream.connect(simulated, full.localAddress()));
            int open = simulation.sockets().openCount();
            List<IpAddress> addresses = List.of(Address.loopback(8), full.localAddress(), Address.loopback(9));
            Future<TcpStream> connect = Dial.first(simulated, addresses, TcpOptions.DEFAULT, TcpStream::new);
            simulation.runUntilIdle();
            assertEquals(open + 1, simulation.sockets().openCount());
            assertTrue(connect.cancel());
            simulation.runUntilIdle();
            assertTrue(connect.isCancelled());
            assertEquals(open, simulation.sockets().openCount());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPEN", "OPTION", "BIND", "CONNECT", "FINISH_CONNECT"})
    void failureOfAnyCallIsNamedAndLeavesNoSocket(Call call) {
        try (Simulation simulation = new Simulation()) {
            EventLoop simulated = simulation.loop();
            TcpListener listener = TcpListener.bind(simulated, Address.loopback(7));
            TcpOptions options = TcpOptions.DEFAULT.withLocal(Address.loopback(0));
            simulation.sockets().fail(call, Errno.ENOBUFS);
            Future<TcpStream> connect = TcpStream.connect(simulated, listener.localAddress(), options);
            simulation.runUntilIdle();
            SystemException failure = assertInstanceOf(SystemException.class, connect.failure().orElseThrow());
            assertEquals(Errno.ENOBUFS, failure.errno());
            assertEquals(1, simulation.sockets().openCount());
        }
    }

    @Test
    @Tag("case-165")
    void connectWithoutDescriptorsFails() {
        try (Simulation simulation = new Simulation()) {
            EventLoop simulated = simulation.loop();
            TcpListener listener = TcpListener.bind(simulated, Address.loopback(7));
            simulation.sockets().limit(1);
            Future<TcpStream> connect = TcpStream.connect(simulated, listener.localAddress());
            SystemException failure = assertInstanceOf(SystemException.class, connect.failure().orElseThrow());
            assertEquals(Errno.EMFILE, failure.errno());
            assertTrue(failure.getMessage().contains(listener.localAddress().toString()), failure.getMessage());
        }
    }
}
