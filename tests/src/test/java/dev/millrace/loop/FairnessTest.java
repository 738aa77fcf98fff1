package dev.millrace.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.loop.LoopObserver.Call;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpServer;
import dev.millrace.net.TcpStream;
import dev.millrace.sys.ReadyBatch;
import dev.millrace.task.Promise;
import dev.millrace.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nothing that is always ready keeps anything else from running. */
class FairnessTest {
    private final Ledger ledger = new Ledger();
    private final Simulation simulation = new Simulation(ledger, FailureHandler.logging());
    private final EventLoop loop = simulation.loop();

    @AfterEach
    void close() {
        simulation.close();
    }

    @Test
    @Tag("case-28")
    void aStepThatIsAlwaysReadyDoesNotStarveOthers() {
        int[] always = {0};
        int[] yields = {0};
        Named.yielding(loop, Integer.MAX_VALUE, () -> always[0]++);
        Named.yielding(loop, 20, () -> yields[0]++);
        for (int turns = 0; turns < 21; turns++) {
            loop.turn(0);
        }
        assertEquals(21, yields[0]);
        assertTrue(always[0] >= 19, () -> "ran " + always[0]);
    }

    @Test
    @Tag("case-32")
    void pairsThatWakeEachOtherDoNotStarveAThird() {
        for (int i = 0; i < 100; i++) {
            Named[] pair = new Named[2];
            pair[0] = new Named("ping", () -> loop.core().makeReady(pair[1]));
            pair[1] = new Named("pong", () -> loop.core().makeReady(pair[0]));
            loop.core().makeReady(pair[0]);
        }
        int[] yields = {0};
        Named.yielding(loop, 10, () -> yields[0]++);
        for (int turns = 0; turns < 11; turns++) {
            loop.turn(0);
        }
        assertEquals(11, yields[0]);
    }

    @Test
    @Tag("case-38")
    void stepsThatYieldTakeTurns() {
        List<String> ran = new ArrayList<>();
        Named.yielding(loop, 2, () -> ran.add("a"));
        Named.yielding(loop, 2, () -> ran.add("b"));
        simulation.runUntilIdle();
        assertEquals(List.of("a", "b", "a", "b", "a", "b"), ran);
    }

    @Test
    @Tag("case-28")
    void timersFireBesideAStepThatIsAlwaysReady() {
        Named.yielding(loop, Integer.MAX_VALUE, () -> simulation.clock().advance(Duration.ofMillis(1)));
        int[] fired = {0};
        loop.timer(() -> fired[0]++).arm(Duration.ofMillis(10));
        for (int turns = 0; turns < 12; turns++) {
            loop.turn(0);
        }
        assertEquals(1, fired[0]);
    }

    /** An operation that never comes to an end is tried a few times a step, and between two such steps others run. */
    @Test
    @Tag("case-41")
    void anOperationThatAlwaysHasMoreLetsOthersRun() {
        Scripted scripted = new Scripted();
        try (EventLoop other = scripted.loop()) {
            Registration registration = other.core().registry().add(5, false);
            int[] attempts = {0};
            List<Integer> perTurn = new ArrayList<>();
            registration.reader().start(new Operation() {
                @Override
                public int attempt() {
                    attempts[0]++;
                    return MORE;
                }

                @Override
                public void complete(int result) {
                    assertEquals(CLOSED, result);
                }
            });
            scripted.report(5, ReadyBatch.READABLE);
            other.turn(0);
            int[] yields = {0};
            Named.yielding(other, 10, () -> yields[0]++);
            for (int turns = 0; turns < 11; turns++) {
                int before = attempts[0];
                other.turn(0);
                perTurn.add(attempts[0] - before);
            }
            assertEquals(11, yields[0]);
            assertTrue(perTurn.stream().allMatch(count -> count > 0 && count <= 16), perTurn::toString);
        }
    }

    @Test
    @Tag("case-41")
    void aBacklogIsAcceptedInBatchesThatEnd() {
        TcpListener listener = TcpListener.bind(loop, Address.loopback(0));
        List<TcpStream> accepted = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            TcpStream.connect(loop, listener.localAddress());
        }
        simulation.runUntilIdle();
        ledger.forget();
        TcpServer server = TcpServer.start(listener, stream -> {
            accepted.add(stream);
            return new Promise<Void>(loop);
        });
        int[] yields = {0};
        Named.yielding(loop, 3, () -> yields[0]++);
        for (int turns = 0; turns < 5; turns++) {
            loop.turn(0);
        }
        assertEquals(4, yields[0]);
        assertTrue(ledger.mostInAStep(Call.ACCEPT) <= 16, () -> ledger.mostInAStep(Call.ACCEPT) + " accepts a step");
        simulation.runUntilIdle();
        assertEquals(100, accepted.size());
        assertEquals(101, ledger.count(Call.ACCEPT));
        server.stop();
        server.closeConnections();
    }
}
