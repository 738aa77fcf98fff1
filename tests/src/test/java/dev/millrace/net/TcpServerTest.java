package dev.millrace.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.io.BrokenException;
import dev.millrace.io.Buffered;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.FailureHandler;
import dev.millrace.loop.LoopObserver;
import dev.millrace.loop.LoopObserver.Call;
import dev.millrace.sys.Errno;
import dev.millrace.sys.SystemException;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpServerTest {
    private final List<Throwable> failures = new ArrayList<>();
    private final Simulation simulation = new Simulation(new TcpCounts(), (what, failure) -> failures.add(failure));
    private final EventLoop loop = simulation.loop();
    private final TcpListener listener = TcpListener.bind(loop, Address.loopback(7));

    @AfterEach
    void close() {
        simulation.close();
    }

    private TcpStream connect() {
        TcpStream client = simulation.runCallbacks(unused -> TcpStream.connect(loop, listener.localAddress()));
        simulation.runUntilIdle();
        return client;
    }

    /** A handler that writes without end to a peer that does not read. */
    private static Future<Integer> flood(TcpStream stream) {
        return stream.write(new byte[1 << 20]).flatMap(count -> flood(stream));
    }

    private static Future<Integer> readOne(TcpStream stream) {
        return stream.read(new byte[1]).boxed();
    }

    private void assertEnded(TcpStream stream) {
        int count = simulation.runCallbacks(unused -> readOne(stream));
        assertEquals(-1, count);
    }

    private Throwable failureOf(Future<?> ended) {
        simulation.runUntilIdle();
        return ended.failure().orElseThrow();
    }

    // ------------------------------------------------------------------ the end of a server

    @Test
    @Tag("case-168")
    void stopEndsListeningOnlyAndDoneWaitsForTheConnections() {
        TcpServer server = TcpServer.start(listener, TcpServerTest::readOne);
        TcpStream client = connect();
        server.stop();
        server.stop();
        simulation.runUntilIdle();
        assertFalse(server.done().isDone());
        assertEquals(1, server.connections());
        Future<TcpStream> late = TcpStream.connect(loop, listener.localAddress());
        assertEquals(Errno.ECONNREFUSED, assertInstanceOf(BrokenException.class, failureOf(late)).errno());
        client.close();
        simulation.runUntilIdle();
        assertTrue(server.done().isDone());
        assertEquals(0, simulation.sockets().openCount());
    }

    @Test
    @Tag("case-168")
    void stopInTheTurnThatEndsTheLastConnectionIsNotMissed() {
        Promise<Void> served = new Promise<>(loop);
        TcpServer server = TcpServer.start(listener, stream -> served);
        connect();
        served.complete(null);
        server.stop();
        simulation.runUntilIdle();
        assertTrue(server.done().isDone());
    }

    @Test
    @Tag("case-168")
    void serverWithoutConnectionsIsDoneWhenItsListenerIsClosed() {
        TcpServer server = TcpServer.start(listener, TcpServerTest::readOne);
        listener.close();
        simulation.runUntilIdle();
        server.done().value();
    }

    @Test
    void closedListenerServesNobody() {
        listener.close();
        TcpServer server = TcpServer.start(listener, TcpServerTest::readOne);
        simulation.runUntilIdle();
        server.done().value();
    }

    @Test
    @Tag("case-168")
    void closeConnectionsEndsHandlersWhoseBuffersAreFullAndDeliversWhatWasTaken() {
        List<TcpStream> served = new ArrayList<>();
        TcpServer server = TcpServer.start(listener, stream -> {
            served.add(stream);
            return flood(stream);
        });
        TcpStream client = connect();
        server.stop();
        server.closeConnections();
        simulation.runUntilIdle();
        server.done().value();
        byte[] all = simulation.runCallbacks(unused -> new Buffered(client).readAll(1 << 24));
        assertEquals(served.get(0).written(), all.length);
        assertEquals(List.of(), failures);
    }

    @Test
    @Tag("case-168")
    void abortConnectionsResetsPeersThoughBuffersAreFull() {
        TcpServer server = TcpServer.start(listener, TcpServerTest::flood);
        List<TcpStream> clients = List.of(connect(), connect());
        server.stop();
        server.abortConnections();
        simulation.runUntilIdle();
        server.done().value();
        for (TcpStream client : clients) {
            Throwable reset = failureOf(new Buffered(client).readAll(1 << 24));
            assertEquals(Errno.ECONNRESET, assertInstanceOf(BrokenException.class, reset).errno());
        }
        assertEquals(List.of(), failures);
    }

    @Test
    @Tag("case-168")
    void cancelStopsTheServerAndCancelsItsHandlers() {
        List<Future<?>> handlers = new ArrayList<>();
        TcpServer server = TcpServer.start(listener, stream -> {
            Future<Void> handler = Future.sleep(loop, Duration.ofDays(1));
            handlers.add(handler);
            return handler;
        });
        TcpStream client = connect();
        assertFalse(server.done().cancel(), "it is cancelled when its handlers have ended");
        simulation.runUntilIdle();
        assertTrue(server.done().isCancelled());
        assertTrue(handlers.get(0).isCancelled());
        assertTrue(listener.isClosed());
        assertEquals(0, server.connections());
        assertEnded(client);
        assertEquals(List.of(), failures);
    }

    @Test
    @Tag("case-168")
    void connectionsThatNoHandlerHasSeenAreEndedToo() {
        List<TcpStream> seen = new ArrayList<>();
        Future<TcpStream> client = TcpStream.connect(loop, listener.localAddress());
        TcpServer server = TcpServer.start(listener, stream -> {
            seen.add(stream);
            return readOne(stream);
        });
        while (server.connections() == 0) {
            simulation.turn();
        }
        assertEquals(List.of(), seen);
        server.stop();
        server.closeConnections();
        simulation.runUntilIdle();
        server.done().value();
        assertEquals(List.of(), seen);
        assertEnded(client.value());
    }

    @Test
    @Tag("case-168")
    void loopThatClosesEndsTheServer() {
        TcpServer server = TcpServer.start(listener, TcpServerTest::readOne);
        TcpStream client = connect();
        simulation.close();
        assertTrue(server.done().isDone());
        assertTrue(client.isClosed());
        assertEquals(0, server.connections());
    }

    // ------------------------------------------------------------------ handlers

    @Test
    @Tag("case-142")
    void failureOfAHandlerIsReportedOnceAndTheConnectionClosed() {
        IllegalStateException late = new IllegalStateException("late");
        IllegalArgumentException atOnce = new IllegalArgumentException("at once");
        Promise<Void> served = new Promise<>(loop);
        TcpServer.start(listener, stream -> {
            if (failures.isEmpty()) {
                throw atOnce;
            }
            return served;
        });
        TcpStream first = connect();
        assertEnded(first);
        assertEquals(List.of(atOnce), failures);
        TcpStream second = connect();
        served.fail(late);
        assertEnded(second);
        assertEquals(List.of(atOnce, late), failures);
    }

    @Test
    @Tag("case-142")
    void handlerWhoseResultSomebodyElseCancelsIsReported() {
        Promise<Void> served = new Promise<>(loop);
        TcpServer server = TcpServer.start(listener, stream -> served);
        TcpStream client = connect();
        served.cancel("elsewhere");
        assertEnded(client);
        assertEquals(0, server.connections());
        assertEquals("elsewhere", failures.get(0).getMessage());
    }

    @Test
    @Tag("case-142")
    void handlerThatThrowsACancelIsReported() {
        TcpServer.start(listener, stream -> {
            throw new CancellationException("given up");
        });
        TcpStream client = connect();
        assertEnded(client);
        assertEquals(1, failures.size());
    }

    @Test
    @Tag("case-142")
    void failureThatWasUnderWayWhenTheServerClosedIsStillReported() {
        IllegalStateException own = new IllegalStateException("own");
        Promise<Void> served = new Promise<>(loop);
        TcpServer server = TcpServer.start(listener, stream -> served);
        connect();
        server.closeConnections();
        served.fail(own);
        simulation.runUntilIdle();
        assertEquals(List.of(own), failures);
    }

    /** A failure handler that fails itself, be it with the failure it was told, takes nothing down with it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("case-142")
    void serverOutlivesItsFailureHandler(boolean rethrows) {
        Logger.getLogger("dev.millrace").setLevel(Level.OFF);
        FailureHandler failing = (what, failure) -> {
            if (rethrows && failure instanceof RuntimeException same) {
                throw same;
            }
            throw new AssertionError("failed too");
        };
        try (Simulation other = new Simulation(LoopObserver.NONE, failing)) {
            TcpListener target = TcpListener.bind(other.loop(), Address.loopback(7));
            other.sockets().fail(Call.ACCEPT, Errno.EMFILE);
            TcpServer server = TcpServer.start(target, stream -> {
                throw new IllegalStateException("handler of the connection");
            });
            Future<TcpStream> client = TcpStream.connect(other.loop(), target.localAddress());
            other.advance(Duration.ofMillis(101));
            int count = other.runCallbacks(unused -> readOne(client.value()));
            assertEquals(-1, count);
            server.stop();
            other.runUntilIdle();
            server.done().value();
        } finally {
            Logger.getLogger("dev.millrace").setLevel(null);
        }
    }

    @Test
    @Tag("case-170")
    void handlerMayStopItsServerAndCloseItsOwnStream() {
        List<TcpServer> server = new ArrayList<>();
        server.add(TcpServer.start(listener, stream -> {
            server.get(0).stop();
            stream.close();
            stream.close();
            return Future.of(loop, stream);
        }));
        TcpStream client = connect();
        assertEnded(client);
        server.get(0).done().value();
        assertEquals(List.of(), failures);
        client.close();
        assertEquals(0, simulation.sockets().openCount());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("case-170")
    void handlerMayEndAllConnectionsOfItsServer(boolean cancel) {
        List<TcpServer> server = new ArrayList<>();
        server.add(TcpServer.start(listener, stream -> readOne(stream).flatMap(count -> {
            if (cancel) {
                server.get(0).done().cancel();
            } else {
                server.get(0).stop();
                server.get(0).closeConnections();
            }
            return readOne(stream);
        })));
        List<TcpStream> clients = List.of(connect(), connect(), connect());
        clients.get(1).write(new byte[1]);
        simulation.runUntilIdle();
        assertTrue(server.get(0).done().isDone());
        for (TcpStream client : clients) {
            assertEnded(client);
            client.close();
        }
        assertEquals(0, simulation.sockets().openCount());
        assertEquals(List.of(), failures);
    }

    @Test
    @Tag("case-170")
    void callbackOfDoneMayServeAgain() {
        IpAddress address = listener.localAddress();
        TcpServer server = TcpServer.start(listener, TcpServerTest::readOne);
        List<TcpServer> next = new ArrayList<>();
        server.done().onDone(done -> {
            TcpListener again = TcpListener.bind(loop, address);
            next.add(TcpServer.start(again, TcpServerTest::readOne));
        });
        server.stop();
        simulation.runUntilIdle();
        TcpStream client = connect();
        assertEquals(1, next.get(0).connections());
        assertSame(loop, client.loop());
    }

    @Test
    void connectionsAreServedAtTheSameTimeAndInOrder() {
        List<IpAddress> order = new ArrayList<>();
        TcpServer server = TcpServer.start(listener, stream -> {
            order.add(stream.remoteAddress());
            return readOne(stream);
        });
        List<IpAddress> clients = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            clients.add(connect().localAddress());
        }
        assertEquals(clients, order);
        assertEquals(50, server.connections());
    }

    @Test
    @Tag("case-148")
    void streamIsClosedWhenItsHandlerHasEndedAndEverythingWasDelivered() {
        byte[] much = new byte[300_000];
        Arrays.fill(much, (byte) 'm');
        TcpServer.start(listener, stream -> stream.write(much));
        TcpStream client = connect();
        assertArrayEquals(much, simulation.runCallbacks(unused -> new Buffered(client).readAll(1 << 20)));
    }
}
