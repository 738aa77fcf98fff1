package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.io.Buffered;
import dev.millrace.io.BusyException;
import dev.millrace.loop.LoopObserver.Call;
import dev.millrace.net.Address;
import dev.millrace.net.IpAddress;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.sys.Errno;
import dev.millrace.sys.SystemException;
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

    private static void talk(IpAddress server) {
        try (TcpStream stream = await(TcpStream.connect(server))) {
            await(stream.write(new byte[40]));
            assertEquals(40, await(new Buffered(stream).readExactly(40)).length);
        }
    }

    @Test
    void everyConnectionIsServedAtOnce() {
        run(() -> TaskGroup.run(servers -> {
            TcpListener listener = TcpListener.bind(Address.loopback(0));
            Future<Void> served = listener.serve(servers, ServeInTasksTest::echo);
            TaskGroup.run(group -> {
                for (int i = 0; i < 50; i++) {
                    group.start(() -> talk(listener.localAddress()));
                }
            });
            listener.close();
            await(served);
        }));
    }

    @Test
    @Tag("case-142")
    void aBodyThatFailsIsReportedAndTheOthersGoOn() {
        run(() -> TaskGroup.run(servers -> {
            TcpListener listener = TcpListener.bind(Address.loopback(0));
            boolean[] failed = {false};
            listener.serve(servers, stream -> {
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
        }));
        assertEquals(1, reported.size());
        assertTrue(reported.get(0).endsWith("broken"), reported.get(0));
        reported.clear();
    }

    @Test
    @Tag("case-142")
    void cancellingTheServerClosesTheListenerCancelsTheTasksAndWaitsForThem() {
        run(() -> TaskGroup.run(servers -> {
            TcpListener listener = TcpListener.bind(Address.loopback(0));
            Future<Void> served = listener.serve(servers, this::serveSlowly);
            TcpStream client = await(TcpStream.connect(listener.localAddress()));
            sleep(1);
            assertFalse(served.cancel("enough"));
            assertThrows(CancellationException.class, () -> await(served));
            assertEquals(6, now());
            assertTrue(listener.isClosed());
            assertEquals(-1, await(client.read(new byte[1])));
            client.close();
        }));
        assertEquals(List.of("serving cancelled at 1"), log);
    }

    private void serveSlowly(TcpStream stream) {
        try {
            sleepAs("serving", 100);
        } finally {
            CancelScope.runShielded(() -> await(Future.sleep(ms(5))));
        }
    }

    @Test
    void aTimeoutAroundTheGroupEndsTheServer() {
        run(() -> {
            TcpListener listener = TcpListener.bind(Address.loopback(0));
            assertThrows(TimedOut.class, () -> CancelScope.callWithTimeout(ms(3), () -> {
                TaskGroup.run(servers -> {
                    listener.serve(servers, this::serveSlowly);
                    await(TcpStream.connect(listener.localAddress())).close();
                });
                return null;
            }));
            assertEquals(8, now());
            assertTrue(listener.isClosed());
        });
        assertEquals(List.of("serving cancelled at 3"), log);
    }

    @Test
    void theServerGoesOnWhenTheBodyOfItsGroupHasReturned() {
        run(() -> {
            TcpListener listener = TcpListener.bind(Address.loopback(0));
            TaskGroup.run(clients -> {
                clients.start(() -> {
                    talk(listener.localAddress());
                    listener.close();
                });
                TaskGroup.run(servers -> listener.serve(servers, ServeInTasksTest::echo));
                assertTrue(listener.isClosed());
            });
        });
    }

    @Test
    void aServerCancelledBeforeItHasBegunClosesItsListener() {
        run(() -> TaskGroup.run(servers -> {
            TcpListener listener = TcpListener.bind(Address.loopback(0));
            listener.serve(servers, ServeInTasksTest::echo).cancel();
            sleep(1);
            assertTrue(listener.isClosed());
        }));
    }

    @Test
    void aSecondServerIsRefusedAndTheFirstGoesOn() {
        run(() -> TaskGroup.run(servers -> {
            try (TcpListener listener = TcpListener.bind(Address.loopback(0))) {
                listener.serve(servers, ServeInTasksTest::echo);
                assertThrows(BusyException.class, () -> await(listener.serve(servers, ServeInTasksTest::echo)));
                talk(listener.localAddress());
            }
        }));
    }

    @Test
    void aServerIsCancelledWithItsProgram() {
        run(() -> {
            TcpListener listener = TcpListener.bind(Address.loopback(0));
            listener.serve(TaskGroup.root(), stream -> sleepAs("serving", 100));
            await(TcpStream.connect(listener.localAddress())).close();
            sleep(1);
        });
        assertEquals(List.of("serving cancelled at 1"), log);
    }

    @Test
    void aClosedListenerServesNobody() {
        run(() -> TaskGroup.run(servers -> {
            TcpListener listener = TcpListener.bind(Address.loopback(0));
            listener.close();
            await(listener.serve(servers, ServeInTasksTest::echo));
        }));
    }

    @Test
    void atMostAsManyConnectionsAreServedAsTheLimitSays() {
        run(() -> TaskGroup.run(servers -> {
            TcpListener listener = TcpListener.bind(Address.loopback(0));
            int[] open = {0};
            int[] most = {0};
            listener.serve(servers, 3, stream -> {
                most[0] = Math.max(most[0], ++open[0]);
                try {
                    echo(stream);
                } finally {
                    open[0]--;
                }
            });
            TaskGroup.run(group -> {
                for (int i = 0; i < 20; i++) {
                    group.start(() -> talk(listener.localAddress()));
                }
            });
            assertEquals(3, most[0]);
            listener.close();
        }));
    }

    @Test
    void anAcceptErrorThatCannotPassFailsTheGroupAndCancelsTheConnections() {
        run(() -> {
            TcpListener listener = TcpListener.bind(Address.loopback(0));
            SystemException failure = assertThrows(SystemException.class, () -> TaskGroup.run(servers -> {
                listener.serve(servers, stream -> sleepAs("serving", 100));
                await(TcpStream.connect(listener.localAddress())).close();
                sleep(1);
                simulation.sockets().fail(Call.ACCEPT, Errno.EBADF);
                await(TcpStream.connect(listener.localAddress())).close();
            }));
            assertEquals(Errno.EBADF, failure.errno());
            assertTrue(listener.isClosed());
        });
        assertEquals(List.of("serving cancelled at 1"), log);
    }

    @Test
    void nothingIsServedWithoutABodyOrForNobody() {
        run(() -> TaskGroup.run(servers -> {
            try (TcpListener listener = TcpListener.bind(Address.loopback(0))) {
                assertThrows(NullPointerException.class, () -> listener.serve(servers, null));
                assertThrows(NullPointerException.class, () -> listener.serve(null, ServeInTasksTest::echo));
                assertThrows(IllegalArgumentException.class,
                        () -> listener.serve(servers, 0, ServeInTasksTest::echo));
                assertEquals(0, servers.size());
            }
        }));
    }

    @Test
    void aConnectionThatEndsInSomebodysCancelIsReported() {
        run(() -> TaskGroup.run(servers -> {
            TcpListener listener = TcpListener.bind(Address.loopback(0));
            listener.serve(servers, stream -> {
                throw new CancellationException("a library's");
            });
            try (TcpStream client = await(TcpStream.connect(listener.localAddress()))) {
                assertEquals(-1, await(client.read(new byte[1])));
            }
            listener.close();
        }));
        assertEquals(1, reported.size());
        assertTrue(reported.get(0).endsWith("a library's"), reported.get(0));
        reported.clear();
    }
}
