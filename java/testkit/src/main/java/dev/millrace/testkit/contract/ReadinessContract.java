package dev.millrace.testkit.contract;

import static dev.millrace.sys.ReadyBatch.ERROR;
import static dev.millrace.sys.ReadyBatch.READABLE;
import static dev.millrace.sys.ReadyBatch.READ_CLOSED;
import static dev.millrace.sys.ReadyBatch.WRITABLE;
import static dev.millrace.sys.ReadyBatch.WRITE_CLOSED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.sys.Descriptors;
import dev.millrace.sys.Errno;
import dev.millrace.sys.Poller;
import dev.millrace.sys.ReadyBatch;
import dev.millrace.sys.SocketOption;
import dev.millrace.testkit.contract.Bench.Pair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a {@link Poller} reports of sockets, and how reports come in batches. A part of {@link PlatformContract}. */
// The module does not require JUnit of everybody.
@SuppressWarnings("exports")
public interface ReadinessContract {
    /** Returns the bench of the test that runs. */
    Bench bench();

    // ------------------------------------------------------------------ edges

    /** Data that arrives is reported once, whether or not the data before it was read. */
    @Test
    @Tag("case-227")
    default void reportsAnEdgeOnce() {
        Pair pair = bench().pair();
        poller().register(pair.client(), 1);
        bench().settle();
        for (int i = 0; i < 3; i++) {
            bench().write(pair.server(), "unread data keeps no edge away");
            assertEquals(Map.of(1L, 1), bench().settle(READABLE));
        }
    }

    /** Whoever filled a connection is told when there is room again. */
    @Test
    default void reportsRoomToWriteOnceTheFullConnectionIsRead() {
        Pair pair = bench().pair();
        poller().register(pair.client(), 1);
        bench().await(1, WRITABLE);
        int total = 0;
        // What is under way may make room once more: it is full when it stays full.
        for (int more; (more = bench().fill(pair.client())) > 0; total += more) {
            bench().settle();
        }
        byte[] block = new byte[Descriptors.MOST_BYTES];
        while (total > 0) {
            total -= bench().retry(() -> bench().descriptors().read(pair.server(), block, 0, block.length));
        }
        bench().await(1, WRITABLE);
        assertEquals(1, bench().descriptors().write(pair.client(), new byte[1], 0, 1));
    }

    /** The peer has ended its output: readable and closed for reading, and writing goes on. */
    @Test
    @Tag("case-232")
    default void reportsTheEndOfThePeersData() {
        Pair pair = bench().pair();
        poller().register(pair.client(), 1);
        bench().write(pair.server(), "data alone closes nothing");
        assertEquals(READABLE | WRITABLE, bench().await(1, READABLE | WRITABLE));
        bench().settle();
        bench().sockets().shutdownOutput(pair.server());
        int ready = bench().await(1, READABLE | READ_CLOSED);
        assertEquals(0, ready & (WRITE_CLOSED | ERROR));
        bench().write(pair.client(), "the other direction goes on");
    }

    /** We have ended our output: that says nothing of what the peer may send. */
    @Test
    @Tag("case-232")
    default void reportsTheEndOfOurOwnDataAsNoEndOfThePeers() {
        Pair pair = bench().pair();
        poller().register(pair.client(), 1);
        bench().sockets().shutdownOutput(pair.client());
        assertEquals(Map.of(), bench().settle(READ_CLOSED | ERROR));
    }

    /** A reset reaches whoever waits to read and whoever waits to write. */
    @Test
    @Tag("case-232")
    default void reportsAResetToBothDirections() {
        Pair pair = bench().pair();
        poller().register(pair.client(), 1);
        bench().settle();
        bench().sockets().setOption(pair.server(), SocketOption.LINGER, 0);
        bench().close(pair.server());
        int ready = bench().await(1, READABLE | WRITABLE | READ_CLOSED);
        assertNotEquals(0, ready & (ERROR | WRITE_CLOSED));
    }

    /** When both directions have ended, both are reported, so that nobody waits for ever. */
    @Test
    @Tag("case-232")
    default void reportsTheEndOfBothDirections() {
        Pair pair = bench().pair();
        poller().register(pair.client(), 1);
        bench().sockets().shutdownOutput(pair.client());
        assertEquals("", bench().read(pair.server()));
        bench().close(pair.server());
        bench().await(1, READABLE | WRITABLE);
    }

    // ------------------------------------------------------------------ connects

    /** A connect that succeeds is reported as writable. */
    @Test
    default void reportsAConnectThatSucceeded() {
        int client = bench().connect(bench().listener());
        poller().register(client, 1);
        assertEquals(WRITABLE, bench().await(1, WRITABLE));
        assertEquals(0, bench().sockets().finishConnect(client));
    }

    /**
     * A connect that is refused is reported as writable, and its error is told once: some kernels tell it by the
     * report alone, others by the socket alone.
     */
    @Test
    default void reportsAConnectThatWasRefused() {
        int listener = bench().listener();
        byte[] address = bench().localAddress(listener);
        bench().close(listener);
        int client = bench().open(4);
        int result = bench().sockets().connect(client, address);
        if (result == Errno.EINPROGRESS) {
            poller().register(client, 1);
            bench().await(1, WRITABLE);
            int reported = bench().batch().error(0);
            int told = bench().sockets().finishConnect(client);
            result = reported != 0 ? reported : told;
        }
        assertEquals(Errno.ECONNREFUSED, result);
    }

    // ------------------------------------------------------------------ batches

    /** A poll without reports leaves an empty batch. */
    @Test
    default void replacesTheContentOfTheBatch() {
        poller().wakeup();
        assertEquals(1, bench().poll(Bench.PATIENCE_NANOS));
        assertEquals(0, bench().poll(0));
        assertEquals(0, bench().batch().size());
    }

    /** Of seven reports, a batch of two brings each once, in several polls. */
    @Test
    @Tag("case-233")
    default void bringsWhatDoesNotFitIntoTheBatchLater() {
        ReadyBatch small = new ReadyBatch(2);
        for (int i = 0; i < 7; i++) {
            poller().register(bench().pair().client(), i);
        }
        Map<Long, Integer> counts = new TreeMap<>();
        for (int count; (count = poller().poll(small, Bench.QUIET_NANOS)) > 0;) {
            assertTrue(count <= 2);
            for (int i = 0; i < count; i++) {
                counts.merge(small.key(i), 1, Integer::sum);
            }
        }
        assertEquals(7, counts.size());
        assertEquals(List.of(1), counts.values().stream().distinct().toList());
    }

    /** Of a hundred connections that get data at the same time, each is reported once. */
    @Test
    @Tag("case-233")
    default void reportsEachOfManyWrittenInRandomOrderOnce() {
        List<Pair> pairs = new ArrayList<>();
        int listener = bench().listener();
        for (int i = 0; i < 100; i++) {
            pairs.add(bench().pair(listener));
            poller().register(pairs.get(i).client(), i);
        }
        bench().settle();
        Collections.shuffle(pairs, new Random(1));
        pairs.forEach(pair -> bench().write(pair.server(), "x"));
        Map<Long, Integer> counts = bench().settle(READABLE);
        assertEquals(100, counts.size());
        assertEquals(List.of(1), counts.values().stream().distinct().toList());
    }

    private Poller poller() {
        return bench().poller();
    }
}
