package dev.millrace.tls;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.io.Buffered;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.task.CancelScope;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.CancelEverywhere;
import dev.millrace.testkit.Simulation;
import dev.millrace.testkit.schedule.Schedule;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import org.junit.jupiter.api.Test;

/** A conversation over TLS leaves nothing behind wherever it is cancelled, and holds in any order of steps. */
class ConversationTest {
    private static final byte[] MUCH = new byte[100_000];

    static {
        new Random(4).nextBytes(MUCH);
    }

    private static void converse() {
        TaskGroup.run(group -> {
            try (TcpListener listener = TcpListener.bind(Address.loopback(0))) {
                group.start("server", () -> {
                    try (TcpStream tcp = await(listener.accept());
                            TlsStream stream = await(Tls.server(tcp, Certificates.SERVING))) {
                        byte[] all = await(new Buffered(stream).readAll(MUCH.length));
                        await(stream.write(all));
                        await(stream.shutdownOutput());
                        assertEquals(-1, await(stream.read(new byte[1])));
                    }
                });
                try (TcpStream tcp = await(TcpStream.connect(listener.localAddress()));
                        TlsStream stream = await(Tls.client(tcp, Certificates.TRUSTING, "server.test"))) {
                    await(stream.write(MUCH));
                    await(stream.shutdownOutput());
                    assertArrayEquals(MUCH, await(new Buffered(stream).readAll(MUCH.length)));
                }
            }
        });
    }

    @Test
    void nothingIsLeftWhereverItIsCancelled() {
        assertTrue(new CancelEverywhere(Coroutines.best()).check(simulation -> converse(), simulation -> { }) > 20);
    }

    /** A read and a write that are given up, and what they did not take is taken by the next. */
    private static void giveUp() throws Exception {
        try (TcpListener listener = TcpListener.bind(Address.loopback(0))) {
            Future<TcpStream> accepting = listener.accept();
            TcpStream near = await(TcpStream.connect(listener.localAddress()));
            TcpStream far = await(accepting);
            Future<TlsStream> serving = Tls.server(far, Certificates.SERVING);
            try (TlsStream client = await(Tls.client(near, Certificates.TRUSTING, "server.test"));
                    TlsStream server = await(serving)) {
                TaskGroup.run(group -> {
                    CancelScope scope = new CancelScope();
                    group.start("writer", () -> {
                        scope.run(() -> await(client.write(MUCH)));
                        int sent = (int) client.written();
                        await(client.write(MUCH, sent, MUCH.length - sent));
                        await(client.shutdownOutput());
                    });
                    group.start("canceller", () -> scope.cancel());
                    Buffered reader = new Buffered(server);
                    reader.readExactly(MUCH.length).cancel();
                    byte[] all = await(reader.readAll(MUCH.length));
                    assertTrue(Arrays.equals(MUCH, all));
                });
            }
        }
    }

    @Property(tries = 60)
    @Tag("explores")
    void itHoldsInAnyOrderOfSteps(@ForAll Schedule schedule) {
        Simulation.check(schedule, ConversationTest::converse);
        Simulation.check(schedule, ConversationTest::giveUp);
    }
}
