package dev.millrace.tls;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.millrace.InVirtualTime;
import dev.millrace.io.BrokenException;
import dev.millrace.io.Buffered;
import dev.millrace.io.ByteStream;
import dev.millrace.net.TcpStream;
import dev.millrace.task.Awaitable;
import dev.millrace.task.Future;
import dev.millrace.testkit.Simulation;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;

/** Tests of two ends over a simulated TCP connection. Both are to be closed in the end. */
abstract class Talking extends InVirtualTime {
    final Simulation.StreamPair pair = simulation.pair();
    final TcpStream near = pair.client();
    final TcpStream far = pair.server();

    /**
     * Both ends of a connection.
     *
     * @param client the client's
     * @param server the server's
     */
    record Ends(TlsStream client, TlsStream server) implements AutoCloseable {
        /** Sends a text each way. */
        void talk() {
            say(client, "hello", server);
            say(server, "good day", client);
        }

        @Override
        public void close() {
            client.close();
            server.close();
        }
    }

    @AfterEach
    void everyDescriptorIsClosed() {
        assertEquals(0, simulation.sockets().openCount());
    }

    static Ends connect(ByteStream near, TlsOptions client, String host, ByteStream far, TlsOptions server) {
        Future<TlsStream> serving = Tls.server(far, server);
        return new Ends(await(Tls.client(near, client, host)), await(serving));
    }

    Ends connect(TlsOptions client, TlsOptions server) {
        return connect(near, client, "server.test", far, server);
    }

    Ends connect() {
        return connect(Certificates.TRUSTING, Certificates.SERVING);
    }

    static void say(ByteStream from, String text, ByteStream to) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        await(from.write(bytes));
        assertEquals(text, new String(await(new Buffered(to).readExactly(bytes.length)), StandardCharsets.UTF_8));
    }

    /** Waits for a failure, and returns it. */
    static Throwable failure(Awaitable future) {
        Future<Object> ended = new dev.millrace.task.Promise<>(future.loop());
        future.onEnd(() -> ((dev.millrace.task.Promise<Object>) ended).complete(future));
        await(ended);
        return future.failure().orElseThrow(() -> new AssertionError("did not fail: " + future));
    }

    /** Waits for TLS to refuse something, and returns why. */
    static String refusal(Awaitable future) {
        BrokenException failure = assertInstanceOf(BrokenException.class, failure(future));
        assertInstanceOf(javax.net.ssl.SSLException.class, failure.getCause());
        return failure.getMessage();
    }

    void talking(Callable<Ends> connected) {
        run(group -> {
            try (Ends ends = connected.call()) {
                ends.talk();
            }
        });
    }
}
