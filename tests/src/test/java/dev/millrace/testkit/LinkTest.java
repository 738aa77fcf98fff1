package dev.millrace.testkit;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.io.BrokenException;
import dev.millrace.io.Buffered;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.task.Future;
import dev.millrace.task.TimedOut;
import dev.millrace.testkit.network.Link;
import dev.millrace.testkit.schedule.Choice;
import dev.millrace.testkit.schedule.Decisions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long things take between two hosts: a latency, a bandwidth, a partition, a hold. */
class LinkTest {
    private static final Link TEN = Link.DIRECT.withLatency(Duration.ofMillis(10));

    private final List<String> log = new ArrayList<>();
    private World world = new World();
    private Host server = world.host("server");
    private Host client = world.host("client");

    @AfterEach
    void nothingIsLeft() {
        world.close();
        assertEquals(0, server.sockets().openCount() + client.sockets().openCount());
    }

    private void linked(Link link) {
        linked(Decisions.NATURAL, WorldOptions.DEFAULT.withLink(link));
    }

    private void linked(Decisions decisions, WorldOptions options) {
        world.close();
        world = new World(decisions, options);
        server = world.host("server");
        client = world.host("client");
    }

    private void note(String what) {
        log.add(what + " at " + world.clock().elapsed().toMillis());
    }

    private static void sleep(long milliseconds) {
        await(Future.sleep(Duration.ofMillis(milliseconds)));
    }

    /** Accepts one connection and tells of what comes, until it has ended. */
    private void readAll() {
        world.start(server, Options.DEFAULT, () -> {
            try (TcpListener listener = TcpListener.bind(Address.any(80));
                    TcpStream stream = await(listener.accept())) {
                note("accepted");
                byte[] buffer = new byte[1 << 16];
                for (int count; (count = await(stream.read(buffer))) >= 0;) {
                    note("read " + count);
                }
                note("end");
            } catch (BrokenException e) {
                note("broken");
            }
        });
    }

    private TcpStream connect() {
        return await(TcpStream.connect(server.address(80)));
    }

    // ------------------------------------------------------------------ latency

    @Test
    void aConnectTakesARoundTripAndBytesTakeOneWay() {
        linked(TEN);
        readAll();
        world.run(client, Options.DEFAULT, () -> {
            try (TcpStream stream = connect()) {
                note("connected");
                sleep(20);
                await(stream.write(new byte[3]));
                note("written");
                sleep(50);
            }
            sleep(50);
        });
        assertEquals(List.of("connected at 20", "accepted at 30", "written at 40", "read 3 at 50", "end at 100"), log);
    }

    @Test
    void aRefusalTakesARoundTrip() {
        linked(TEN);
        world.run(client, Options.DEFAULT, () -> {
            assertThrows(BrokenException.class, this::connect);
            note("refused");
        });
        assertEquals(List.of("refused at 20"), log);
    }

    @Test
    void insideAHostAllIsAtOnceUnlessItIsLinkedToItself() {
        linked(TEN);
        for (int latency : new int[] {0, 5}) {
            world.link(client, client, Link.DIRECT.withLatency(Duration.ofMillis(latency)));
            world.run(client, Options.DEFAULT, () -> {
                try (TcpListener listener = TcpListener.bind(Address.loopback(80));
                        TcpStream near = await(TcpStream.connect(listener.localAddress()))) {
                    note("connected");
                    assertFalse(near.isClosed());
                }
            });
        }
        assertEquals(List.of("connected at 0", "connected at 10"), log);
    }

    @Test
    void aProgramThatRunsAloneWaitsForTheNetworkToo() {
        world.link(client, client, TEN);
        assertEquals(7, Millrace.<Integer>run(client.platform(), Options.DEFAULT, () -> {
            try (TcpListener listener = TcpListener.bind(Address.loopback(80));
                    TcpStream near = await(TcpStream.connect(listener.localAddress()));
                    TcpStream far = await(listener.accept())) {
                await(near.write(new byte[] {7}));
                byte[] one = new byte[1];
                await(far.read(one));
                note("read");
                return (int) one[0];
            }
        }));
        assertEquals(List.of("read at 40"), log);
    }

    @Test
    void aWriterWaitsUntilItHearsThatThereIsRoom() {
        linked(Decisions.NATURAL, WorldOptions.DEFAULT.withLink(TEN).withBuffer(1000));
        readAll();
        world.run(client, Options.DEFAULT, () -> {
            try (TcpStream stream = connect()) {
                await(stream.write(new byte[3000]));
                note("written");
            }
            sleep(50);
        });
        // 1,000 bytes go out at 20, arrive at 30, and the client hears at 40 that they were read.
        assertEquals(List.of("accepted at 30", "read 1000 at 30", "read 1000 at 50", "written at 60",
                "read 1000 at 70", "end at 70"), log);
    }

    @Test
    void theBandwidthIsSharedByTheConnectionsOfTwoHosts() {
        linked(TEN.withBandwidth(100_000));
        readAll();
        world.run(client, Options.DEFAULT, () -> {
            try (TcpStream stream = connect()) {
                await(stream.write(new byte[1000]));
                await(stream.write(new byte[2000]));
                sleep(200);
            }
        });
        // 10 ms for each 1,000 bytes to leave, and 10 ms to travel.
        assertEquals(List.of("accepted at 30", "read 1000 at 40", "read 2000 at 60"), log.subList(0, 3));
    }

    @Test
    void jitterIsAskedOfTheDecisionsAndDoesNotReorder() {
        List<Choice> asked = new ArrayList<>();
        int[] options = {4, 0};
        linked(choice -> {
            asked.add(choice);
            return choice.where().startsWith("client") ? options[choice.ordinal() % 2] : 0;
        }, WorldOptions.DEFAULT.withLink(TEN.withJitter(Duration.ofMillis(4))));
        readAll();
        world.run(client, Options.DEFAULT, () -> {
            try (TcpStream stream = connect()) {
                note("connected");
                await(stream.write(new byte[1]));
                await(stream.write(new byte[2]));
                sleep(100);
            }
        });
        // CONNECT takes 14, the first bytes 10, the second 14.
        assertEquals(List.of("connected at 24", "accepted at 34", "read 1 at 34", "read 2 at 38"), log.subList(0, 4));
        assertTrue(asked.stream().allMatch(each -> each.kind() == Choice.Kind.LATENCY && each.options() == 5));
        assertTrue(asked.stream().anyMatch(each -> each.where().equals("client fd 3 to server")), asked::toString);
    }

    /** Whatever latencies the decisions choose, what is read is what was written. */
    @Property(tries = 200)
    void bytesArriveInOrderWhateverTheyTake(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5000) int buffer) {
        Random random = new Random(seed);
        byte[] sent = new byte[20_000];
        random.nextBytes(sent);
        Link link = TEN.withJitter(Duration.ofMillis(random.nextInt(50))).withBandwidth(random.nextInt(1_000_000));
        try (World own = new World(choice -> random.nextInt(choice.options()),
                WorldOptions.DEFAULT.withLink(link).withBuffer(buffer).withShortTransfers(true)
                        .withReportsInAnyOrder(true).withSpuriousReports(true))) {
            Host to = own.host("to");
            own.start(own.host("from"), Options.DEFAULT, () -> {
                try (TcpStream stream = await(TcpStream.connect(to.address(80)))) {
                    for (int at = 0, count; at < sent.length; at += count) {
                        count = Math.min(sent.length - at, 1 + random.nextInt(3000));
                        await(stream.write(sent, at, count));
                    }
                    await(stream.shutdownOutput());
                    assertEquals(-1, await(stream.read(new byte[1])));
                }
            });
            assertArrayEquals(sent, own.run(to, Options.DEFAULT, () -> {
                try (TcpListener listener = TcpListener.bind(Address.any(80));
                        TcpStream stream = await(listener.accept())) {
                    return await(new Buffered(stream).readAll(sent.length));
                }
            }));
        }
    }

    @Test
    void aHalfThatIsClosedLeavesTheOtherOpen() {
        linked(TEN);
        world.start(server, Options.DEFAULT, () -> {
            try (TcpListener listener = TcpListener.bind(Address.any(80));
                    TcpStream stream = await(listener.accept())) {
                byte[] all = await(new Buffered(stream).readAll(100));
                note("end");
                await(stream.write(Arrays.copyOf(all, 2)));
            }
        });
        world.run(client, Options.DEFAULT, () -> {
            try (TcpStream stream = connect()) {
                await(stream.write(new byte[] {1, 2}));
                await(stream.shutdownOutput());
                assertArrayEquals(new byte[] {1, 2}, await(new Buffered(stream).readAll(100)));
                note("answer");
            }
        });
        assertEquals(List.of("end at 30", "answer at 40"), log);
    }

    @Test
    void bytesForASocketThatIsClosedAreAnsweredByAReset() {
        linked(TEN);
        world.start(server, Options.DEFAULT, () -> {
            try (TcpListener listener = TcpListener.bind(Address.any(80))) {
                await(listener.accept()).close();
                sleep(100);
            }
        });
        world.run(client, Options.DEFAULT, () -> {
            try (TcpStream stream = connect()) {
                sleep(15);
                await(stream.write(new byte[1]));
                // The end of the server's data is under way already, and the reset comes behind it.
                assertEquals(-1, await(stream.read(new byte[1])));
                note("end");
                sleep(15);
                assertThrows(BrokenException.class, () -> await(stream.write(new byte[1])));
            }
        });
        assertEquals(List.of("end at 40"), log);
    }

    // ------------------------------------------------------------------ partition

    @Test
    void aPartitionLetsNothingThroughAndWhatWasLostIsSentAnewAfterIt() {
        linked(TEN);
        readAll();
        world.run(client, Options.DEFAULT, () -> {
            try (TcpStream stream = connect()) {
                await(stream.write(new byte[1]));
                sleep(5);
                // The first byte is under way.
                world.faults().partition(client, server);
                await(stream.write(new byte[2]));
                sleep(1000);
                note("healed");
                world.faults().heal(server, client);
                await(stream.write(new byte[3]));
                sleep(100);
            }
        });
        assertEquals(List.of("healed at 1025", "accepted at 1035", "read 6 at 1035"), log.subList(0, 3));
    }

    @Test
    void aConnectIntoAPartitionWaitsForItsEnd() {
        linked(TEN);
        readAll();
        world.run(client, Options.DEFAULT, () -> {
            world.faults().partition(client, server);
            assertThrows(TimedOut.class,
                    () -> await(TcpStream.connect(server.address(80)).withTimeout(Duration.ofHours(1))));
            Future<TcpStream> connecting = TcpStream.connect(server.address(80));
            sleep(100);
            world.faults().heal(client, server);
            await(connecting).close();
            note("connected");
        });
        assertEquals("connected at 3600120", log.get(log.size() - 1));
    }

    @Test
    void aResetThatAPartitionSwallowsIsNotRepeatedAndTheNextBytesAreAnsweredByOne() {
        linked(TEN);
        world.start(server, Options.DEFAULT, () -> {
            try (TcpListener listener = TcpListener.bind(Address.any(80));
                    TcpStream stream = await(listener.accept())) {
                sleep(1000);
                note("still up");
                await(stream.write(new byte[1]));
                sleep(30);
                assertThrows(BrokenException.class, () -> await(stream.write(new byte[1])));
                note("broken");
            }
        });
        world.run(client, Options.DEFAULT, () -> {
            TcpStream stream = connect();
            sleep(20);
            world.faults().partition(client, server);
            stream.abort();
            sleep(100);
            world.faults().heal(client, server);
            sleep(2000);
        });
        assertEquals(List.of("still up at 1030", "broken at 1060"), log);
    }

    // ------------------------------------------------------------------ hold

    @Test
    void whatIsHeldArrivesInOrderWhenItIsReleased() {
        linked(TEN);
        readAll();
        world.run(client, Options.DEFAULT, () -> {
            try (TcpStream stream = connect()) {
                sleep(20);
                world.faults().hold(client, server);
                await(stream.write(new byte[1]));
                await(stream.write(new byte[2]));
                await(stream.shutdownOutput());
                sleep(500);
                world.faults().release(client, server);
                sleep(1);
            }
        });
        assertEquals(List.of("accepted at 30", "read 3 at 540", "end at 540"), log);
    }

    @Test
    void aHoldKeepsOneDirectionOnly() {
        linked(TEN);
        world.start(server, Options.DEFAULT, () -> {
            try (TcpListener listener = TcpListener.bind(Address.any(80));
                    TcpStream stream = await(listener.accept())) {
                world.faults().hold(client, server);
                await(stream.write(new byte[1]));
                sleep(100);
            }
        });
        world.run(client, Options.DEFAULT, () -> {
            try (TcpStream stream = connect()) {
                assertEquals(1, await(stream.read(new byte[1])));
                note("read");
            }
        });
        assertEquals(List.of("read at 40"), log);
    }
}
