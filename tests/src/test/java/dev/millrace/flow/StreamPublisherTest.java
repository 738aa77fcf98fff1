package dev.millrace.flow;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.InVirtualTime;
import dev.millrace.io.BusyException;
import dev.millrace.io.ByteStream;
import dev.millrace.io.ClosedException;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.task.CancelScope;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.testkit.CancelEverywhere;
import dev.millrace.testkit.Simulation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** A stream whose bytes are published. */
class StreamPublisherTest extends InVirtualTime {
    private final Simulation.StreamPair pair = simulation.pair();
    private final TcpStream client = pair.client();
    private final TcpStream server = pair.server();

    private static Flow.Publisher<byte[]> publisher(ByteStream stream, int size) {
        return Publishers.of(stream.loop(), stream, size);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static String read(ByteStream stream, int length) {
        byte[] buffer = new byte[length];
        int count = await(stream.read(buffer));
        return text(buffer).substring(0, Math.max(count, 0));
    }

    /** Notes what it is told, and requests only when the test says so. */
    private final class Noting implements Flow.Subscriber<byte[]> {
        private Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(byte[] item) {
            log.add(text(item));
        }

        @Override
        public void onError(Throwable cause) {
            log.add(cause.getClass().getSimpleName());
        }

        @Override
        public void onComplete() {
            log.add("end");
        }
    }

    private Noting subscribe() {
        Noting subscriber = new Noting();
        publisher(server, 2).subscribe(subscriber);
        sleep(1);
        return subscriber;
    }

    @Test
    void nothingIsReadThatWasNotRequested() {
        run(group -> {
            await(client.write(bytes("abcdefg")));
            Noting subscriber = subscribe();
            assertEquals(List.of(), log);
            subscriber.subscription.request(1);
            sleep(1);
            assertEquals(List.of("ab"), log);
            subscriber.subscription.request(2);
            sleep(1);
            assertEquals(List.of("ab", "cd", "ef"), log);
            assertEquals("g", read(server, 10));
        });
    }

    @Test
    void theEndOfTheStreamCompletesAndLeavesItOpen() {
        run(group -> {
            await(client.write(bytes("abc")));
            client.close();
            subscribe().subscription.request(10);
            sleep(1);
            assertFalse(server.isClosed());
        });
        assertEquals(List.of("ab", "c", "end"), log);
    }

    @Test
    void afterACancelTheStreamIsReadOnAndNoByteIsLost() {
        run(group -> {
            Noting subscriber = subscribe();
            subscriber.subscription.request(10);
            sleep(1);
            subscriber.subscription.cancel();
            sleep(1);
            await(client.write(bytes("abc")));
            assertEquals("abc", read(server, 10));
        });
        assertEquals(List.of(), log);
    }

    @Test
    void whatTheStreamFailsWithIsTold() {
        run(group -> {
            await(client.write(bytes("ab")));
            subscribe().subscription.request(2);
            sleep(1);
            client.abort();
            sleep(1);
        });
        assertEquals(List.of("ab", "BrokenException"), log);
    }

    @Test
    void aStreamThatIsClosedHereFails() {
        run(group -> {
            subscribe().subscription.request(1);
            sleep(1);
            server.close();
            sleep(1);
        });
        assertEquals(List.of(ClosedException.class.getSimpleName()), log);
    }

    @Test
    void aSecondSubscriberIsToldThatTheStreamIsBusyAndTheFirstIsUntouched() {
        run(group -> {
            subscribe().subscription.request(1);
            subscribe().subscription.request(1);
            sleep(1);
            await(client.write(bytes("a")));
            sleep(1);
        });
        assertEquals(List.of(BusyException.class.getSimpleName(), "a"), log);
    }

    @Test
    void theClosingLoopIsTold() {
        run(group -> subscribe().subscription.request(1));
        simulation.close();
        assertEquals(1, log.size(), log::toString);
        assertFalse(log.contains("end"));
    }

    @Test
    void aReadOfNoBytesIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> publisher(server, 0));
    }

    @Test
    void noByteIsLostWhereverTheReaderIsCancelled() {
        Reading[] reading = new Reading[1];
        new CancelEverywhere(Coroutines.best()).check(inner -> {
            reading[0] = new Reading();
            CancelScope.callShielded(() -> reading[0].open());
            reading[0].run();
        }, inner -> {
            inner.runUntilIdle();
            assertEquals("abcdefgh", reading[0].text.toString());
        });
    }

    /** Reads by a publisher; what is left when it is cancelled is read from the inflow and then from the stream. */
    private static final class Reading {
        final StringBuilder text = new StringBuilder();
        private TcpStream client;
        private TcpStream server;

        int open() {
            try (TcpListener listener = TcpListener.bind(Address.loopback(7))) {
                client = await(TcpStream.connect(listener.localAddress()));
                server = await(listener.accept());
            }
            return await(client.write(bytes("abcdefgh")));
        }

        void run() {
            try {
                Inflow<byte[]> inflow = Inflow.from(publisher(server, 3), 2);
                try {
                    while (text.length() < 8) {
                        text.append(text(await(inflow.next()).get()));
                    }
                } finally {
                    inflow.close();
                    CancelScope.callShielded(() -> rest(inflow));
                }
            } finally {
                client.close();
                server.close();
            }
        }

        private StringBuilder rest(Inflow<byte[]> inflow) {
            sleep(1);
            for (Future<Optional<byte[]>> next; (next = inflow.next()).failure().isEmpty();) {
                text.append(text(next.value().get()));
            }
            return text.length() < 8 ? text.append(read(server, 8)) : text;
        }
    }
}
