package dev.millrace.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.io.BrokenException;
import dev.millrace.io.BusyException;
import dev.millrace.io.ClosedException;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopObserver.Call;
import dev.millrace.sys.Errno;
import dev.millrace.sys.SystemException;
import dev.millrace.task.Future;
import dev.millrace.task.TimedOut;
import dev.millrace.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpAcceptTest {
    private final TcpCounts counts = new TcpCounts();
    private final List<Throwable> failures = new ArrayList<>();
    private final Simulation simulation = new Simulation(counts, (what, failure) -> failures.add(failure));
    private final EventLoop loop = simulation.loop();
    private final TcpListener listener = TcpListener.bind(loop, Address.loopback(7));

    @AfterEach
    void close() {
        simulation.close();
    }

    private Future<TcpStream> connect() {
        Future<TcpStream> connect = TcpStream.connect(loop, listener.localAddress());
        simulation.runUntilIdle();
        return connect;
    }

    private TcpServer serveUntilEnd() {
        return TcpServer.start(listener, stream -> stream.read(new byte[1]));
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.ECONNABORTED, Errno.EPERM, Errno.EPROTO, Errno.ENETDOWN, Errno.ENOPROTOOPT,
        Errno.EHOSTDOWN, Errno.ENONET, Errno.EHOSTUNREACH, Errno.EOPNOTSUPP, Errno.ENETUNREACH})
    @Tag("case-166")
    void failedConnectionIsSkipped(int errno) {
        simulation.sockets().fail(Call.ACCEPT, errno);
        Future<TcpStream> accept = listener.accept();
        TcpStream client = connect().value();
        assertEquals(client.localAddress(), accept.value().remoteAddress());
    }

    @Test
    @Tag("case-166")
    void manyFailedConnectionsAreSkippedWithoutKeepingTheLoop() {
        int[] many = new int[100];
        Arrays.fill(many, Errno.ECONNABORTED);
        simulation.sockets().fail(Call.ACCEPT, many);
        Future<TcpStream> accept = listener.accept();
        connect();
        assertTrue(accept.isDone());
        assertTrue(counts.steps() >= 100 / 16, "steps: " + counts.steps());
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.EMFILE, Errno.ENFILE, Errno.ENOBUFS, Errno.ENOMEM, Errno.EFAULT})
    @Tag("case-166")
    void shortageFailsTheAcceptAndTheConnectionWaits(int errno) {
        simulation.sockets().fail(Call.ACCEPT, errno);
        Future<TcpStream> accept = listener.accept();
        TcpStream client = connect().value();
        SystemException failure = assertInstanceOf(SystemException.class, accept.failure().orElseThrow());
        assertEquals(errno, failure.errno());
        assertTrue(failure.getMessage().contains("accept " + listener.localAddress()), failure.getMessage());
        assertFalse(listener.isClosed());
        Future<TcpStream> later = listener.accept();
        assertEquals(client.localAddress(), later.value().remoteAddress());
    }

    @Test
    @Tag("case-165")
    void serverTriesAgainEvery100MillisecondsAndReportsOnce() {
        int[] tenTimes = new int[10];
        Arrays.fill(tenTimes, Errno.EMFILE);
        simulation.sockets().fail(Call.ACCEPT, tenTimes);
        TcpServer server = serveUntilEnd();
        connect();
        simulation.advance(Duration.ofMillis(950));
        assertEquals(10, counts.of(Call.ACCEPT));
        assertEquals(0, server.connections());
        assertEquals(1, failures.size());
        assertEquals(Errno.EMFILE, assertInstanceOf(SystemException.class, failures.get(0)).errno());
        simulation.advance(Duration.ofMillis(60));
        simulation.runUntilIdle();
        assertEquals(1, server.connections());
        assertEquals(1, failures.size());
    }

    @Test
    @Tag("case-165")
    void serverRecoversWhenDescriptorsAreFreeAgain() {
        TcpServer server = serveUntilEnd();
        simulation.sockets().limit(4);
        List<Future<TcpStream>> clients = List.of(connect(), connect());
        assertEquals(1, server.connections());
        int polls = counts.polls();
        simulation.advance(Duration.ofSeconds(10));
        assertTrue(counts.polls() - polls <= 101, "polls in 10 s: " + (counts.polls() - polls));
        assertEquals(1, failures.size());
        assertFalse(listener.isClosed());
        clients.get(0).value().close();
        simulation.advance(Duration.ofMillis(101));
        simulation.runUntilIdle();
        assertEquals(1, server.connections());
        assertEquals(3, simulation.sockets().openCount());
    }

    @Test
    @Tag("case-165")
    void nextShortageIsReportedAnew() {
        TcpServer server = serveUntilEnd();
        for (int shortage = 1; shortage <= 3; shortage++) {
            simulation.sockets().fail(Call.ACCEPT, Errno.EMFILE, Errno.EMFILE);
            connect();
            simulation.advance(Duration.ofMillis(201));
            simulation.runUntilIdle();
            assertEquals(shortage, failures.size());
            assertEquals(shortage, server.connections());
        }
    }

    @Test
    @Tag("case-165")
    void serverThatWaitsForDescriptorsKeepsItsListenerToItself() {
        simulation.sockets().fail(Call.ACCEPT, Errno.EMFILE);
        TcpServer server = serveUntilEnd();
        connect();
        assertInstanceOf(BusyException.class, listener.accept().failure().orElseThrow());
        assertEquals(0, server.connections());
        simulation.advance(Duration.ofMillis(101));
        assertEquals(1, server.connections());
        assertEquals(1, failures.size());
    }

    @Test
    @Tag("case-165")
    void serverThatWaitsForDescriptorsCanBeStoppedByWhoIsTold() {
        List<TcpServer> server = new ArrayList<>();
        try (Simulation other = new Simulation(counts, (what, failure) -> server.get(0).stop())) {
            TcpListener target = TcpListener.bind(other.loop(), Address.loopback(7));
            other.sockets().fail(Call.ACCEPT, Errno.EMFILE);
            server.add(TcpServer.start(target, stream -> stream.read(new byte[1])));
            TcpStream.connect(other.loop(), target.localAddress());
            other.runUntilIdle();
            assertTrue(server.get(0).done().isDone());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.EBADF, Errno.EINVAL, Errno.ENOTSOCK, Errno.EFAULT})
    @Tag("case-165")
    void errorThatCannotPassEndsTheServerAndItsConnectionsGoOn(int errno) {
        TcpServer server = serveUntilEnd();
        TcpStream client = connect().value();
        int before = counts.of(Call.ACCEPT);
        int[] always = new int[100];
        Arrays.fill(always, errno);
        simulation.sockets().fail(Call.ACCEPT, always);
        connect();
        simulation.advance(Duration.ofSeconds(5));
        assertEquals(before + 1, counts.of(Call.ACCEPT));
        SystemException failure = assertInstanceOf(SystemException.class, server.done().failure().orElseThrow());
        assertEquals(errno, failure.errno());
        assertTrue(listener.isClosed());
        assertEquals(1, server.connections());
        client.close();
        simulation.runUntilIdle();
        assertEquals(0, server.connections());
        assertEquals(List.of(), failures);
    }

    @Test
    void serverAtItsLimitLeavesConnectionsInTheBacklog() {
        TcpServer server = TcpServer.start(listener, 2, stream -> stream.read(new byte[1]));
        List<TcpStream> clients = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            clients.add(connect().value());
        }
        assertEquals(2, server.connections());
        for (int left = 5; left > 0; left--) {
            assertEquals(Math.min(left, 2), server.connections());
            clients.remove(0).close();
            simulation.runUntilIdle();
        }
        assertEquals(0, server.connections());
        server.stop();
        simulation.runUntilIdle();
        server.done().value();
    }

    @Test
    void serverAtItsLimitCanBeStopped() {
        TcpServer server = TcpServer.start(listener, 1, stream -> stream.read(new byte[1]));
        TcpStream first = connect().value();
        connect();
        server.stop();
        simulation.runUntilIdle();
        first.close();
        simulation.runUntilIdle();
        server.done().value();
    }

    @Test
    void serverForNobodyIsRefused() {
        assertThrows(IllegalArgumentException.class,
                () -> TcpServer.start(listener, 0, stream -> stream.read(new byte[1])));
        assertThrows(NullPointerException.class, () -> TcpServer.start(listener, null));
        assertFalse(listener.accept().isDone());
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "close", "cancel"})
    @Tag("case-168")
    void serverThatWaitsForDescriptorsCanEnd(String how) {
        simulation.sockets().fail(Call.ACCEPT, Errno.EMFILE);
        TcpServer server = serveUntilEnd();
        connect().value().close();
        switch (how) {
            case "stop" -> server.stop();
            case "close" -> listener.close();
            default -> server.done().cancel();
        }
        if (how.equals("close")) {
            simulation.advance(Duration.ofMillis(101));
        }
        simulation.runUntilIdle();
        assertTrue(server.done().isDone());
        assertEquals(how.equals("cancel"), server.done().isCancelled());
        assertEquals(0, simulation.sockets().openCount());
    }

    @Test
    @Tag("case-178")
    void reportThatTurnsOutEmptyIsWaitedOut() {
        simulation.sockets().fail(Call.ACCEPT, Errno.EAGAIN);
        Future<TcpStream> accept = listener.accept();
        assertFalse(accept.isDone());
        int accepts = counts.of(Call.ACCEPT);
        connect();
        assertTrue(accept.isDone());
        assertEquals(accepts + 2, counts.of(Call.ACCEPT));
    }

    @Test
    void cancelledAcceptLosesNoConnection() {
        Future<TcpStream> accept = listener.accept();
        assertTrue(accept.cancel());
        TcpStream client = connect().value();
        assertTrue(accept.isCancelled());
        assertEquals(client.localAddress(), simulation.runCallbacks(unused -> listener.accept()).remoteAddress());
    }

    @Test
    void acceptTimesOutAndCanBeRepeated() {
        Future<TcpStream> accept = listener.accept().withTimeout(Duration.ofSeconds(1));
        simulation.advance(Duration.ofMillis(1_001));
        simulation.runUntilIdle();
        assertInstanceOf(TimedOut.class, accept.failure().orElseThrow());
        connect();
        assertTrue(listener.accept().isDone());
    }

    @Test
    void closeEndsTheAcceptThatWaits() {
        Future<TcpStream> accept = listener.accept();
        listener.close();
        assertFalse(accept.isDone());
        simulation.runUntilIdle();
        assertInstanceOf(ClosedException.class, accept.failure().orElseThrow());
    }

    @Test
    @Tag("case-176")
    void secondAcceptIsRefusedAndTheFirstUntouched() {
        Future<TcpStream> first = listener.accept();
        assertInstanceOf(BusyException.class, listener.accept().failure().orElseThrow());
        TcpServer server = serveUntilEnd();
        assertInstanceOf(BusyException.class, server.done().failure().orElseThrow());
        assertFalse(listener.isClosed());
        connect();
        assertTrue(first.isDone());
    }

    @Test
    void resetBeforeTheAcceptIsToldByTheFirstRead() {
        connect().value().abort();
        TcpStream server = simulation.runCallbacks(unused -> listener.accept());
        Future<?> read = server.read(new byte[1]).boxed();
        simulation.runUntilIdle();
        assertEquals(Errno.ECONNRESET, assertInstanceOf(BrokenException.class, read.failure().orElseThrow()).errno());
        assertTrue(connect().isDone());
    }
}
