package dev.millrace.tls;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.io.BrokenException;
import dev.millrace.io.Buffered;
import dev.millrace.io.BusyException;
import dev.millrace.task.Future;
import dev.millrace.task.IntFuture;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import dev.millrace.task.TimedOut;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a handshake ends: as a stream, or with one error on either side and nothing left. */
class HandshakeTest extends Talking {
    private static final TlsOptions SOON = Certificates.TRUSTING.withHandshakeTimeout(ms(50));

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bothSidesTalk(String protocol) {
        talking(() -> {
            Ends ends = connect(Certificates.TRUSTING.withProtocols(protocol), Certificates.SERVING);
            assertEquals(protocol, ends.client().session().getProtocol());
            assertEquals(protocol, ends.server().session().getProtocol());
            assertEquals(Optional.of("server.test"), ends.server().serverName());
            assertEquals(Certificates.SERVER.chain().get(0), ends.client().session().getPeerCertificates()[0]);
            return ends;
        });
    }

    // ------------------------------------------------------------------ time

    @Test
    @Tag("case-217")
    void aServerThatSaysNothingIsLeftInTime() {
        run(group -> {
            assertInstanceOf(TimedOut.class, failure(Tls.client(near, SOON, "server.test")));
            assertEquals(50, now());
            hungUpOn(far);
        });
    }

    @Test
    @Tag("case-217")
    void aClientThatSaysNothingIsLeftInTime() {
        run(group -> {
            TlsOptions soon = Certificates.SERVING.withHandshakeTimeout(ms(50));
            assertInstanceOf(TimedOut.class, failure(Tls.server(near, soon)));
            assertEquals(50, now());
            hungUpOn(far);
        });
    }

    private static void hungUpOn(dev.millrace.net.TcpStream peer) {
        byte[] hello = new byte[1 << 14];
        IntFuture read = peer.read(hello);
        while (!read.isFailed()) {
            assertTrue(await(read) >= 0);
            read = peer.read(hello);
            sleep(1);
        }
        assertInstanceOf(BrokenException.class, failure(read));
        peer.close();
    }

    /** The simulation tells a deadlock at once only if no timer is armed. */
    @Test
    @Tag("case-217")
    void theTimerIsGoneAfterwards() {
        IllegalStateException stuck = assertThrows(IllegalStateException.class, () -> run(group -> {
            try (Ends ends = connect()) {
                ends.talk();
                await(new Promise<Void>(Task.current().loop()));
            }
        }));
        assertTrue(stuck.getMessage().contains("deadlock"), stuck.getMessage());
        assertEquals(0, now());
        near.close();
        far.close();
    }

    @Test
    void aCancelAbortsTheConnection() {
        run(group -> {
            Future<TlsStream> connecting = Tls.client(near, Certificates.TRUSTING, "server.test");
            sleep(1);
            connecting.cancel();
            assertTrue(near.isClosed());
            hungUpOn(far);
        });
    }

    // ------------------------------------------------------------------ refusals

    private void refused(TlsOptions client, String host, TlsOptions server) {
        run(group -> {
            Future<TlsStream> serving = Tls.server(far, server);
            refusal(Tls.client(near, client, host));
            refusal(serving);
        });
        assertEquals(0, now());
    }

    @Test
    @Tag("case-218")
    void aCertificateForOtherNamesIsRefused() {
        refused(Certificates.TRUSTING, "elsewhere.test", Certificates.SERVING);
    }

    @Test
    void itIsTakenIfNamesDoNotMatter() {
        talking(() -> connect(near, Certificates.TRUSTING.withHostNameVerified(false), "elsewhere.test", far,
                Certificates.SERVING));
    }

    @Test
    void aCertificateMayBeForAnAddress() {
        talking(() -> connect(near, Certificates.TRUSTING, "127.0.0.1", far, Certificates.SERVING));
    }

    @Test
    @Tag("case-218")
    void anExpiredCertificateIsRefused() {
        refused(Certificates.TRUSTING, "server.test", TlsOptions.DEFAULT.withIdentity(Certificates.EXPIRED));
    }

    @Test
    @Tag("case-218")
    void aCertificateThatNobodyVouchesForIsRefused() {
        refused(Certificates.TRUSTING, "server.test", TlsOptions.DEFAULT.withIdentity(Certificates.SELF_SIGNED));
    }

    @Test
    @Tag("case-218")
    void aServerWithoutACertificateIsRefused() {
        refused(Certificates.TRUSTING, "server.test", TlsOptions.DEFAULT);
    }

    @Test
    void noProtocolInCommonIsRefused() {
        refused(Certificates.TRUSTING.withProtocols("TLSv1.2"), "server.test",
                Certificates.SERVING.withProtocols("TLSv1.3"));
    }

    @Test
    void optionsThatCannotBeMetAreTheCallersMistake() {
        run(group -> {
            TlsOptions odd = Certificates.TRUSTING.withProtocols("TLSv7");
            assertInstanceOf(IllegalArgumentException.class, failure(Tls.client(near, odd, "server.test")));
            hungUpOn(far);
        });
    }

    /** The JDK notices only when the handshake begins. */
    @Test
    void suitesThatNoProtocolHasAreRefused() {
        run(group -> {
            TlsOptions odd = Certificates.TRUSTING.withProtocols("TLSv1.2").withCipherSuites("TLS_AES_128_GCM_SHA256");
            refusal(Tls.client(near, odd, "server.test"));
            far.close();
        });
        assertEquals(0, now());
    }

    @ParameterizedTest
    @Tag("case-218")
    @ValueSource(strings = {"HTTP/1.0 400 Bad Request\r\n\r\n", "\u0016\u0003\u0001\u0000\u0005hello", "\u0000\u0000"
            + "\u0000\u0000\u0000\u0000\u0000\u0000", "\u0016\u0003\u0003\u007f\u007f\u0001\u0000\u0000\u0000\u0000"})
    void garbageIsRefusedOnEitherSide(String garbage) {
        run(group -> {
            await(far.write(garbage.getBytes(StandardCharsets.ISO_8859_1)));
            refusal(Tls.client(near, Certificates.TRUSTING, "server.test"));
            far.close();
        });
        assertEquals(0, now());
    }

    @ParameterizedTest
    @Tag("case-218")
    @ValueSource(strings = {"GET / HTTP/1.0\r\n\r\n", "\u0016\u0003\u0001\u0000\u0005hello"})
    void garbageIsRefusedByAServer(String garbage) {
        run(group -> {
            await(near.write(garbage.getBytes(StandardCharsets.ISO_8859_1)));
            refusal(Tls.server(far, Certificates.SERVING));
            near.close();
        });
        assertEquals(0, now());
    }

    @Test
    @Tag("case-218")
    void aConnectionThatIsLostIsOneError() {
        run(group -> {
            Future<TlsStream> connecting = Tls.client(near, Certificates.TRUSTING, "server.test");
            await(far.read(new byte[1]));
            far.abort();
            assertInstanceOf(BrokenException.class, failure(connecting));
        });
    }

    @Test
    @Tag("case-218")
    void aConnectionThatEndsIsOneError() {
        run(group -> {
            Future<TlsStream> connecting = Tls.client(near, Certificates.TRUSTING, "server.test");
            await(new Buffered(far).read(4096));
            await(far.shutdownOutput());
            assertTrue(refusal(connecting).contains("in the middle of the handshake"));
            far.close();
        });
    }

    // ------------------------------------------------------------------ STARTTLS

    /** The client's first record comes in one piece with its last line. */
    @Test
    @Tag("case-218")
    void whatALineReaderHasReadAheadIsTheHandshakes() {
        talking(() -> {
            Buffered reader = new Buffered(far);
            await(near.write("STARTTLS\r\n".getBytes(StandardCharsets.UTF_8)));
            Future<TlsStream> client = Tls.client(near, Certificates.TRUSTING, "server.test");
            sleep(1);
            assertEquals(Optional.of("STARTTLS"), await(reader.readLine(100)));
            assertTrue(reader.available() > 0);
            TlsStream server = await(Tls.server(reader, Certificates.SERVING));
            return new Ends(await(client), server);
        });
    }

    @Test
    void aReaderOnWhichADemandWaitsIsBusy() {
        run(group -> {
            Buffered reader = new Buffered(far);
            Future<byte[]> demand = reader.readExactly(5);
            assertInstanceOf(BusyException.class, failure(Tls.server(reader, Certificates.SERVING)));
            await(near.write("hello".getBytes(StandardCharsets.UTF_8)));
            assertEquals(5, await(demand).length);
            near.close();
            far.close();
        });
    }
}
