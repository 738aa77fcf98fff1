package dev.millrace.testkit;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Options;
import dev.millrace.io.BrokenException;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.network.Link;
import dev.millrace.testkit.network.Packet;
import dev.millrace.testkit.network.PacketVerdict;
import dev.millrace.testkit.schedule.Choice;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Many connections, each of which sends 64 bytes every 10 s for 10 minutes, over links with jitter. Now and then one is
 * reset: then it connects anew.
 */
class CrowdTest {
    private static final int MESSAGE = 64;
    private static final int MESSAGES = 60;
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final long HASH = 5_456_771_336_613_553_404L;

    /** What is seen of a run. */
    private record Outcome(int received, int resets, long hash) {
    }

    /** One run: its counters, and a hash over what happened when. */
    private static final class Run {
        private final World world;
        private final int connections;
        private int received;
        private int resets;
        private long hash = 1;

        Run(int connections, long seed) {
            this.connections = connections;
            SplittableRandom random = new SplittableRandom(seed);
            Link link = Link.DIRECT.withLatency(Duration.ofMillis(20)).withJitter(Duration.ofMillis(80));
            world = new World(choice -> choice.kind() == Choice.Kind.FAULT
                    ? random.nextInt(1000) == 0 ? 1 : 0
                    : random.nextInt(choice.options()), WorldOptions.DEFAULT.withLink(link));
        }

        Outcome outcome() {
            try (world) {
                Host server = world.host("server");
                Host client = world.host("client");
                world.faults().packets(packet -> packet.kind() == Packet.Kind.DATA
                        ? Optional.of(PacketVerdict.perhaps(PacketVerdict.RESET)) : Optional.empty());
                Task<Void> serving = world.start(server, Options.DEFAULT, this::serve);
                world.run(client, Options.DEFAULT, () -> TaskGroup.run(group -> {
                    for (int i = 0; i < connections; i++) {
                        int number = i;
                        group.start(() -> talk(number, server));
                    }
                }));
                assertTrue(!serving.isDone());
                return new Outcome(received, resets, hash);
            }
        }

        private void note(int what) {
            hash = (hash * 31 + world.clock().nanoTime()) * 31 + what;
        }

        private void serve() {
            try (TcpListener listener = TcpListener.bind(Address.any(80))) {
                TaskGroup.run(group -> await(listener.serve(group, this::receive)));
            }
        }

        private void receive(TcpStream stream) {
            byte[] buffer = new byte[MESSAGE];
            try {
                for (int count; (count = await(stream.read(buffer))) >= 0;) {
                    received += count;
                    note(buffer[0]);
                }
            } catch (BrokenException e) {
                note(-1);
            }
        }

        private void talk(int number, Host server) {
            TcpStream stream = null;
            byte[] message = new byte[MESSAGE];
            message[0] = (byte) number;
            for (int i = 0; i < MESSAGES; i++) {
                if (stream == null) {
                    stream = await(TcpStream.connect(server.address(80)));
                }
                await(Future.sleep(INTERVAL));
                try {
                    await(stream.write(message));
                } catch (BrokenException e) {
                    resets++;
                    note(-2);
                    stream.close();
                    stream = null;
                }
            }
            if (stream != null) {
                stream.close();
            }
        }
    }

    /** The hash is written down here: it is that of every JDK, and of both kinds of coroutine. */
    @Test
    void theSameDecisionsAreTheSameRunOnEveryJdk() {
        Outcome first = new Run(50, 1).outcome();
        assertTrue(first.resets > 0 && first.received > 50 * (MESSAGES - 10) * MESSAGE, first::toString);
        assertEquals(HASH, first.hash);
        assertEquals(first, new Run(50, 1).outcome());
        assertNotEquals(first, new Run(50, 2).outcome());
    }

    /** Run by {@code mvn -q test -Dtest=CrowdTest -Dmillrace.crowd=true}, on JDK 21 or later. */
    @Test
    @EnabledIfSystemProperty(named = "millrace.crowd", matches = "true")
    void tenThousandConnectionsTakeSecondsAndAreTheSameRunTwice() {
        Outcome first = new Run(10_000, 1).outcome();
        assertTrue(first.resets > 0 && first.received > 10_000 * (MESSAGES - 1) * MESSAGE, first::toString);
        assertEquals(first, new Run(10_000, 1).outcome());
    }
}
