package dev.millrace.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.fixture.Wire;
import dev.millrace.io.Buffered;
import dev.millrace.task.Future;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a connection whose handler fails, and that the server goes on. */
@Tag("case-142")
class HandlerFailureTest {
    private static final IOException FAILURE = new IOException("the handler's");

    @ParameterizedTest
    @EnumSource
    void aHandlerThatThrowsIsReportedOnce(Wire.Kind kind) {
        serveOne(kind, List.of(FAILURE), stream -> {
            throw FAILURE;
        });
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerWhoseFutureFailsIsReportedOnce(Wire.Kind kind) {
        serveOne(kind, List.of(FAILURE), stream -> Future.failed(stream.loop(), FAILURE));
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerThatFailsLaterIsReportedOnce(Wire.Kind kind) {
        serveOne(kind, List.of(FAILURE), stream -> new Buffered(stream).readExactly(1).flatMap(
                bytes -> Future.failed(stream.loop(), FAILURE)));
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerWhoseFutureSomebodyCancelsIsReportedOnce(Wire.Kind kind) {
        CancellationException cancel = new CancellationException("somebody's");
        serveOne(kind, List.of(cancel), stream -> Future.failed(stream.loop(), cancel));
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerThatClosesItsConnectionItselfIsNoFailure(Wire.Kind kind) {
        serveOne(kind, List.of(), stream -> {
            stream.close();
            return Future.of(stream.loop(), 1);
        });
    }

    /** The first connection gets the handler; the second is echoed, to show that the server lives. */
    private static void serveOne(Wire.Kind kind, List<Throwable> reports, TcpServer.Handler handler) {
        try (Wire wire = new Wire(kind)) {
            boolean[] first = {true};
            TcpListener listener = TcpListener.bind(wire.loop(), Address.loopback(0));
            TcpServer server = TcpServer.start(listener, stream -> {
                TcpServer.Handler chosen = first[0] ? handler : HandlerFailureTest::echo;
                first[0] = false;
                return chosen.handle(stream);
            });
            TcpStream failed = wire.value(TcpStream.connect(wire.loop(), listener.localAddress()));
            failed.write(new byte[] {1}).onEnd(() -> { });
            // The server closes before or after it has read our byte: an end or a reset.
            int count = wire.value(failed.read(new byte[1]).boxed().recover(reset -> -1));
            assertEquals(-1, count);
            assertEquals(reports, wire.reports());
            assertEquals(0, server.connections());
            TcpStream good = wire.value(TcpStream.connect(wire.loop(), listener.localAddress()));
            wire.value(good.write(new byte[] {7}));
            assertArrayEquals(new byte[] {7}, wire.value(new Buffered(good).readExactly(1)));
            good.close();
            failed.close();
            server.stop();
            wire.value(server.done());
            assertEquals(Set.of(), wire.open());
            assertEquals(reports, wire.reports());
        }
    }

    private static Future<Integer> echo(TcpStream stream) {
        return new Buffered(stream).readExactly(1).flatMap(bytes -> stream.write(bytes).boxed());
    }
}
