package dev.millrace.testkit;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.Options;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.network.PacketVerdict;
import dev.millrace.testkit.schedule.Decisions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Programs that do not end, or not well: a world says so instead of running for ever, and says who waits for what. */
class EndlessTest {
    private World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private void limited(WorldOptions options) {
        world = new World(Decisions.NATURAL, options);
    }

    private static void assertSays(Throwable failure, String... parts) {
        for (String part : parts) {
            assertTrue(failure.getMessage().contains(part), () -> part + " is not in: " + failure.getMessage());
        }
    }

    private static Promise<Void> never() {
        return new Promise<>(Task.current().loop());
    }

    // ------------------------------------------------------------------ deadlock

    @Test
    void aDeadlockSaysWhichTaskWaitsForWhatAndWhere() {
        world.start(world.host("server"), Options.DEFAULT, () -> {
            try (TcpListener listener = TcpListener.bind(Address.any(80))) {
                await(listener.accept());
            }
        });
        IllegalStateException deadlock = assertThrows(IllegalStateException.class,
                () -> world.run(world.host("client"), Options.DEFAULT, () -> TaskGroup.run(group -> {
                    Task<Void> first = group.start("first", () -> await(never()));
                    group.start("second", () -> await(first));
                })));
        assertSays(deadlock, "deadlock",
                "server: Task main awaits accept of tcp listener 0.0.0.0:80 fd 3 at " + EndlessTest.class.getName(),
                "client: Task main waits for the tasks of a group that it leaves",
                "client: Task first awaits Promise[PENDING] at " + EndlessTest.class.getName(),
                "client: Task second awaits Task first at " + EndlessTest.class.getName());
    }

    @Test
    void aProgramThatRunsAloneSaysSoToo() {
        try (Simulation simulation = new Simulation()) {
            IllegalStateException deadlock = assertThrows(IllegalStateException.class,
                    () -> simulation.run(() -> await(never())));
            assertSays(deadlock, "deadlock", "Task main awaits Promise[PENDING]", "EndlessTest.java");
        }
    }

    /** A thread of the JDK's own could end such a wait, and the run would be another each time. */
    @Test
    void aTaskThatBlocksOutsideOfAwaitIsReported() {
        Coroutines best = Coroutines.best();
        assumeTrue(best.isLoopScheduled(), best::kind);
        CountDownLatch latch = new CountDownLatch(1);
        try {
            IllegalStateException blocked = assertThrows(IllegalStateException.class,
                    () -> world.run(world.host("host"), Options.DEFAULT, () -> TaskGroup.run(group -> {
                        group.start("blocker", () -> {
                            latch.await();
                        });
                        await(Future.sleep(Duration.ofDays(1)));
                    })));
            assertSays(blocked, "blocks outside of await", "host: Task blocker blocks outside of await at "
                    + EndlessTest.class.getName());
            assertEquals(Duration.ZERO, world.clock().elapsed());
        } finally {
            latch.countDown();
        }
    }

    // ------------------------------------------------------------------ limits

    @Test
    void aProgramThatRunsInCirclesMeetsTheLimitOfTurns() {
        limited(WorldOptions.DEFAULT.withTurnLimit(1000));
        IllegalStateException endless = assertThrows(IllegalStateException.class,
                () -> world.run(world.host("host"), Options.DEFAULT, () -> {
                    while (true) {
                        Task.yieldNow();
                    }
                }));
        assertSays(endless, "1000 turns", "host: Task main is ready");
        assertEquals(Duration.ZERO, world.clock().elapsed());
    }

    @Test
    void aProgramThatGoesOnForEverMeetsTheLimitOfTime() {
        limited(WorldOptions.DEFAULT.withTimeLimit(Duration.ofSeconds(10)));
        IllegalStateException endless = assertThrows(IllegalStateException.class,
                () -> world.run(world.host("host"), Options.DEFAULT, () -> {
                    while (true) {
                        await(Future.sleep(Duration.ofSeconds(3)));
                    }
                }));
        assertSays(endless, "time limit of PT10S", "host: Task main awaits");
        assertEquals(Duration.ofSeconds(9), world.clock().elapsed());
    }

    @Test
    void whatEndsAtTheVeryLimitIsFine() {
        limited(WorldOptions.DEFAULT.withTimeLimit(Duration.ofSeconds(10)));
        world.run(world.host(), Options.DEFAULT, () -> await(Future.sleep(Duration.ofSeconds(10))));
    }

    // ------------------------------------------------------------------ stop

    @Test
    void aLoopThatIsStoppedEndsItsProgramAsItWouldAlone() {
        IllegalStateException stopped = assertThrows(IllegalStateException.class,
                () -> world.run(world.host("host"), Options.DEFAULT, () -> {
                    Task.current().loop().stop();
                    await(Future.sleep(Duration.ofDays(1)));
                }));
        assertSays(stopped, "host: the loop was stopped before the program had ended");
        assertEquals(Duration.ZERO, world.clock().elapsed());
    }

    @Test
    void aProgramThatEndsInTheTurnInWhichItIsStoppedHasEnded() {
        assertEquals(7, world.<Integer>run(world.host(), Options.DEFAULT, () -> {
            Task.current().loop().stop();
            return 7;
        }));
    }

    @Test
    void aProgramThatIsStoppedFailsTheRunThatDrivesItAndItsHostIsFree() {
        Host server = world.host("server");
        world.start(server, Options.DEFAULT, () -> {
            await(Future.sleep(Duration.ofSeconds(1)));
            Task.current().loop().stop();
            await(never());
        });
        Host client = world.host("client");
        IllegalStateException stopped = assertThrows(IllegalStateException.class,
                () -> world.run(client, Options.DEFAULT, () -> await(Future.sleep(Duration.ofDays(1)))));
        assertSays(stopped, "server: the loop was stopped");
        assertEquals("again", world.run(server, Options.DEFAULT, () -> "again"));
    }

    // ------------------------------------------------------------------ leaks

    @Test
    void aProgramThatLeavesDescriptorsOrTimersFailsIfLeaksDo() {
        limited(WorldOptions.DEFAULT.withLeaksFail(true));
        IllegalStateException leak = assertThrows(IllegalStateException.class,
                () -> world.run(world.host("host"), Options.DEFAULT, () -> {
                    TcpListener.bind(Address.any(80));
                    Task.current().loop().timer(() -> { }).arm(Duration.ofDays(1));
                }));
        assertSays(leak, "host has left behind: fd 3 that listens made at " + EndlessTest.class.getName(),
                "EndlessTest.java", "1 armed timers");
        world.run(world.host(), Options.DEFAULT, () -> TcpListener.bind(Address.any(80)).close());
    }

    @Test
    void theFailureOfAProgramCountsMoreThanItsLeaks() {
        limited(WorldOptions.DEFAULT.withLeaksFail(true));
        assertThrows(ArithmeticException.class, () -> world.run(world.host(), Options.DEFAULT, () -> {
            TcpListener.bind(Address.any(80));
            throw new ArithmeticException();
        }));
    }

    // ------------------------------------------------------------------ calm

    /** A client that tries again and again, a server that serves it. */
    private void retries(Host server) {
        world.start(server, Options.DEFAULT, () -> {
            try (TcpListener listener = TcpListener.bind(Address.any(80));
                    TcpStream stream = await(listener.accept())) {
                await(stream.write(new byte[1]));
            }
        });
        world.start(world.host("client"), Options.DEFAULT, () -> {
            try (TcpStream stream = await(TcpStream.connect(server.address(80)))) {
                assertEquals(1, await(stream.read(new byte[1])));
            }
        });
    }

    @Test
    void allIsWellOnceNothingGoesWrongAnyMore() {
        Host server = world.host("server");
        retries(server);
        world.faults().packets(packet -> Optional.of(PacketVerdict.DROP));
        world.run(world.host("observer"), Options.DEFAULT, () -> await(Future.sleep(Duration.ofMinutes(10))));
        world.finish(Duration.ZERO);
        assertEquals(Duration.ofMinutes(10), world.clock().elapsed());
    }

    @Test
    void whatIsPartitionedOrHeldGoesOnInTheCalm() {
        Host server = world.host("server");
        retries(server);
        Host other = world.host("other");
        world.faults().hold(server, other);
        world.run(other, Options.DEFAULT, () -> {
            Host client = world.host("late");
            world.faults().partition(server, client);
            await(Future.sleep(Duration.ofMinutes(1)));
            world.start(client, Options.DEFAULT, () -> {
                Future<TcpStream> connecting = TcpStream.connect(server.address(81));
                world.calm();
                assertThrows(RuntimeException.class, () -> await(connecting));
            });
        });
        world.finish(Duration.ofSeconds(1));
    }

    @Test
    void whoHasNotEndedInTheCalmIsNamed() {
        world.start(world.host("server"), Options.DEFAULT, () -> await(Future.sleep(Duration.ofSeconds(30))));
        world.start(world.host("client"), Options.DEFAULT, () -> await(Future.sleep(Duration.ofSeconds(2))));
        IllegalStateException late = assertThrows(IllegalStateException.class,
                () -> world.finish(Duration.ofSeconds(20)));
        assertSays(late, "not finished at PT20S", "server: Task main awaits");
        assertEquals(Duration.ofSeconds(2), world.clock().elapsed());
    }
}
