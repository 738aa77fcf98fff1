package dev.millrace.sys;

import static dev.millrace.sys.ReadyBatch.ERROR;
import static dev.millrace.sys.ReadyBatch.READABLE;
import static dev.millrace.sys.ReadyBatch.READ_CLOSED;
import static dev.millrace.sys.ReadyBatch.WAKEUP;
import static dev.millrace.sys.ReadyBatch.WRITABLE;
import static dev.millrace.sys.ReadyBatch.WRITE_CLOSED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.sys.Bench.Pair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@link Poller} promises, of every poller. */
@Tag("contract")
abstract class PollerContract {
    final Bench bench = new Bench(open());

    abstract Platform open();

    @AfterEach
    void close() {
        bench.close();
    }

    // ------------------------------------------------------------------ registration

    @Test
    void reportsWhatIsReadyAtRegistration() {
        Pair pair = bench.pair();
        bench.write(pair.server(), "x");
        bench.poller.register(pair.client(), 5);
        assertEquals(READABLE | WRITABLE, bench.await(5, READABLE | WRITABLE));
    }

    @Test
    void reportsAConnectionThatWaitsToBeAccepted() {
        int listener = bench.listener();
        bench.poller.register(listener, 5);
        bench.connect(listener);
        assertEquals(READABLE, bench.await(5, READABLE));
    }

    @Test
    void givesBackKeysOf64Bits() {
        long[] keys = {0, 1L << 31, 1L << 63, 0xFFFF_FFFF_0000_0000L, WAKEUP - 1};
        for (long key : keys) {
            Pair pair = bench.pair();
            bench.poller.register(pair.client(), key);
            assertEquals(WRITABLE, bench.await(key, WRITABLE));
            assertTrue(bench.poller.deregister(pair.client()));
        }
    }

    @Test
    void refusesWhatIsNotOpenAndTheKeyOfTheWakeup() {
        int fd = bench.open(4);
        assertThrows(IllegalArgumentException.class, () -> bench.poller.register(fd, WAKEUP));
        bench.close(fd);
        for (int closed : new int[] {fd, -1, Integer.MAX_VALUE}) {
            SystemException refusal = assertThrows(SystemException.class, () -> bench.poller.register(closed, 1));
            assertEquals(Errno.EBADF, refusal.errno());
            assertTrue(refusal.getMessage().contains("fd " + closed), refusal.getMessage());
        }
        assertEquals(Map.of(), bench.settle());
    }

    @Test
    void refusesASecondRegistrationAndKeepsTheFirst() {
        Pair pair = bench.pair();
        bench.poller.register(pair.client(), 1);
        for (int times = 0; times < 2; times++) {
            SystemException refusal = assertThrows(SystemException.class,
                    () -> bench.poller.register(pair.client(), 2));
            assertEquals(Errno.EEXIST, refusal.errno());
        }
        bench.write(pair.server(), "x");
        assertEquals(READABLE | WRITABLE, bench.await(1, READABLE | WRITABLE));
        assertEquals(Map.of(), bench.settle());
        assertTrue(bench.poller.deregister(pair.client()));
        bench.poller.register(pair.client(), 2);
        assertEquals(READABLE | WRITABLE, bench.await(2, READABLE | WRITABLE));
    }

    @Test
    @Tag("case-229")
    void reportsNothingAfterDeregistrationThoughItWasReady() {
        int listener = bench.listener();
        bench.poller.register(listener, 1);
        bench.connect(listener);
        bench.await(1, READABLE);
        bench.connect(listener);
        assertTrue(bench.poller.deregister(listener));
        bench.poller.wakeup();
        assertEquals(Map.of(WAKEUP, 1), bench.settle());
    }

    @Test
    @Tag("case-229")
    void reportsNoneOfManyThatAreDeregisteredAfterTheFirstReport() {
        List<Pair> pairs = new ArrayList<>();
        int listener = bench.listener();
        for (int i = 0; i < 200; i++) {
            pairs.add(bench.pair(listener));
            bench.poller.register(pairs.get(i).client(), i);
        }
        bench.settle();
        pairs.forEach(pair -> bench.write(pair.server(), "x"));
        assertTrue(bench.poll(Bench.PATIENCE) > 0);
        pairs.forEach(pair -> {
            bench.poller.deregister(pair.client());
            bench.close(pair.client());
        });
        assertEquals(Map.of(), bench.settle());
    }

    @Test
    @Tag("case-230")
    void tellsWhetherWhatItDeregistersWasRegistered() {
        Pair pair = bench.pair();
        assertFalse(bench.poller.deregister(pair.client()));
        bench.poller.register(pair.client(), 1);
        assertTrue(bench.poller.deregister(pair.client()));
        assertFalse(bench.poller.deregister(pair.client()));
        bench.poller.register(pair.client(), 2);
        bench.close(pair.client());
        assertFalse(bench.poller.deregister(pair.client()));
        assertFalse(bench.poller.deregister(-1));
    }

    @Test
    void reportsTheNewKeyAfterRegisteringAnew() {
        Pair pair = bench.pair();
        bench.poller.register(pair.client(), 1);
        bench.settle();
        bench.poller.deregister(pair.client());
        bench.poller.register(pair.client(), 2);
        bench.write(pair.server(), "x");
        bench.await(2, READABLE);
        assertFalse(bench.settle().containsKey(1L));
    }

    @Test
    void reportsTheNextOwnerOfADescriptorUnderItsOwnKeyOnly() {
        Pair first = bench.pair();
        bench.poller.register(first.client(), 1);
        bench.poller.deregister(first.client());
        bench.close(first.client());
        Pair second = bench.pair();
        assumeTrue(second.client() == first.client());
        bench.poller.register(second.client(), 2);
        bench.poller.register(second.server(), 3);
        bench.write(second.server(), "x");
        bench.write(second.client(), "x");
        bench.write(first.server(), "x");
        assertFalse(bench.settle().containsKey(1L));
    }

    // ------------------------------------------------------------------ edges

    @Test
    @Tag("case-227")
    void reportsAnEdgeOnce() {
        Pair pair = bench.pair();
        bench.poller.register(pair.client(), 1);
        bench.settle();
        for (int i = 0; i < 3; i++) {
            bench.write(pair.server(), "unread data keeps no edge away");
            assertEquals(Map.of(1L, 1), bench.settle(READABLE));
        }
    }

    @Test
    void reportsRoomToWriteOnceTheFullConnectionIsRead() {
        Pair pair = bench.pair();
        bench.poller.register(pair.client(), 1);
        bench.await(1, WRITABLE);
        int total = bench.fill(pair.client());
        bench.settle();
        assertEquals(Errno.EAGAIN, bench.descriptors.write(pair.client(), new byte[1], 0, 1));
        byte[] block = new byte[Descriptors.MOST_BYTES];
        while (total > 0) {
            total -= bench.retry(() -> bench.descriptors.read(pair.server(), block, 0, block.length));
        }
        bench.await(1, WRITABLE);
        assertEquals(1, bench.descriptors.write(pair.client(), new byte[1], 0, 1));
    }

    @Test
    @Tag("case-232")
    void reportsTheEndOfThePeersData() {
        Pair pair = bench.pair();
        bench.poller.register(pair.client(), 1);
        bench.write(pair.server(), "data alone closes nothing");
        assertEquals(READABLE | WRITABLE, bench.await(1, READABLE | WRITABLE));
        bench.settle();
        bench.sockets.shutdownOutput(pair.server());
        int ready = bench.await(1, READABLE | READ_CLOSED);
        assertEquals(0, ready & (WRITE_CLOSED | ERROR));
        bench.write(pair.client(), "the other direction goes on");
    }

    @Test
    @Tag("case-232")
    void reportsTheEndOfOurOwnDataAsNoEndOfThePeers() {
        Pair pair = bench.pair();
        bench.poller.register(pair.client(), 1);
        bench.sockets.shutdownOutput(pair.client());
        assertEquals(Map.of(), bench.settle(READ_CLOSED | ERROR));
    }

    @Test
    @Tag("case-232")
    void reportsAResetToBothDirections() {
        Pair pair = bench.pair();
        bench.poller.register(pair.client(), 1);
        bench.settle();
        bench.sockets.setOption(pair.server(), SocketOption.LINGER, 0);
        bench.close(pair.server());
        int ready = bench.await(1, READABLE | WRITABLE | READ_CLOSED);
        assertNotEquals(0, ready & (ERROR | WRITE_CLOSED));
    }

    @Test
    @Tag("case-232")
    void reportsTheEndOfBothDirections() {
        Pair pair = bench.pair();
        bench.poller.register(pair.client(), 1);
        bench.sockets.shutdownOutput(pair.client());
        assertEquals("", bench.read(pair.server()));
        bench.close(pair.server());
        bench.await(1, READABLE | WRITABLE);
    }

    // ------------------------------------------------------------------ connects

    @Test
    void reportsAConnectThatSucceeded() {
        int client = bench.connect(bench.listener());
        bench.poller.register(client, 1);
        assertEquals(WRITABLE, bench.await(1, WRITABLE));
        assertEquals(0, bench.sockets.finishConnect(client));
    }

    /** Some kernels tell the error by the report alone, others by the socket alone, and those once. */
    @Test
    void reportsAConnectThatWasRefused() {
        int listener = bench.listener();
        byte[] address = bench.localAddress(listener);
        bench.close(listener);
        int client = bench.open(4);
        int result = bench.sockets.connect(client, address);
        if (result == Errno.EINPROGRESS) {
            bench.poller.register(client, 1);
            bench.await(1, WRITABLE);
            int reported = bench.batch.error(0);
            int told = bench.sockets.finishConnect(client);
            result = reported != 0 ? reported : told;
        }
        assertEquals(Errno.ECONNREFUSED, result);
    }

    // ------------------------------------------------------------------ batches

    @Test
    void replacesTheContentOfTheBatch() {
        bench.poller.wakeup();
        assertEquals(1, bench.poll(Bench.PATIENCE));
        assertEquals(0, bench.poll(0));
        assertEquals(0, bench.batch.size());
    }

    @Test
    @Tag("case-233")
    void bringsWhatDoesNotFitIntoTheBatchLater() {
        ReadyBatch small = new ReadyBatch(2);
        for (int i = 0; i < 7; i++) {
            bench.poller.register(bench.pair().client(), i);
        }
        Map<Long, Integer> counts = new TreeMap<>();
        for (int count; (count = bench.poller.poll(small, Bench.QUIET)) > 0;) {
            assertTrue(count <= 2);
            for (int i = 0; i < count; i++) {
                counts.merge(small.key(i), 1, Integer::sum);
            }
        }
        assertEquals(7, counts.size());
        assertEquals(List.of(1), counts.values().stream().distinct().toList());
    }

    @Test
    @Tag("case-233")
    void reportsEachOfManyWrittenInRandomOrderOnce() {
        List<Pair> pairs = new ArrayList<>();
        int listener = bench.listener();
        for (int i = 0; i < 100; i++) {
            pairs.add(bench.pair(listener));
            bench.poller.register(pairs.get(i).client(), i);
        }
        bench.settle();
        Collections.shuffle(pairs, new Random(1));
        pairs.forEach(pair -> bench.write(pair.server(), "x"));
        Map<Long, Integer> counts = bench.settle(READABLE);
        assertEquals(100, counts.size());
        assertEquals(List.of(1), counts.values().stream().distinct().toList());
    }

    // ------------------------------------------------------------------ waiting and waking

    @Test
    @Tag("case-5")
    void waitsOutItsTime() {
        for (long nanos : new long[] {1, 1_000, 300_000, 1_000_000, 3_100_000}) {
            long start = bench.platform.clock().nanoTime();
            assertEquals(0, bench.poll(nanos));
            assertTrue(bench.platform.clock().nanoTime() - start >= nanos, () -> "woke before " + nanos + " ns");
        }
    }

    @Test
    @Tag("case-234")
    void asksWithoutWaiting() {
        for (int i = 0; i < 100; i++) {
            assertEquals(0, bench.poll(0));
        }
        Pair pair = bench.pair();
        bench.poller.register(pair.client(), 1);
        assertEquals(1, bench.retry(() -> bench.poll(0) == 0 ? Errno.EAGAIN : bench.batch.size()));
    }

    @Test
    @Tag("case-44")
    void aWakeupEndsTheNextWaitAndNoOther() {
        for (int i = 0; i < 10; i++) {
            bench.poller.wakeup();
            assertEquals(1, bench.poll(-1));
            assertEquals(WAKEUP, bench.batch.key(0));
            assertEquals(0, bench.poll(0));
        }
    }

    @Test
    @Tag("case-44")
    @Tag("case-45")
    void wakeupsBeforeOnePollAreOne() {
        bench.poller.wakeup();
        bench.poller.wakeup();
        bench.poller.wakeup();
        assertEquals(Map.of(WAKEUP, 1), bench.settle());
    }

    @Test
    @Tag("case-8")
    void noWaitIsTooLong() {
        for (long nanos : new long[] {-1, Long.MIN_VALUE, 1L << 50, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
            bench.poller.wakeup();
            assertEquals(1, bench.poll(nanos));
        }
    }

    // ------------------------------------------------------------------ end

    @Test
    void isClosedOnceAndThenRefusesWork() {
        int fd = bench.open(4);
        bench.platform.close();
        bench.platform.close();
        bench.poller.wakeup();
        assertThrows(IllegalStateException.class, () -> bench.poller.register(fd, 1));
        assertThrows(IllegalStateException.class, () -> bench.poller.deregister(fd));
        assertThrows(IllegalStateException.class, () -> bench.poll(0));
        assertThrows(IllegalStateException.class, () -> bench.sockets.open(4, Sockets.Kind.STREAM));
    }
}
