package dev.millrace.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.io.BrokenException;
import dev.millrace.io.Buffered;
import dev.millrace.io.BusyException;
import dev.millrace.io.ClosedException;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopObserver.Call;
import dev.millrace.sys.Errno;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.SystemException;
import dev.millrace.task.Awaitable;
import dev.millrace.task.Future;
import dev.millrace.task.IntFuture;
import dev.millrace.testkit.Simulation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream in a world where every call can be made to fail. */
class TcpStreamTest {
    private final TcpCounts counts = new TcpCounts();
    private final List<Throwable> failures = new ArrayList<>();
    private final Simulation simulation = new Simulation(counts, (what, failure) -> failures.add(failure));
    private final EventLoop loop = simulation.loop();
    private final Simulation.StreamPair pair = simulation.pair();
    private final TcpStream client = pair.client();
    private final TcpStream server = pair.server();

    @AfterEach
    void nothingWasReported() {
        simulation.close();
        assertEquals(List.of(), failures);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] readAll(TcpStream stream) {
        return simulation.runCallbacks(unused -> new Buffered(stream).readAll(1 << 24));
    }

    private <T extends Throwable> T failure(Class<T> kind, Awaitable failing) {
        simulation.runUntilIdle();
        return assertInstanceOf(kind, failing.failure().orElse(null));
    }

    private int count(IntFuture ended) {
        simulation.runUntilIdle();
        return ended.value();
    }

    // ------------------------------------------------------------------ ends

    @Test
    @Tag("case-144")
    void endOfThePeerDoesNotCloseTheStream() {
        client.write(bytes("last"));
        client.shutdownOutput();
        byte[] buffer = new byte[100];
        assertEquals(4, count(server.read(buffer)));
        assertEquals(-1, count(server.read(buffer)));
        assertEquals(-1, count(server.read(buffer)));
        assertFalse(server.isClosed());
        server.write(bytes("answer"));
        assertEquals(6, count(client.read(buffer)));
    }

    @Test
    @Tag("case-144")
    void endIsToldToTheReaderThatWaits() {
        IntFuture read = server.read(new byte[1]);
        simulation.runUntilIdle();
        assertFalse(read.isDone());
        client.shutdownOutput();
        assertEquals(-1, count(read));
    }

    @Test
    @Tag("case-145")
    void shutdownTwiceIsOnce() {
        client.shutdownOutput();
        int calls = counts.of(Call.SHUTDOWN);
        client.shutdownOutput().value();
        assertEquals(calls, counts.of(Call.SHUTDOWN));
        assertEquals(-1, count(server.read(new byte[1])));
    }

    @Test
    @Tag("case-145")
    void afterShutdownWritingIsRefusedAndReadingGoesOn() {
        client.shutdownOutput();
        failure(ClosedException.class, client.write(new byte[1]));
        server.write(bytes("x"));
        assertEquals(1, count(client.read(new byte[9])));
    }

    @Test
    @Tag("case-145")
    void shutdownAfterCloseFails() {
        client.close();
        failure(ClosedException.class, client.shutdownOutput());
    }

    @Test
    @Tag("case-145")
    void shutdownWaitsForNoWrite() {
        IntFuture write = client.write(new byte[1 << 20]);
        failure(BusyException.class, client.shutdownOutput());
        assertFalse(write.isDone());
        assertEquals(1 << 20, simulation.runCallbacks(unused -> new Buffered(server).readExactly(1 << 20)).length);
        assertEquals(1 << 20, count(write));
        client.shutdownOutput().value();
    }

    @Test
    @Tag("case-148")
    void closeDeliversEverythingAndTheEnd() {
        byte[] much = new byte[200_000];
        Arrays.fill(much, (byte) 'm');
        Future<Integer> twice = client.write(much).flatMap(count -> client.write(bytes("!")).boxed());
        twice.onDone(done -> client.close());
        byte[] all = readAll(server);
        assertEquals(much.length + 1, all.length);
        assertEquals('!', all[much.length]);
        assertTrue(client.isClosed());
    }

    @Test
    void everyCallAfterCloseIsRefused() {
        client.close();
        client.close();
        client.abort();
        failure(ClosedException.class, client.read(new byte[1]));
        failure(ClosedException.class, client.read(new byte[0]));
        failure(ClosedException.class, client.write(new byte[1]));
        failure(ClosedException.class, client.write(new byte[][] {{1}}));
        assertThrows(ClosedException.class, client::localAddress);
        assertThrows(ClosedException.class, () -> client.option(SocketOption.NO_DELAY));
        assertThrows(ClosedException.class, () -> client.option(SocketOption.NO_DELAY, 1));
        assertEquals(server.localAddress(), client.remoteAddress());
        assertTrue(client.toString().contains("closed"));
    }

    @Test
    void closeTellsBothWaitersOnALaterStep() {
        IntFuture read = client.read(new byte[1]);
        IntFuture write = client.write(new byte[1 << 20]);
        client.close();
        assertFalse(read.isDone() || write.isDone());
        failure(ClosedException.class, read);
        failure(ClosedException.class, write);
        assertEquals(client.written(), readAll(server).length);
    }

    // ------------------------------------------------------------------ callbacks

    @Test
    @Tag("case-149")
    void callbacksNeverRunInsideTheCallThatAskedForThem() {
        boolean[] inside = {true};
        List<String> told = new ArrayList<>();
        List<String> within = new ArrayList<>();
        server.write(bytes("ready"));
        simulation.runUntilIdle();
        asked("read", client.read(new byte[5]), inside, told, within);
        asked("write", client.write(new byte[1]), inside, told, within);
        asked("shutdown", client.shutdownOutput(), inside, told, within);
        asked("connect", TcpStream.connect(loop, Address.loopback(1)), inside, told, within);
        IntFuture waiting = client.read(new byte[1]);
        asked("closed read", waiting, inside, told, within);
        client.close();
        asked("refused read", client.read(new byte[1]), inside, told, within);
        inside[0] = false;
        simulation.runUntilIdle();
        assertEquals(List.of(), within);
        assertEquals(6, told.size());
    }

    private static void asked(String what, Awaitable asked, boolean[] inside, List<String> told, List<String> within) {
        asked.onEnd(() -> (inside[0] ? within : told).add(what));
    }

    @Test
    @Tag("case-170")
    void readerMayCloseItselfAndItsPeer() {
        IntFuture peerReads = client.read(new byte[1]);
        List<Integer> told = new ArrayList<>();
        server.read(new byte[1]).onDone(done -> {
            told.add(done.value());
            server.close();
            client.close();
        });
        client.write(bytes("ab"));
        failure(ClosedException.class, peerReads);
        assertEquals(List.of(1), told);
        assertEquals(0, simulation.sockets().openCount());
    }

    // ------------------------------------------------------------------ failing calls

    @ParameterizedTest
    @ValueSource(ints = {Errno.ECONNRESET, Errno.EPIPE, Errno.ETIMEDOUT, Errno.EHOSTUNREACH})
    @Tag("case-153")
    void afterABrokenWriteNothingMoreIsSent(int errno) {
        simulation.sockets().fail(Call.WRITE, errno);
        assertEquals(errno, failure(BrokenException.class, client.write(bytes("lost"))).errno());
        int calls = counts.of(Call.WRITE);
        assertEquals(errno, failure(BrokenException.class, client.write(bytes("more"))).errno());
        assertEquals(errno, failure(BrokenException.class, client.write(new byte[][] {{1}, {2}})).errno());
        assertEquals(calls, counts.of(Call.WRITE));
        assertEquals(0, client.written());
        assertFalse(client.isClosed());
    }

    @Test
    @Tag("case-153")
    void writeWithoutBufferSpaceCanBeRepeated() {
        simulation.sockets().fail(Call.WRITE, Errno.ENOBUFS);
        SystemException failure = failure(SystemException.class, client.write(bytes("no")));
        assertEquals(Errno.ENOBUFS, failure.errno());
        assertTrue(failure.getMessage().contains("write " + client.remoteAddress()), failure.getMessage());
        assertEquals(3, count(client.write(bytes("yes"))));
        client.close();
        assertArrayEquals(bytes("yes"), readAll(server));
    }

    @Test
    @Tag("case-153")
    void writeThatBreaksHalfwayTellsHowFarItCame() {
        IntFuture write = client.write(new byte[1 << 20]);
        simulation.runUntilIdle();
        long taken = client.written();
        assertTrue(taken > 0 && taken < 1 << 20, "taken: " + taken);
        simulation.sockets().fail(Call.WRITE, Errno.ECONNRESET);
        simulation.runCallbacks(unused -> new Buffered(server).readExactly((int) taken));
        failure(BrokenException.class, write);
        assertEquals(taken, client.written());
    }

    @Test
    @Tag("case-146")
    void afterABrokenReadNothingWorksAnyMore() {
        simulation.sockets().fail(Call.READ, Errno.ECONNRESET);
        server.write(bytes("x"));
        simulation.runUntilIdle();
        assertEquals(Errno.ECONNRESET, failure(BrokenException.class, client.read(new byte[1])).errno());
        int reads = counts.of(Call.READ);
        failure(BrokenException.class, client.read(new byte[1]));
        failure(BrokenException.class, client.write(new byte[1]));
        assertEquals(reads, counts.of(Call.READ));
        assertFalse(client.isClosed());
    }

    @Test
    @Tag("case-178")
    void reportThatTurnsOutEmptyIsWaitedOut() {
        IntFuture read = client.read(new byte[9]);
        simulation.sockets().fail(Call.READ, Errno.EAGAIN);
        int reads = counts.of(Call.READ);
        server.write(bytes("one"));
        assertEquals(3, count(read));
        assertEquals(reads + 2, counts.of(Call.READ));
    }

    @Test
    @Tag("case-178")
    void onlyAnEmptySocketEndsTheHopeForMore() {
        server.write(bytes("abcdef"));
        simulation.runUntilIdle();
        for (int i = 0; i < 3; i++) {
            IntFuture read = client.read(new byte[2]);
            assertTrue(i == 0 || read.isDone());
            assertEquals(2, count(read));
        }
        int reads = counts.of(Call.READ);
        IntFuture more = client.read(new byte[2]);
        assertEquals(reads + 1, counts.of(Call.READ), "only the call itself knows that nothing is left");
        assertTrue(more.cancel());
        more = client.read(new byte[2]);
        assertEquals(reads + 1, counts.of(Call.READ), "now it is known");
        server.write(bytes("g"));
        assertEquals(1, count(more));
    }

    // ------------------------------------------------------------------ waiters

    @Test
    @Tag("case-176")
    void secondWaiterIsRefusedAndTheFirstUntouched() {
        byte[] first = new byte[3];
        IntFuture read = client.read(first);
        BusyException busy = failure(BusyException.class, client.read(new byte[3]));
        assertTrue(busy.getMessage().contains("fd " + TcpDescriptors.of(client)), busy.getMessage());
        server.write(bytes("abc"));
        assertEquals(3, count(read));
        assertArrayEquals(bytes("abc"), first);

        byte[] large = new byte[1 << 20];
        IntFuture write = client.write(large);
        failure(BusyException.class, client.write(bytes("lost")));
        byte[] arrived = simulation.runCallbacks(unused -> new Buffered(server).readExactly(large.length));
        assertArrayEquals(large, arrived);
        assertEquals(large.length, count(write));
    }

    @Test
    @Tag("case-174")
    void cancelledReadCanBeRepeatedAtOnce() {
        byte[] abandoned = new byte[5];
        IntFuture first = client.read(abandoned);
        simulation.runUntilIdle();
        server.write(bytes("hello"));
        assertTrue(first.cancel());
        byte[] taken = new byte[5];
        assertEquals(5, count(client.read(taken)));
        assertArrayEquals(bytes("hello"), taken);
        assertArrayEquals(new byte[5], abandoned);
        assertFalse(first.cancel());
    }

    @Test
    @Tag("case-174")
    void cancelOfAnEndedReadDoesNotReachTheNextOne() {
        IntFuture first = client.read(new byte[1]);
        server.write(bytes("a"));
        simulation.runUntilIdle();
        IntFuture second = client.read(new byte[1]);
        assertFalse(first.cancel());
        server.write(bytes("b"));
        assertEquals(1, count(second));
    }

    @Test
    @Tag("case-174")
    void streamIsUsableAfterACancelledWrite() {
        IntFuture write = client.write(new byte[1 << 20]);
        simulation.runUntilIdle();
        long taken = client.written();
        assertTrue(write.cancel());
        client.write(bytes("world")).onDone(done -> client.close());
        byte[] all = readAll(server);
        assertEquals(taken + 5, all.length);
        assertArrayEquals(bytes("world"), Arrays.copyOfRange(all, all.length - 5, all.length));
    }
}
