package dev.millrace.tls;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.io.BrokenException;
import dev.millrace.io.Buffered;
import dev.millrace.io.ClosedException;
import dev.millrace.task.Future;
import dev.millrace.task.IntFuture;
import dev.millrace.task.Task;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a connection ends, well or badly, and what the peer may not do. */
class EndTest extends Talking {
    private static final byte[] CHUNK = new byte[1 << 17];
    private static final int CHUNKS = 32;

    static {
        new Random(1).nextBytes(CHUNK);
    }

    private final byte[] buffer = new byte[1 << 14];

    private Ends connect(String protocol) {
        return connect(Certificates.TRUSTING.withProtocols(protocol), Certificates.SERVING);
    }

    // ------------------------------------------------------------------ without notice

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anEndWithoutNoticeIsBroken(String protocol) {
        run(group -> {
            Ends ends = connect(protocol);
            say(ends.server(), "hello", ends.client());
            await(far.shutdownOutput());
            assertTrue(refusal(ends.client().read(buffer)).contains("close_notify"));
            assertTrue(refusal(ends.client().read(buffer)).contains("close_notify"));
            ends.client().close();
            far.close();
        });
    }

    @Test
    void itIsAnEndIfTheCallerSaysSo() {
        run(group -> {
            Ends ends = connect(Certificates.TRUSTING.withEndWithoutNotice(true), Certificates.SERVING);
            say(ends.server(), "hello", ends.client());
            await(far.shutdownOutput());
            assertEquals(-1, await(ends.client().read(buffer)));
            assertEquals(-1, await(ends.client().read(buffer)));
            ends.client().close();
            far.close();
        });
    }

    @Test
    @Tag("case-221")
    void aRecordThatIsCutOffIsBroken() {
        run(group -> {
            Ends ends = connect("TLSv1.3");
            say(ends.server(), "hello", ends.client());
            await(far.write(new byte[] {23, 3, 3, 1, 0, 7, 7, 7}));
            await(far.shutdownOutput());
            refusal(ends.client().read(buffer));
            ends.client().close();
            far.close();
        });
    }

    @ParameterizedTest
    @Tag("case-218")
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void corruptDataBreaksBothDirectionsForBothSides(String protocol) {
        run(group -> {
            Ends ends = connect(protocol);
            say(ends.server(), "hello", ends.client());
            byte[] forged = new byte[45];
            System.arraycopy(new byte[] {23, 3, 3, 0, 40}, 0, forged, 0, 5);
            await(far.write(forged));
            refusal(ends.client().read(buffer));
            refusal(ends.client().read(buffer));
            refusal(ends.client().write(buffer));
            refusal(ends.server().read(buffer));
            ends.close();
        });
    }

    // ------------------------------------------------------------------ what is under way

    /** The reader is slow, so that the close finds all buffers full. */
    @ParameterizedTest
    @Tag("case-220")
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatWasWrittenBeforeACloseArrives(String protocol) {
        run(group -> {
            Ends ends = connect(protocol);
            group.start(() -> {
                for (int i = 0; i < CHUNKS; i++) {
                    assertEquals(CHUNK.length, await(ends.client().write(CHUNK)));
                }
                ends.client().close();
            });
            sleep(10);
            byte[] all = await(new Buffered(ends.server()).readAll(CHUNKS * CHUNK.length));
            assertEquals(CHUNKS * CHUNK.length, all.length);
            for (int i = 0; i < CHUNKS; i++) {
                assertArrayEquals(CHUNK, Arrays.copyOfRange(all, i * CHUNK.length, (i + 1) * CHUNK.length));
            }
            ends.server().close();
            sleep(1);
            assertTrue(near.isClosed());
        });
    }

    /** In TLS 1.2 too, where the end of one direction is that of both: what waits there goes first. */
    @ParameterizedTest
    @Tag("case-220")
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatWaitsWhenThePeerEndsArrives(String protocol) {
        run(group -> {
            Ends ends = connect(protocol);
            byte[] much = new byte[CHUNKS * CHUNK.length];
            new Random(2).nextBytes(much);
            IntFuture write = ends.server().write(much);
            IntFuture read = ends.server().read(buffer);
            await(ends.client().shutdownOutput());
            sleep(1);
            assertFalse(write.isDone());
            assertArrayEquals(much, await(new Buffered(ends.client()).readExactly(much.length)));
            assertEquals(much.length, await(write));
            assertEquals(-1, await(read));
            ends.close();
        });
    }

    @Test
    @Tag("case-220")
    void aConnectionThatEndsWithoutNoticeTakesWhatWaits() {
        run(group -> {
            Ends ends = connect("TLSv1.3");
            byte[] much = new byte[CHUNKS * CHUNK.length];
            IntFuture write = ends.server().write(much);
            IntFuture read = ends.server().read(buffer);
            await(near.shutdownOutput());
            refusal(read);
            assertArrayEquals(much, await(new Buffered(ends.client()).readExactly(much.length)));
            assertEquals(much.length, await(write));
            ends.server().close();
            near.close();
        });
    }

    @Test
    void theEndOfOneDirectionIsThatOfBothInTls12() {
        run(group -> {
            Ends ends = connect("TLSv1.2");
            await(ends.client().shutdownOutput());
            assertInstanceOf(ClosedException.class, failure(ends.client().write(buffer)));
            assertEquals(-1, await(ends.server().read(buffer)));
            assertInstanceOf(BrokenException.class, failure(ends.server().write(buffer)));
            assertEquals(-1, await(ends.client().read(buffer)));
            ends.close();
        });
    }

    @Test
    void aPeerThatTakesNothingIsAbortedInTime() {
        run(group -> {
            Ends ends = connect(Certificates.TRUSTING.withCloseTimeout(ms(70)), Certificates.SERVING);
            IntFuture write = ends.client().write(new byte[CHUNKS * CHUNK.length]);
            sleep(1);
            ends.client().close();
            assertInstanceOf(ClosedException.class, failure(write));
            assertFalse(near.isClosed());
            sleep(69);
            assertFalse(near.isClosed());
            sleep(2);
            assertTrue(near.isClosed());
            ends.server().close();
        });
    }

    @Test
    void anEndThatIsNotTakenIsNotSaidAndMayBeGivenUp() {
        run(group -> {
            Ends ends = connect("TLSv1.3");
            IntFuture write = ends.client().write(new byte[CHUNKS * CHUNK.length]);
            sleep(1);
            write.cancel();
            Future<Void> first = ends.client().shutdownOutput();
            Future<Void> second = ends.client().shutdownOutput();
            sleep(1);
            assertFalse(first.isDone() || second.isDone());
            assertTrue(first.cancel());
            int count = await(new Buffered(ends.server()).readAll(1 << 30)).length;
            assertEquals(ends.client().written(), count);
            await(second);
            ends.close();
        });
    }

    // ------------------------------------------------------------------ what a peer may not do

    /** A second handshake, which the JDK's engine would take part in. */
    @Test
    @Tag("case-221")
    void aRenegotiationIsRefused() {
        run(group -> {
            Ends ends = connect("TLSv1.2");
            ends.talk();
            RawPeer.beginAgain(ends.client());
            assertTrue(refusal(ends.server().read(buffer)).contains("renegotiate"));
            refusal(ends.server().write(buffer));
            ends.server().close();
            ends.client().close();
        });
    }

    @Test
    @Tag("case-221")
    void newKeysGoUnnoticed() {
        run(group -> {
            Ends ends = connect("TLSv1.3");
            for (int i = 0; i < 3; i++) {
                ends.talk();
                RawPeer.beginAgain(ends.client());
                ends.talk();
                RawPeer.beginAgain(ends.server());
            }
            ends.close();
        });
    }

    @Test
    void newKeysMayBeAskedFor32TimesInARow() {
        run(group -> {
            Ends ends = connect("TLSv1.3");
            ends.talk();
            for (int i = 0; i < 3; i++) {
                askForNewKeys(ends.client(), 32);
                ends.talk();
            }
            ends.close();
        });
    }

    @Test
    void newKeysAreNotAskedForMoreOftenThanThat() {
        run(group -> {
            Ends ends = connect("TLSv1.3");
            ends.talk();
            askForNewKeys(ends.client(), 33);
            assertTrue(refusal(ends.server().read(buffer)).contains("33 records without data"));
            refusal(ends.client().read(buffer));
            ends.server().close();
            ends.client().close();
        });
    }

    private static void askForNewKeys(TlsStream stream, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            RawPeer.beginAgain(stream);
        }
    }

    // ------------------------------------------------------------------ over what

    @Test
    @Tag("case-221")
    void tlsGoesOverTls() {
        run(group -> {
            Ends outer = connect("TLSv1.3");
            try (Ends inner = connect(outer.client(), Certificates.TRUSTING, "server.test", outer.server(),
                    Certificates.SERVING)) {
                inner.talk();
                Task<Void> sending = group.start(() -> {
                    await(inner.client().write(CHUNK));
                    await(inner.client().shutdownOutput());
                });
                assertArrayEquals(CHUNK, await(new Buffered(inner.server()).readAll(CHUNK.length)));
                await(sending);
            }
        });
    }

    /** The first data comes in one piece with the end of the handshake. */
    @ParameterizedTest
    @Tag("case-221")
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void dataThatIsGluedToTheHandshakeIsThere(String protocol) {
        run(group -> {
            Future<TlsStream> serving = Tls.server(far, Certificates.SERVING);
            TlsStream client = await(Tls.client(near, Certificates.TRUSTING.withProtocols(protocol), "server.test"));
            IntFuture write = client.write(CHUNK);
            TlsStream server = await(serving);
            assertArrayEquals(CHUNK, await(new Buffered(server).readExactly(CHUNK.length)));
            assertEquals(CHUNK.length, await(write));
            client.close();
            server.close();
        });
    }

    /** The peer reads and writes a byte at a time. */
    @Test
    @Tag("case-221")
    void aSlowPeerIsWaitedFor() {
        run(group -> {
            Trickle slow = new Trickle(far, new Random(3), 1);
            try (Ends ends = connect(near, Certificates.TRUSTING, "server.test", slow, Certificates.SERVING)) {
                ends.talk();
                IntFuture write = ends.server().write(CHUNK);
                assertArrayEquals(CHUNK, await(new Buffered(ends.client()).readExactly(CHUNK.length)));
                assertEquals(CHUNK.length, await(write));
            }
        });
    }
}
