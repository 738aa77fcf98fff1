package dev.millrace.testkit;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.io.BrokenException;
import dev.millrace.io.Buffered;
import dev.millrace.loop.LoopObserver;
import dev.millrace.net.Address;
import dev.millrace.net.IpAddress;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.sched.Step;
import dev.millrace.sys.SystemException;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several hosts with one clock and one network, driven on one thread. */
class WorldTest {
    private final World world = new World();
    private final Host server = world.host("server");
    private final Host client = world.host("client");
    private final List<String> log = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        world.close();
        assertEquals(0, server.sockets().openCount());
        assertEquals(0, client.sockets().openCount());
    }

    private static void sleep(long milliseconds) {
        await(Future.sleep(Duration.ofMillis(milliseconds)));
    }

    private void note(String what) {
        log.add(what + " at " + world.clock().elapsed().toMillis());
    }

    /** Sends back what comes, from one connection after the other, for ever. */
    private static Callable<Void> echo(IpAddress at) {
        return () -> {
            try (TcpListener listener = TcpListener.bind(at)) {
                while (true) {
                    try (TcpStream stream = await(listener.accept())) {
                        byte[] buffer = new byte[64];
                        for (int count; (count = await(stream.read(buffer))) >= 0;) {
                            await(stream.write(buffer, 0, count));
                        }
                    }
                }
            }
        };
    }

    private static byte[] exchange(IpAddress with, byte... bytes) {
        try (TcpStream stream = await(TcpStream.connect(with))) {
            await(stream.write(bytes));
            return await(new Buffered(stream).readExactly(bytes.length));
        }
    }

    // ------------------------------------------------------------------ the network

    @Test
    void twoHostsTalk() {
        world.start(server, Options.DEFAULT, echo(Address.any(80)));
        assertArrayEquals(new byte[] {1, 2, 3},
                world.run(client, Options.DEFAULT, () -> exchange(server.address(80), (byte) 1, (byte) 2, (byte) 3)));
        assertEquals(Duration.ZERO, world.clock().elapsed());
    }

    @Test
    void eachEndSeesTheAddressOfTheOthersHost() {
        assertEquals("10.0.0.1:80", server.address(80).toString());
        assertEquals("10.0.0.2:0", client.address(0).toString());
        world.start(server, Options.DEFAULT, () -> {
            try (TcpListener listener = TcpListener.bind(server.address(80));
                    TcpStream stream = await(listener.accept())) {
                log.add(stream.localAddress() + " from " + stream.remoteAddress().withPort(0));
            }
            return null;
        });
        world.run(client, Options.DEFAULT, () -> {
            try (TcpStream stream = await(TcpStream.connect(server.address(80)))) {
                assertEquals(server.address(80), stream.remoteAddress());
                assertEquals(client.address(0), stream.localAddress().withPort(0));
                assertEquals(-1, await(stream.read(new byte[1])));
            }
            return null;
        });
        assertEquals(List.of("10.0.0.1:80 from 10.0.0.2:0"), log);
    }

    @Test
    void loopbackAndPortsAreEachHostsOwn() {
        world.start(server, Options.DEFAULT, echo(Address.loopback(80)));
        world.run(client, Options.DEFAULT, () -> {
            sleep(1);
            assertThrows(BrokenException.class, () -> await(TcpStream.connect(Address.loopback(80))));
            assertThrows(BrokenException.class, () -> await(TcpStream.connect(server.address(80))));
            assertThrows(SystemException.class, () -> TcpListener.bind(server.address(81)));
            TcpListener.bind(Address.any(80)).close();
            return null;
        });
    }

    @Test
    void anAddressOfNoHostIsUnreachable() {
        world.run(client, Options.DEFAULT, () -> {
            BrokenException failure = assertThrows(BrokenException.class,
                    () -> await(TcpStream.connect(Address.parse("10.0.0.99:80"))));
            assertTrue(failure.getMessage().contains("EHOSTUNREACH"), failure.getMessage());
            return null;
        });
    }

    @Test
    void aProgramThatEndsClosesItsConnections() {
        world.start(server, Options.DEFAULT, () -> {
            TcpListener listener = TcpListener.bind(Address.any(80));
            await(listener.accept());
            return null;
        });
        assertEquals(-1, world.run(client, Options.DEFAULT, () -> {
            try (TcpStream stream = await(TcpStream.connect(server.address(80)))) {
                return await(stream.read(new byte[1]));
            }
        }).intValue());
    }

    // ------------------------------------------------------------------ time

    @Test
    void timeMovesOnceForAll() {
        world.start(server, Options.DEFAULT, () -> {
            for (int i = 0; i < 3; i++) {
                sleep(20);
                note("server");
            }
        });
        world.run(client, Options.DEFAULT, () -> {
            for (int i = 0; i < 3; i++) {
                sleep(30);
                note("client");
            }
        });
        assertEquals(List.of("server at 20", "client at 30", "server at 40", "server at 60", "client at 60",
                "client at 90"), log);
    }

    @Test
    void timeStandsWhileAnyHostHasSomethingToDo() {
        world.start(server, Options.DEFAULT, () -> {
            for (int i = 0; i < 1_000; i++) {
                Task.yieldNow();
            }
            note("server");
            return null;
        });
        world.run(client, Options.DEFAULT, () -> {
            sleep(1);
            note("client");
            return null;
        });
        assertEquals(List.of("server at 0", "client at 1"), log);
    }

    @Test
    void aHostMakesNoTurnWhileItWaits() {
        long[] turns = {0};
        LoopObserver counting = new LoopObserver() {
            @Override
            public void turnStarted(long turn) {
                turns[0] = turn;
            }
        };
        world.start(server, Options.DEFAULT.withObserver(counting), () -> await(Future.sleep(Duration.ofDays(1))));
        world.run(client, Options.DEFAULT, () -> {
            for (int i = 0; i < 1_000; i++) {
                sleep(1);
            }
            return null;
        });
        assertTrue(turns[0] <= 2, () -> turns[0] + " turns");
    }

    @Test
    void aDeadlockOfAllHostsIsReported() {
        world.start(server, Options.DEFAULT, () -> await(new Promise<Void>(Task.current().loop())));
        IllegalStateException deadlock = assertThrows(IllegalStateException.class, () -> world.run(client,
                Options.DEFAULT, () -> await(new Promise<Void>(Task.current().loop()))));
        assertTrue(deadlock.getMessage().startsWith("deadlock"), deadlock.getMessage());
        assertTrue(deadlock.getMessage().contains(": [server, client]\n"), deadlock.getMessage());
    }

    // ------------------------------------------------------------------ programs

    @Test
    void aProgramThatWasStartedGoesOnInTheNextRun() {
        world.start(server, Options.DEFAULT, () -> {
            sleep(5);
            note("server");
            return null;
        });
        world.run(client, Options.DEFAULT, () -> await(Future.sleep(Duration.ofMillis(2))));
        assertEquals(List.of(), log);
        world.run(world.host(), Options.DEFAULT, () -> await(Future.sleep(Duration.ofMillis(8))));
        assertEquals(List.of("server at 5"), log);
    }

    @Test
    void aFailureOfAnyProgramEndsTheRun() {
        RuntimeException failure = new RuntimeException("failed");
        world.start(server, Options.DEFAULT, () -> {
            sleep(1);
            throw failure;
        });
        assertSame(failure, assertThrows(RuntimeException.class,
                () -> world.run(client, Options.DEFAULT, () -> await(Future.sleep(Duration.ofDays(1))))));
        assertEquals(Duration.ofMillis(1), world.clock().elapsed());
        assertSame(failure, assertThrows(RuntimeException.class, () -> world.run(world.host(), Options.DEFAULT, () -> {
            throw failure;
        })));
    }

    @Test
    void aHostRunsOneProgramAfterTheOther() {
        for (int i = 0; i < 3; i++) {
            world.start(server, Options.DEFAULT, () -> {
                try (TcpListener listener = TcpListener.bind(Address.any(80));
                        TcpStream stream = await(listener.accept())) {
                    return await(stream.write(new byte[] {1}));
                }
            });
            assertThrows(IllegalStateException.class, () -> world.start(server, Options.DEFAULT, () -> null));
            assertArrayEquals(new byte[] {1}, world.run(client, Options.DEFAULT, () -> {
                try (TcpStream stream = await(TcpStream.connect(server.address(80)))) {
                    return await(new Buffered(stream).readAll(9));
                }
            }));
        }
    }

    @Test
    void aHostOfAnotherWorldIsRefused() {
        try (World other = new World()) {
            Host stranger = other.host();
            assertThrows(IllegalArgumentException.class, () -> world.run(stranger, Options.DEFAULT, () -> null));
        }
    }

    @Test
    void aProgramMayStartAnotherButNotRunTheWorld() {
        assertEquals("started", world.run(client, Options.DEFAULT, () -> {
            assertThrows(IllegalStateException.class, () -> world.run(server, Options.DEFAULT, () -> null));
            world.start(server, Options.DEFAULT, () -> {
                sleep(3);
                note("server");
                return null;
            });
            sleep(4);
            return "started";
        }));
        assertEquals(List.of("server at 3"), log);
    }

    @Test
    void aProgramRunsAloneOnAHostAsItIsShipped() {
        Callable<String> program = () -> {
            try (TcpListener listener = TcpListener.bind(Address.loopback(0))) {
                Future<TcpStream> connecting = TcpStream.connect(listener.localAddress());
                await(listener.accept()).close();
                assertEquals(-1, await(await(connecting).read(new byte[1])));
            }
            sleep(10);
            return "done";
        };
        assertEquals("done", Millrace.run(program));
        assertEquals("done", Millrace.run(server.platform(), Options.DEFAULT, program));
        assertEquals(Duration.ofMillis(10), world.clock().elapsed());
    }

    // ------------------------------------------------------------------ determinism

    @Test
    void twoRunsGiveTheSameTrace() {
        List<String> first = trace(1);
        assertEquals(first, trace(1));
        assertNotEquals(first, trace(2));
        assertTrue(first.size() > 1_000);
    }

    /** Every step and system call of three hosts that talk to each other, and when. */
    private static List<String> trace(long seed) {
        List<String> trace = new ArrayList<>();
        Random random = new Random(seed);
        try (World own = new World()) {
            Host server = own.host("server");
            own.start(server, traced(own, "server", trace), echo(Address.any(80)));
            Callable<Void> talk = () -> {
                TaskGroup.run(group -> {
                    for (int i = 0; i < 5; i++) {
                        group.start(() -> {
                            for (int n = 0; n < 20; n++) {
                                exchange(server.address(80), new byte[1 + random.nextInt(100)]);
                                await(Future.sleep(Duration.ofNanos(random.nextInt(1_000))));
                            }
                        });
                    }
                });
                return null;
            };
            own.start(own.host("one"), traced(own, "one", trace), talk);
            own.run(own.host("two"), traced(own, "two", trace), talk);
        }
        return trace;
    }

    private static Options traced(World world, String host, List<String> trace) {
        return Options.DEFAULT.withObserver(new LoopObserver() {
            @Override
            public void stepStarted(Step step) {
                trace.add(world.clock().nanoTime() + " " + host + " step");
            }

            @Override
            public void systemCall(Call call, int fd, int result) {
                trace.add(world.clock().nanoTime() + " " + host + " " + call + " " + fd + " " + result);
            }
        });
    }
}
