package dev.millrace.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.fixture.Where;
import dev.millrace.io.Buffered;
import dev.millrace.task.Future;
import dev.millrace.testkit.contract.Wire;
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
    void aHandlerThatThrowsIsReportedOnce(Where where) {
        serveOne(where, List.of(FAILURE), stream -> {
            throw FAILURE;
        });
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerWhoseFutureFailsIsReportedOnce(Where where) {
        serveOne(where, List.of(FAILURE), stream -> Future.failed(stream.loop(), FAILURE));
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerThatFailsLaterIsReportedOnce(Where where) {
        serveOne(where, List.of(FAILURE), stream -> new Buffered(stream).readExactly(1).flatMap(
                bytes -> Future.failed(stream.loop(), FAILURE)));
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerWhoseFutureSomebodyCancelsIsReportedOnce(Where where) {
        CancellationException cancel = new CancellationException("somebody's");
        serveOne(where, List.of(cancel), stream -> Future.failed(stream.loop(), cancel));
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerThatClosesItsConnectionItselfIsNoFailure(Where where) {
        serveOne(where, List.of(), stream -> {
            stream.close();
            return Future.of(stream.loop(), 1);
        });
    }

    /** The first connection gets the handler; the second is echoed, to show that the server lives. */
    private static void serveOne(Where where, List<Throwable> reports, TcpServer.Handler handler) {
        try (Wire wire = where.wire()) {
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
            assertEquals(Set.of(), wire.openDescriptors());
            assertEquals(reports, wire.reports());
        }
    }

    private static Future<Integer> echo(TcpStream stream) {
        return new Buffered(stream).readExactly(1).flatMap(bytes -> stream.write(bytes).boxed());
    }
}
