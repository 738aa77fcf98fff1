package dev.millrace.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Millrace;
import dev.millrace.io.Buffered;
import dev.millrace.io.ClosedException;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopObserver.Call;
import dev.millrace.sys.Errno;
import dev.millrace.sys.SystemException;
import dev.millrace.task.Future;
import dev.millrace.task.IntFuture;
import dev.millrace.testkit.Simulation.StreamPair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that are used again, files that live on, and others who meddle with our descriptors. */
class TcpDescriptorTest {
    private final TcpLoop real = new TcpLoop();
    private final EventLoop loop = real.loop();

    @AfterEach
    void nothingIsLeft() {
        real.close();
    }

    @Test
    @Tag("case-172")
    void reportForAClosedDescriptorDoesNotReachTheNextOwnerOfItsNumber() {
        StreamPair a = real.pair();
        StreamPair b = real.pair();
        try (TcpListener listener = TcpListener.bind(loop, Address.loopback(0))) {
            List<Future<TcpStream>> dials = new ArrayList<>();
            IntFuture bReads = b.server().read(new byte[1]);
            IntFuture aReads = a.server().read(new byte[1]);
            aReads.onDone(done -> {
                b.server().close();
                dials.add(TcpStream.connect(loop, listener.localAddress()));
            });
            int number = TcpDescriptors.of(b.server());
            a.client().write(new byte[1]);
            b.client().write(new byte[1]);
            real.end(aReads);
            real.end(bReads);
            assertTrue(bReads.isFailed() || bReads.value() == 1);
            TcpStream c = real.get(dials.get(0));
            assertEquals(number, TcpDescriptors.of(c));
            IntFuture cReads = c.read(new byte[1]);
            int reads = real.counts.of(Call.READ);
            real.get(Future.sleep(loop, Duration.ofMillis(20)));
            assertFalse(cReads.isDone());
            assertEquals(reads, real.counts.of(Call.READ), "nobody had a reason to try");
            b.server().close();
            b.server().abort();
            real.get(listener.accept()).write(new byte[1]);
            assertEquals(1, real.get(cReads));
        }
    }

    @Test
    @Tag("case-172")
    void numbersCanBeUsedAgainAHundredTimes() {
        StreamPair pair = real.pair();
        int number = TcpDescriptors.of(pair.client());
        for (int i = 0; i < 100; i++) {
            pair.client().read(new byte[1]).onDone(done -> assertTrue(done.isFailed()));
            pair.client().close();
            pair.server().close();
            pair = real.pair();
            pair.client().write(new byte[] {(byte) i});
            byte[] got = new byte[2];
            assertEquals(1, real.get(pair.server().read(got)));
            assertEquals((byte) i, got[0]);
        }
        assertTrue(TcpDescriptors.of(pair.client()) <= number + 2);
    }

    @Test
    @Tag("case-173")
    void closedDescriptorWhoseFileLivesOnIsNotReported() {
        StreamPair pair = real.pair();
        int copy = TcpDescriptors.duplicate(TcpDescriptors.of(pair.server()));
        assertNotEquals(-1, copy);
        pair.server().close();
        pair.client().write(new byte[1]);
        pair.client().close();
        assertTrue(real.pollsWithin(Duration.ofMillis(100)) <= 2, "polls");
        TcpDescriptors.close(copy);
    }

    @Test
    @Tag("case-177")
    void descriptorClosedBehindTheLoopsBackDoesNotHurtTheOthers() {
        StreamPair victim = real.pair();
        StreamPair other = real.pair();
        IntFuture read = victim.server().read(new byte[1]);
        TcpDescriptors.close(TcpDescriptors.of(victim.server()));
        victim.client().write(new byte[1]);
        other.client().write(new byte[1]);
        assertEquals(1, real.get(other.server().read(new byte[1])));
        assertTrue(read.isDone() || read.cancel());
        SystemException bad = real.failure(SystemException.class, victim.server().write(new byte[1]));
        assertEquals(Errno.EBADF, bad.errno());
        victim.server().close();
        assertTrue(victim.server().isClosed());
    }

    @Test
    @Tag("case-180")
    void urgentDataCausesNoSpinAndLosesNoOtherByte() throws IOException {
        try (TcpListener listener = TcpListener.bind(loop, Address.loopback(0));
                Socket plain = new Socket(InetAddress.getLoopbackAddress(), listener.localAddress().port())) {
            TcpStream stream = real.get(listener.accept());
            IntFuture read = stream.read(new byte[10]);
            plain.sendUrgentData('!');
            assertTrue(real.pollsWithin(Duration.ofMillis(100)) <= 10);
            assertFalse(read.isDone());
            plain.getOutputStream().write(new byte[] {'a', 'b'});
            assertEquals(2, real.get(read));
            plain.getOutputStream().write('c');
            plain.sendUrgentData('!');
            plain.getOutputStream().write('d');
            plain.shutdownOutput();
            byte[] rest = real.get(new Buffered(stream).readAll(10));
            assertArrayEquals(new byte[] {'c', 'd'}, rest);
            stream.close();
        }
    }

    @Test
    @Tag("case-226")
    @EnabledOnOs(OS.LINUX)
    void descriptorsAreNotInherited() throws IOException {
        StreamPair pair = real.pair();
        try (TcpListener listener = TcpListener.bind(loop, Address.loopback(0))) {
            assertCloseOnExec(TcpDescriptors.of(listener));
            assertCloseOnExec(TcpDescriptors.of(pair.client()));
            assertCloseOnExec(TcpDescriptors.of(pair.server()));
        }
        for (Map.Entry<Integer, String> poller : TcpDescriptors.open().entrySet()) {
            if (poller.getValue().startsWith("anon_inode:[event")) {
                assertCloseOnExec(poller.getKey());
            }
        }
    }

    private static void assertCloseOnExec(int fd) throws IOException {
        String flags = Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd)).stream()
                .filter(line -> line.startsWith("flags:"))
                .findFirst()
                .orElseThrow()
                .replaceAll("\\D+", "");
        assertNotEquals(0, Integer.parseInt(flags, 8) & 02000000, "fd " + fd + " has no O_CLOEXEC: " + flags);
    }

    @Test
    @Tag("case-226")
    void loopsTakeTheirDescriptorsWithThem() {
        int before = TcpDescriptors.open().size();
        for (int i = 0; i < 20; i++) {
            try (EventLoop another = Millrace.open()) {
                TcpListener listener = TcpListener.bind(another, Address.loopback(0));
                TcpStream.connect(another, listener.localAddress()).onDone(done -> assertTrue(done.isDone()));
                another.turn(0);
            }
        }
        assertEquals(before, TcpDescriptors.open().size());
    }

    @Test
    void closedLoopOpensNoSocket() {
        EventLoop closed = Millrace.open();
        closed.close();
        int before = TcpDescriptors.open().size();
        assertThrows(ClosedException.class, () -> TcpListener.bind(closed, Address.loopback(0)));
        Future<TcpStream> dial = TcpStream.connect(closed, Address.loopback(7));
        assertInstanceOf(ClosedException.class, dial.failure().orElseThrow());
        assertEquals(before, TcpDescriptors.open().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1"})
    @Tag("case-226")
    void connectByNameAfterCloseFails(String host) {
        EventLoop closed = Millrace.open();
        closed.close();
        Future<TcpStream> dial = TcpStream.connect(closed, host, 7);
        assertInstanceOf(ClosedException.class, dial.failure().orElse(null));
    }

    @Test
    @Tag("case-226")
    void whoDialsAgainWhileTheLoopClosesLeavesNothing() {
        int before = TcpDescriptors.open().size();
        List<Future<TcpStream>> dials = new ArrayList<>();
        try (EventLoop another = Millrace.open();
                TcpListener elsewhere = TcpListener.bind(loop, Address.loopback(0))) {
            TcpListener own = TcpListener.bind(another, Address.loopback(0));
            own.accept().onDone(closed -> {
                assertInstanceOf(ClosedException.class, closed.failure().orElseThrow());
                dials.add(TcpStream.connect(another, elsewhere.localAddress()));
                dials.get(0).onDone(dial -> dials.add(dial));
            });
        }
        assertEquals(before, TcpDescriptors.open().size());
        assertEquals(2, dials.size());
        assertInstanceOf(ClosedException.class, dials.get(0).failure().orElseThrow());
        assertTrue(dials.get(0).isDone());
    }
}
