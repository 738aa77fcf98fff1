package dev.millrace.testkit;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Options;
import dev.millrace.io.BrokenException;
import dev.millrace.io.Buffered;
import dev.millrace.loop.LoopObserver.Call;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.sys.Errno;
import dev.millrace.sys.Platform;
import dev.millrace.sys.ReadyBatch;
import dev.millrace.sys.Sockets;
import dev.millrace.sys.Sockets.Kind;
import dev.millrace.sys.SystemException;
import dev.millrace.task.Future;
import dev.millrace.testkit.network.CallRule;
import dev.millrace.testkit.network.CallVerdict;
import dev.millrace.testkit.network.Link;
import dev.millrace.testkit.network.Packet;
import dev.millrace.testkit.network.PacketRule;
import dev.millrace.testkit.network.PacketVerdict;
import dev.millrace.testkit.network.SystemCall;
import dev.millrace.testkit.schedule.Choice;
import dev.millrace.testkit.schedule.Decisions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rules for system calls and packets, and their verdicts. */
class FaultsTest {
    private final List<Choice> asked = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    /** What a choice of a fault takes; every other takes what is natural. */
    private int option;
    private final World world = new World(choice -> {
        asked.add(choice);
        return choice.kind() == Choice.Kind.FAULT ? option : 0;
    }, WorldOptions.DEFAULT.withLink(Link.DIRECT.withLatency(Duration.ofMillis(10))));
    private final Host server = world.host("server");
    private final Host client = world.host("client");

    @AfterEach
    void nothingIsLeft() {
        world.close();
        assertEquals(0, server.sockets().openCount() + client.sockets().openCount());
    }

    @Test
    void anInterruptedCallIsNoVerdictBecauseNoPlatformShowsIt() {
        int interrupted = Errno.EOTHER - 4;
        assertEquals("errno 4", Errno.name(interrupted));
        assertThrows(IllegalArgumentException.class, () -> CallVerdict.fail(interrupted));
        assertThrows(IllegalArgumentException.class, () -> CallVerdict.perhaps(Errno.EIO, interrupted));
    }

    private void note(String what) {
        log.add(what + " at " + world.clock().elapsed().toMillis());
    }

    private static CallRule on(Call call, CallVerdict verdict) {
        return asked -> asked.call() == call ? Optional.of(verdict) : Optional.empty();
    }

    private static PacketRule on(Packet.Kind kind, PacketVerdict verdict) {
        return packet -> packet.kind() == kind ? Optional.of(verdict) : Optional.empty();
    }

    /** Sends one connection's bytes back in pieces, and ends. */
    private void echo() {
        world.start(server, Options.DEFAULT, () -> {
            try (TcpListener listener = TcpListener.bind(Address.any(80));
                    TcpStream stream = await(listener.accept())) {
                note("accepted");
                byte[] buffer = new byte[64];
                for (int count; (count = await(stream.read(buffer))) >= 0;) {
                    note("read " + count);
                    await(stream.write(buffer, 0, count));
                }
            } catch (BrokenException e) {
                note("server broken");
            }
        });
    }

    private void exchange(byte... bytes) {
        world.run(client, Options.DEFAULT, () -> {
            try (TcpStream stream = await(TcpStream.connect(server.address(80)))) {
                note("connected");
                await(stream.write(bytes));
                await(stream.shutdownOutput());
                assertArrayEquals(bytes, await(new Buffered(stream).readAll(100)));
                note("done");
            } catch (BrokenException e) {
                note("client broken");
            }
            await(Future.sleep(Duration.ofSeconds(1)));
        });
    }

    // ------------------------------------------------------------------ calls

    @Test
    void theFirstRuleThatAnswersWins() {
        CallRule first = call -> call.fd() < 0 && call.host().equals("client")
                ? Optional.of(CallVerdict.fail(Errno.ENOMEM)) : Optional.empty();
        world.faults().calls(first);
        world.faults().calls(on(Call.OPEN, CallVerdict.fail(Errno.ENOBUFS)));
        world.faults().calls(on(Call.OPEN, CallVerdict.PASS));
        assertEquals(Errno.ENOMEM, client.sockets().open(4, Kind.STREAM));
        assertEquals(Errno.ENOBUFS, server.sockets().open(4, Kind.STREAM));
        world.faults().endCalls(first);
        assertEquals(Errno.ENOBUFS, client.sockets().open(4, Kind.STREAM));
    }

    @Test
    void aRuleMayPassACallThatALaterOneWouldFail() {
        world.faults().calls(on(Call.OPEN, CallVerdict.PASS));
        world.faults().calls(on(Call.OPEN, CallVerdict.fail(Errno.ENOBUFS)));
        echo();
        exchange((byte) 1);
        assertEquals("done at 40", log.get(log.size() - 1));
    }

    @Test
    void aRuleSeesHostCallAndDescriptor() {
        List<SystemCall> calls = new ArrayList<>();
        world.faults().calls(call -> {
            calls.add(call);
            return Optional.empty();
        });
        world.run(client, Options.DEFAULT, () -> TcpListener.bind(Address.any(80)).close());
        assertTrue(calls.containsAll(List.of(new SystemCall("client", Call.OPEN, -1),
                new SystemCall("client", Call.BIND, 3), new SystemCall("client", Call.LISTEN, 3),
                new SystemCall("client", Call.REGISTER, 3), new SystemCall("client", Call.CLOSE, 3))),
                calls::toString);
    }

    @Test
    void aDescriptorThatThePollerRefusesIsClosed() {
        world.faults().calls(on(Call.REGISTER, CallVerdict.fail(Errno.ENOSPC)));
        world.run(client, Options.DEFAULT, () -> {
            SystemException refused = assertThrows(SystemException.class, () -> TcpListener.bind(Address.any(80)));
            assertEquals(Errno.ENOSPC, refused.errno());
        });
        assertEquals(0, client.sockets().openCount());
    }

    @Test
    void aCloseThatFailsClosesNevertheless() {
        world.faults().calls(on(Call.CLOSE, CallVerdict.fail(Errno.EIO)));
        world.run(client, Options.DEFAULT, () -> TcpListener.bind(Address.any(80)).close());
        assertEquals(0, client.sockets().openCount());
    }

    @Test
    void whatPerhapsFailsIsDecidedCallByCall() {
        world.faults().calls(on(Call.OPEN, CallVerdict.perhaps(Errno.EMFILE, Errno.ENFILE)));
        int[] answers = new int[3];
        for (option = 0; option < 3; option++) {
            answers[option] = client.sockets().open(4, Kind.STREAM);
        }
        assertEquals(List.of(Errno.EMFILE, Errno.ENFILE), List.of(answers[1], answers[2]));
        assertEquals(3, answers[0]);
        assertEquals(new Choice(Choice.Kind.FAULT, "client fd -1 OPEN", 2, 3, 2), asked.get(2));
        client.platform().descriptors().close(3);
    }

    /** A program that obeys the poller's contract survives EAGAIN at any read, write and accept. */
    @Property(tries = 200)
    void noEagainLosesAnything(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[50];
        random.nextBytes(bytes);
        try (World again = new World(choice -> random.nextInt(choice.options()))) {
            Host to = again.host("to");
            again.faults().calls(call -> switch (call.call()) {
                case READ, WRITE, ACCEPT -> Optional.of(CallVerdict.perhaps(Errno.EAGAIN));
                default -> Optional.empty();
            });
            again.start(to, Options.DEFAULT, () -> {
                try (TcpListener listener = TcpListener.bind(Address.any(80));
                        TcpStream stream = await(listener.accept())) {
                    await(stream.write(bytes));
                }
            });
            assertArrayEquals(bytes, again.run(again.host("from"), Options.DEFAULT, () -> {
                try (TcpStream stream = await(TcpStream.connect(to.address(80)))) {
                    return await(new Buffered(stream).readAll(100));
                }
            }));
        }
    }

    // ------------------------------------------------------------------ packets

    @Test
    void aPacketThatIsLostIsSentAnewAndTheOnesBehindItWait() {
        int[] losses = {2};
        world.faults().packets(packet -> packet.kind() == Packet.Kind.DATA && packet.from().equals("client")
                && losses[0]-- > 0 ? Optional.of(PacketVerdict.DROP) : Optional.empty());
        echo();
        exchange((byte) 1);
        // Sent at 20; anew after 200 and 400 ms.
        assertEquals(List.of("connected at 20", "accepted at 30", "read 1 at 630", "done at 640"), log);
    }

    @Test
    void aConnectThatIsLostIsSentAnewAfterASecond() {
        int[] losses = {1};
        world.faults().packets(packet -> packet.kind() == Packet.Kind.CONNECT && losses[0]-- > 0
                ? Optional.of(PacketVerdict.DROP) : Optional.empty());
        echo();
        exchange((byte) 1);
        assertEquals("connected at 1020", log.get(0));
    }

    @Test
    void aPacketIsDelayedByARule() {
        world.faults().packets(on(Packet.Kind.DATA, PacketVerdict.delay(Duration.ofMillis(7))));
        echo();
        exchange((byte) 1);
        assertEquals(List.of("connected at 20", "accepted at 30", "read 1 at 37", "done at 54"), log);
    }

    @Test
    void aConnectionIsResetByARuleForBothEnds() {
        world.faults().packets(on(Packet.Kind.DATA, PacketVerdict.RESET));
        echo();
        exchange((byte) 1);
        assertEquals(List.of("connected at 20", "client broken at 20", "accepted at 30", "server broken at 30"), log);
    }

    @Test
    void aConnectIsRefusedByARule() {
        world.faults().packets(on(Packet.Kind.CONNECT, PacketVerdict.RESET));
        world.run(client, Options.DEFAULT, () -> {
            BrokenException refused = assertThrows(BrokenException.class,
                    () -> await(TcpStream.connect(server.address(80))));
            assertTrue(refused.getMessage().contains("ECONNREFUSED"), refused.getMessage());
        });
    }

    @Test
    void aPacketThatARuleHoldsIsReleased() {
        world.faults().packets(on(Packet.Kind.DATA, PacketVerdict.HOLD));
        echo();
        world.start(world.host("third"), Options.DEFAULT, () -> {
            await(Future.sleep(Duration.ofMillis(500)));
            world.faults().partition(client, server);
            world.faults().heal(client, server);
            await(Future.sleep(Duration.ofMillis(500)));
            world.faults().release(client, server);
            await(Future.sleep(Duration.ofMillis(500)));
            world.faults().release(server, client);
        });
        exchange((byte) 1);
        assertEquals(List.of("connected at 20", "accepted at 30", "read 1 at 1000", "done at 1500"), log);
    }

    @Test
    void aPacketTellsBothEndsOfItsConnection() {
        List<Packet> packets = new ArrayList<>();
        world.faults().packets(packet -> {
            packets.add(packet);
            return Optional.empty();
        });
        echo();
        exchange((byte) 1, (byte) 2);
        assertEquals(new Packet(Packet.Kind.CONNECT, "client", 49152, "server", 80, 0), packets.get(0));
        assertEquals(new Packet(Packet.Kind.ANSWER, "server", 80, "client", 49152, 0), packets.get(1));
        assertTrue(packets.contains(new Packet(Packet.Kind.DATA, "client", 49152, "server", 80, 2)));
        assertTrue(packets.contains(new Packet(Packet.Kind.ROOM, "server", 80, "client", 49152, 2)));
    }

    @Test
    void whatPerhapsHappensToAPacketIsDecided() {
        option = 2;
        world.faults().packets(on(Packet.Kind.DATA,
                PacketVerdict.perhaps(PacketVerdict.DROP, PacketVerdict.delay(Duration.ofMillis(3)))));
        echo();
        exchange((byte) 1);
        assertEquals("read 1 at 33", log.get(2));
        assertEquals(new Choice(Choice.Kind.FAULT, "client fd 3 to server DATA", 0, 3, 0), asked.get(0));
    }

    // ------------------------------------------------------------------ liberties

    /** What a kernel may do, if it is allowed to and the decisions say so. */
    @Test
    void readsAndWritesMoveLessAndWhatIsLeftIsReported() {
        List<Integer> amounts = new ArrayList<>();
        Decisions halves = choice -> choice.kind() == Choice.Kind.AMOUNT ? 1 : 0;
        try (World own = new World(halves, WorldOptions.DEFAULT.withShortTransfers(true))) {
            Host to = own.host("to");
            own.start(to, Options.DEFAULT, () -> {
                try (TcpListener listener = TcpListener.bind(Address.any(80));
                        TcpStream stream = await(listener.accept())) {
                    await(stream.write(new byte[8]));
                    // Nothing else comes that would be reported.
                    assertEquals(-1, await(stream.read(new byte[1])));
                }
            });
            own.run(own.host("from"), Options.DEFAULT, () -> {
                try (TcpStream stream = await(TcpStream.connect(to.address(80)))) {
                    byte[] buffer = new byte[64];
                    for (int left = 8; left > 0; left -= amounts.get(amounts.size() - 1)) {
                        amounts.add(await(stream.read(buffer)));
                    }
                }
            });
        }
        assertEquals(List.of(4, 2, 1, 1), amounts);
    }

    /** Three descriptors that are ready at once, of the five of a program. */
    private static List<Long> reports(Decisions decisions, WorldOptions options) {
        List<Long> keys = new ArrayList<>();
        try (World own = new World(decisions, options)) {
            Platform platform = own.host().platform();
            byte[] at = new byte[Sockets.IP_ADDRESS_BYTES];
            at[0] = 4;
            at[1] = Sockets.IP_ADDRESS_BYTES;
            at[3] = 80;
            at[8] = 127;
            int listener = platform.sockets().open(4, Kind.STREAM);
            platform.sockets().bind(listener, at);
            platform.sockets().listen(listener, 9);
            ReadyBatch batch = new ReadyBatch(9);
            for (long key = 1; key <= 3; key++) {
                int client = platform.sockets().open(4, Kind.STREAM);
                platform.sockets().connect(client, at);
                platform.poller().register(client, key);
            }
            platform.poller().register(platform.sockets().open(4, Kind.STREAM), 4);
            platform.poller().poll(batch, 0);
            for (int i = 0; i < batch.size(); i++) {
                keys.add(batch.key(i));
            }
            assertEquals(0, platform.poller().poll(batch, 0));
        }
        return keys;
    }

    @Test
    void readinessIsReportedInAnyOrderAndMoreThanMustBe() {
        WorldOptions options = WorldOptions.DEFAULT.withReportsInAnyOrder(true).withSpuriousReports(true);
        assertEquals(List.of(1L, 2L, 3L), reports(Decisions.NATURAL, options));
        assertEquals(List.of(3L, 2L, 1L),
                reports(choice -> choice.kind() == Choice.Kind.REPORT ? choice.options() - 1 : 0, options));
        assertEquals(List.of(1L, 2L, 3L, 4L),
                reports(choice -> choice.kind() == Choice.Kind.FAULT ? choice.options() - 1 : 0, options));
        assertEquals(List.of(1L, 2L, 3L), reports(choice -> choice.options() - 1, WorldOptions.DEFAULT));
    }

    @Test
    void nothingIsAskedThatIsNotAllowed() {
        echo();
        exchange((byte) 1);
        assertEquals(List.of(), asked);
    }
}
