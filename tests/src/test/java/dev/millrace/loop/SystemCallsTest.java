package dev.millrace.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.loop.LoopObserver.Call;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpServer;
import dev.millrace.net.TcpStream;
import dev.millrace.task.Awaitable;
import dev.millrace.task.Future;
import dev.millrace.task.IntFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How few system calls a loop makes, on the kernel and in simulation. */
class SystemCallsTest {
    private static final int MESSAGES = 50;

    private final Ledger ledger = new Ledger();
    private EventLoop loop;

    @AfterEach
    void close() {
        loop.close();
    }

    private void await(Awaitable awaited) {
        World.await(loop, awaited);
    }

    /** A listener, and the two ends of one connection to it. */
    private record Ends(TcpListener listener, TcpStream client, TcpStream server) {
    }

    private Ends connect() {
        TcpListener listener = TcpListener.bind(loop, Address.loopback(0));
        Future<TcpStream> client = TcpStream.connect(loop, listener.localAddress());
        TcpStream server = World.value(loop, listener.accept());
        return new Ends(listener, World.value(loop, client), server);
    }

    @ParameterizedTest
    @EnumSource
    void anEchoOfASmallMessageIsOneReadAndOneWriteAtEachEnd(World world) {
        loop = world.open(ledger);
        Ends ends = connect();
        byte[] message = new byte[100];
        byte[] into = new byte[1000];
        ledger.forget();
        for (int i = 0; i < MESSAGES; i++) {
            Future<Integer> echoed = ends.server.read(into).flatMap(count -> ends.server.write(into, 0, count).boxed());
            ends.client.write(message);
            await(ends.client.read(into));
            await(echoed);
        }
        assertEquals(2 * MESSAGES, ledger.count(Call.READ));
        assertEquals(2 * MESSAGES, ledger.count(Call.WRITE));
        assertEquals(4 * MESSAGES, ledger.calls.size(), "nothing else is called");
        assertTrue(ledger.calls.stream().allMatch(made -> made.result() == message.length), ledger.calls::toString);
    }

    @ParameterizedTest
    @EnumSource
    void aSocketIsRegisteredOnceAndDeregisteredAtMostOnceBeforeItIsClosed(World world) {
        loop = world.open(ledger);
        TcpListener listener = TcpListener.bind(loop, Address.loopback(0));
        TcpServer server = TcpServer.start(listener, stream -> stream.read(new byte[10]).map(count -> null));
        List<TcpStream> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(World.value(loop, TcpStream.connect(loop, listener.localAddress())));
        }
        for (TcpStream client : clients) {
            await(client.write(new byte[5]));
            await(client.read(new byte[1]));
        }
        clients.forEach(TcpStream::close);
        server.stop();
        await(server.done());
        assertEquals(41, ledger.count(Call.REGISTER));
        assertEquals(41, ledger.count(Call.DEREGISTER));
        assertEquals(41, ledger.count(Call.CLOSE));
        assertBalanced();
    }

    /** Numbers are used again, so what counts is that the calls on each take turns. */
    private void assertBalanced() {
        Set<Integer> fds = ledger.calls.stream().map(Ledger.Made::fd).collect(Collectors.toSet());
        for (int fd : fds) {
            List<Call> life = ledger.calls.stream().filter(made -> made.fd() == fd).map(Ledger.Made::call)
                    .filter(Set.of(Call.REGISTER, Call.DEREGISTER, Call.CLOSE)::contains).toList();
            for (int i = 0; i < life.size(); i++) {
                assertEquals(List.of(Call.REGISTER, Call.DEREGISTER, Call.CLOSE).get(i % 3), life.get(i), "fd " + fd);
            }
        }
        assertTrue(ledger.calls.stream().allMatch(made -> made.call() != Call.DEREGISTER || made.result() == 0));
    }

    /** Timers, submissions by other threads, I/O and steps that yield: no poll is in vain, none spins. */
    @ParameterizedTest
    @EnumSource
    @Tag("case-42")
    void aPollIsEmptyOnlyAtItsDeadlineAndAsksWithoutWaitingOnlyForAStep(World world) {
        loop = world.open(ledger);
        Ends ends = connect();
        ledger.forget();
        for (int i = 1; i <= 20; i++) {
            loop.timer(() -> Named.yielding(loop, 3, () -> { })).arm(Duration.ofNanos(i * 300_000L + i));
            ends.client.write(new byte[i]);
            IntFuture read = ends.server.read(new byte[i]);
            if (!read.isDone()) {
                World.await(loop, read);
            }
        }
        World.await(loop, Future.sleep(loop, Duration.ofMillis(20)));
        for (Ledger.Poll poll : ledger.polls) {
            assertTrue(poll.reports() > 0 || poll.waited() >= poll.timeout(), poll::toString);
        }
        assertNoIdleAsking();
    }

    /**
     * After a poll with a zero timeout the next turn has a step that was ready before it; unless the loop was stopped
     * in the first turn of its run, by the callback that World adds.
     */
    private void assertNoIdleAsking() {
        int polls = 0;
        for (int i = 0; i < ledger.order.size(); i++) {
            if (ledger.order.get(i).equals("poll") && ledger.polls.get(polls++).timeout() == 0
                    && !ledger.order.get(i - 1).contains(World.class.getName())) {
                List<String> next = ledger.order.subList(i + 1, Math.min(i + 3, ledger.order.size()));
                assertTrue(next.size() < 2 || !next.get(1).equals("poll"),
                        () -> "a poll asked for nothing in " + ledger.order);
            }
        }
    }
}
