package dev.millrace.net;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Options;
import dev.millrace.io.BrokenException;
import dev.millrace.net.DatagramSocket.Received;
import dev.millrace.task.CancelScope;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.task.TimedOut;
import dev.millrace.testkit.CancelEverywhere;
import dev.millrace.testkit.Host;
import dev.millrace.testkit.Simulation;
import dev.millrace.testkit.World;
import dev.millrace.testkit.WorldOptions;
import dev.millrace.testkit.network.Link;
import dev.millrace.testkit.network.PacketVerdict;
import dev.millrace.testkit.schedule.Choice;
import dev.millrace.testkit.schedule.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Datagrams between simulated hosts: lost, doubled, overtaken, too long; and programs in any schedule. */
class DatagramNetworkTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** How much jitter each datagram meets, in quarters. */
    private final List<Integer> jitters = new ArrayList<>();
    private final World world = new World(choice -> choice.kind() == Choice.Kind.LATENCY && !jitters.isEmpty()
            ? jitters.remove(0) : 0, WorldOptions.DEFAULT.withLink(Link.DIRECT.withLatency(Duration.ofMillis(10))));
    private final Host server = world.host("server");
    private final Host client = world.host("client");

    @AfterEach
    void nothingIsLeft() {
        world.close();
        assertEquals(0, server.sockets().openCount() + client.sockets().openCount());
    }

    /** Sends texts from the client, and returns what the server receives until a second has passed without. */
    private List<String> arrivals(String... texts) {
        List<String> arrived = new ArrayList<>();
        world.start(server, Options.DEFAULT, () -> {
            try (DatagramSocket socket = DatagramSocket.bind(server.address(7))) {
                byte[] buffer = new byte[2000];
                while (true) {
                    Received received = await(socket.receive(buffer).withTimeout(SECOND));
                    assertEquals(client.address(9), received.from());
                    arrived.add(new String(buffer, 0, received.length()));
                }
            } catch (TimedOut e) {
                arrived.add("end");
            }
        });
        world.run(client, Options.DEFAULT, () -> {
            try (DatagramSocket socket = DatagramSocket.bind(client.address(9))) {
                for (String text : texts) {
                    await(socket.send(text.getBytes(), server.address(7)));
                }
                await(Future.sleep(Duration.ofSeconds(3)));
            }
        });
        return arrived;
    }

    @Test
    void aPerfectNetworkKeepsTheOrder() {
        assertEquals(List.of("a", "b", "c", "end"), arrivals("a", "b", "c"));
    }

    @Test
    void aDatagramThatIsDroppedStaysLost() {
        world.faults().packets(packet -> packet.bytes() == 2 ? Optional.of(PacketVerdict.DROP) : Optional.empty());
        assertEquals(List.of("1", "333", "end"), arrivals("1", "22", "333"));
    }

    @Test
    void aDatagramMayArriveTwice() {
        world.faults().packets(packet -> packet.bytes() == 2 ? Optional.of(PacketVerdict.DUPLICATE) : Optional.empty());
        assertEquals(List.of("1", "22", "22", "333", "end"), arrivals("1", "22", "333"));
    }

    @Test
    void jitterAndDelayLetDatagramsOvertake() {
        world.link(client, server, Link.DIRECT.withLatency(Duration.ofMillis(10)).withJitter(Duration.ofMillis(8)));
        jitters.addAll(List.of(4, 2, 0));
        world.faults().packets(packet -> packet.bytes() == 4
                ? Optional.of(PacketVerdict.delay(Duration.ofMillis(100))) : Optional.empty());
        assertEquals(List.of("333", "55555", "22", "1", "4444", "end"), arrivals("1", "22", "333", "4444", "55555"));
    }

    @Test
    void whatIsLongerThanTheLinkTakesIsLost() {
        world.link(client, server, Link.DIRECT.withMtu(1200));
        String longest = "x".repeat(1200);
        assertEquals(List.of(longest, "end"), arrivals(longest, longest + "y"));
    }

    @Test
    void whatIsHeldArrivesAfterTheRelease() {
        world.faults().hold(client, server);
        world.start(world.host("operator"), Options.DEFAULT, () -> {
            await(Future.sleep(Duration.ofMillis(500)));
            world.faults().release(client, server);
        });
        assertEquals(List.of("a", "b", "end"), arrivals("a", "b"));
        assertTrue(world.clock().nanoTime() > Duration.ofMillis(500).toNanos());
    }

    @Test
    void aPartitionSwallowsDatagrams() {
        world.faults().partition(client, server);
        assertEquals(List.of("end"), arrivals("a", "b"));
    }

    @Test
    void aRefusalTravelsBack() {
        world.run(client, Options.DEFAULT, () -> {
            try (DatagramSocket socket = DatagramSocket.bind(client.address(0))) {
                socket.connect(server.address(7));
                long sent = world.clock().nanoTime();
                await(socket.send(new byte[1]));
                assertThrows(BrokenException.class, () -> await(socket.receive(new byte[1])));
                assertEquals(Duration.ofMillis(20).toNanos(), world.clock().nanoTime() - sent);
            }
        });
    }

    @Test
    void aFloodIsHeldInBoundedMemory() {
        int[] received = {0};
        world.run(client, Options.DEFAULT, () -> {
            try (DatagramSocket source = DatagramSocket.bind(client.address(0));
                    DatagramSocket sink = DatagramSocket.bind(client.address(0))) {
                for (int i = 0; i < 10_000; i++) {
                    await(source.send(new byte[65_507], sink.localAddress()));
                }
                byte[] buffer = new byte[65_507];
                try {
                    while (true) {
                        await(sink.receive(buffer).withTimeout(SECOND));
                        received[0]++;
                    }
                } catch (TimedOut e) {
                    assertTrue(received[0] > 0 && received[0] < 100, () -> received[0] + " were kept");
                }
            }
        });
    }

    // ------------------------------------------------------------------ any schedule

    /** A client asks an echo server again until it answers; the answers may be cancelled. */
    private static void echo() {
        DatagramSocket server = DatagramSocket.bind(Address.loopback(0));
        DatagramSocket client = DatagramSocket.bind(Address.loopback(0));
        try (server; client) {
            client.connect(server.localAddress());
            TaskGroup.run(group -> {
                var serving = group.start(() -> {
                    byte[] buffer = new byte[10];
                    while (true) {
                        Received received = await(server.receive(buffer));
                        await(server.send(buffer, 0, received.length(), received.from()));
                    }
                });
                group.start(() -> {
                    for (int i = 0; i < 3; i++) {
                        byte[] buffer = new byte[10];
                        await(client.send(new byte[] {(byte) i, 7}));
                        assertEquals(2, await(client.receive(buffer)).length());
                        assertEquals("[" + i + ", 7]", Arrays.toString(Arrays.copyOf(buffer, 2)));
                    }
                    serving.cancel();
                });
            });
        }
    }

    @Property(tries = 200)
    @net.jqwik.api.Tag("explores")
    void anEchoHoldsInAnySchedule(@ForAll Schedule schedule) {
        Simulation.check(schedule, DatagramNetworkTest::echo);
    }

    @Test
    void nothingIsLeftWhereverAnEchoIsCancelled() {
        int points = new CancelEverywhere(Coroutines.best()).check(simulation -> echo(),
                simulation -> assertEquals(0, simulation.sockets().openCount()));
        assertTrue(points > 5, points + " points");
    }

    /** Whoever is cancelled while a datagram comes has it, or leaves it to the next. */
    @Test
    void noDatagramIsLostWhereverAReceiverIsCancelled() {
        new CancelEverywhere(Coroutines.best()).check(simulation -> {
            List<String> sent = new ArrayList<>();
            List<String> got = new ArrayList<>();
            try (DatagramSocket sink = DatagramSocket.bind(Address.loopback(0))) {
                try {
                    for (String text : List.of("a", "b", "c")) {
                        byte[] buffer = new byte[1];
                        Future<Received> receiving = sink.receive(buffer);
                        try {
                            Task.yieldNow();
                            sent.add(text);
                            await(sink.send(text.getBytes(), sink.localAddress()));
                            await(receiving);
                        } finally {
                            if (!receiving.isDone()) {
                                receiving.cancel();
                            }
                            if (receiving.failure().isEmpty()) {
                                got.add(new String(buffer));
                            }
                        }
                    }
                } finally {
                    CancelScope.runShielded(() -> {
                        byte[] buffer = new byte[1];
                        while (got.size() < sent.size()) {
                            await(sink.receive(buffer).withTimeout(SECOND));
                            got.add(new String(buffer));
                        }
                    });
                    assertEquals(sent, got);
                }
            }
        }, simulation -> { });
    }
}
