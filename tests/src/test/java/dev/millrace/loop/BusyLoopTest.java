package dev.millrace.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.task.Future;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** I/O beside steps that are always ready, and a loop that rests beside I/O that nobody wants. */
class BusyLoopTest {
    private final Ledger ledger = new Ledger();
    private EventLoop loop;

    @AfterEach
    void close() {
        loop.close();
    }

    @ParameterizedTest
    @EnumSource
    @Tag("case-29")
    void connectionsAndBytesGetThroughWhileAHundredStepsAreAlwaysReady(World world) {
        loop = world.open(ledger);
        for (int i = 0; i < 100; i++) {
            Named.yielding(loop, Integer.MAX_VALUE, () -> { });
        }
        TcpListener listener = TcpListener.bind(loop, Address.loopback(0));
        Future<TcpStream> connecting = TcpStream.connect(loop, listener.localAddress());
        TcpStream server = World.value(loop, listener.accept());
        TcpStream client = World.value(loop, connecting);
        byte[] into = new byte[100];
        World.await(loop, client.write("hello world".getBytes()));
        World.await(loop, server.read(into));
        assertEquals("hello world", new String(into, 0, 11));
    }

    /** A step that yields goes behind a poll, not only behind the other steps. */
    @ParameterizedTest
    @EnumSource
    @Tag("case-33")
    void aConnectionIsSeenWithinAFewYields(World world) {
        loop = world.open(ledger);
        TcpListener listener = TcpListener.bind(loop, Address.loopback(0));
        Future<TcpStream> accepting = listener.accept();
        TcpStream.connect(loop, listener.localAddress());
        int[] yields = {0};
        Named.yielding(loop, 10, () -> yields[0]++);
        while (!accepting.isDone()) {
            loop.turn(0);
        }
        assertTrue(yields[0] <= 10, () -> "after " + yields[0] + " yields");
    }

    @ParameterizedTest
    @EnumSource
    @Tag("case-42")
    void dataThatNobodyReadsCostsNoTurns(World world) {
        loop = world.open(ledger);
        Future<TcpStream> client = clientOf(stream -> stream.write(new byte[1000]));
        assertRests(client);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("case-42")
    void aResetThatNobodyLooksAtCostsNoTurns(World world) {
        loop = world.open(ledger);
        Future<TcpStream> client = clientOf(TcpStream::abort);
        assertRests(client);
    }

    private Future<TcpStream> clientOf(Consumer<TcpStream> server) {
        TcpListener listener = TcpListener.bind(loop, Address.loopback(0));
        Future<TcpStream> client = TcpStream.connect(loop, listener.localAddress());
        server.accept(World.value(loop, listener.accept()));
        World.await(loop, client);
        return client;
    }

    private void assertRests(Future<TcpStream> client) {
        ledger.forget();
        World.await(loop, Future.sleep(loop, Duration.ofMillis(300)));
        assertTrue(ledger.turns <= 20, () -> ledger.turns + " turns");
        assertEquals(0, ledger.count(LoopObserver.Call.READ));
        client.value().close();
    }
}
