package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.io.Buffered;
import dev.millrace.loop.BusyException;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that serves each connection in a task of its own. */
class ServeInTasksTest extends OnEveryKind {

    private static void echo(TcpStream stream) {
        byte[] buffer = new byte[16];
        for (int count; (count = await(stream.read(buffer))) >= 0;) {
            await(stream.write(buffer, 0, count));
        }
    }

    private static void talk(Address server) {
        try (TcpStream stream = await(TcpStream.connect(server))) {
            await(stream.write(new byte[40]));
            assertEquals(40, await(new Buffered(stream).readExactly(40)).length);
        }
    }

    @Test
    void everyConnectionIsServedAtOnce() {
        run(() -> {
            TcpListener listener = TcpListener.bind(Address.loopback(0));
            Future<Void> served = listener.serve(ServeInTasksTest::echo);
            TaskGroup.run(group -> {
                for (int i = 0; i < 50; i++) {
                    group.start(() -> talk(listener.localAddress()));
                }
            });
            listener.close();
            await(served);
        });
    }

    @Test
    @Tag("case-142")
    void aBodyThatFailsIsReportedAndTheOthersGoOn() {
        run(() -> {
            boolean[] failed = {false};
            TcpListener listener = TcpListener.bind(Address.loopback(0));
            Future<Void> served = listener.serve(stream -> {
                if (!failed[0]) {
                    failed[0] = true;
                    throw new IllegalStateException("broken");
                }
                echo(stream);
            });
            try (TcpStream first = await(TcpStream.connect(listener.localAddress()))) {
                assertEquals(-1, await(first.read(new byte[1])));
            }
            talk(listener.localAddress());
            listener.close();
            await(served);
        });
        assertEquals(1, reported.size());
        assertTrue(reported.get(0).endsWith("broken"), reported.get(0));
        reported.clear();
    }

    @Test
    @Tag("case-142")
    void cancellingTheServerClosesTheListenerCancelsTheTasksAndWaitsForThem() {
        run(() -> {
            TcpListener listener = TcpListener.bind(Address.loopback(0));
            Future<Void> served = listener.serve(stream -> {
                try {
                    sleepAs("serving", 100);
                } finally {
                    CancelScope.callShielded(() -> await(Future.sleep(ms(5))));
                }
            });
            TcpStream client = await(TcpStream.connect(listener.localAddress()));
            sleep(1);
            assertFalse(served.cancel("enough"));
            assertThrows(CancellationException.class, () -> await(served));
            assertEquals(6, now());
            assertTrue(listener.isClosed());
            assertEquals(-1, await(client.read(new byte[1])));
            client.close();
        });
        assertEquals(List.of("serving cancelled at 1"), log);
    }

    @Test
    void aServerCancelledBeforeItHasBegunClosesItsListener() {
        run(() -> {
            TcpListener listener = TcpListener.bind(Address.loopback(0));
            listener.serve(ServeInTasksTest::echo).cancel();
            sleep(1);
            assertTrue(listener.isClosed());
        });
    }

    @Test
    void aSecondServerIsRefusedAndTheProgramGoesOn() {
        run(() -> {
            try (TcpListener listener = TcpListener.bind(Address.loopback(0))) {
                listener.serve(ServeInTasksTest::echo);
                sleep(1);
                assertThrows(BusyException.class, () -> await(listener.serve(ServeInTasksTest::echo)));
                talk(listener.localAddress());
            }
        });
    }

    @Test
    void aServerIsCancelledWithItsProgram() {
        run(() -> {
            TcpListener listener = TcpListener.bind(Address.loopback(0));
            listener.serve(stream -> sleepAs("serving", 100));
            await(TcpStream.connect(listener.localAddress())).close();
            sleep(1);
        });
        assertEquals(List.of("serving cancelled at 1"), log);
    }
}
