package dev.millrace.testkit.contract;

import static dev.millrace.sys.ReadyBatch.READABLE;
import static dev.millrace.sys.ReadyBatch.WAKEUP;
import static dev.millrace.sys.ReadyBatch.WRITABLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.sys.Errno;
import dev.millrace.sys.Poller;
import dev.millrace.sys.SystemException;
import dev.millrace.testkit.contract.Bench.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a {@link Poller} promises of registration, waiting and wakeups, on one thread. A part of
 * {@link PlatformContract}.
 */
// The module does not require JUnit of everybody.
@SuppressWarnings("exports")
public interface PollerContract {
    /** Returns the bench of the test that runs. */
    Bench bench();

    // ------------------------------------------------------------------ registration

    /** A registration is followed by a report of what is ready already. */
    @Test
    default void reportsWhatIsReadyAtRegistration() {
        Pair pair = bench().pair();
        bench().write(pair.server(), "x");
        poller().register(pair.client(), 5);
        assertEquals(READABLE | WRITABLE, bench().await(5, READABLE | WRITABLE));
    }

    /** A listener becomes readable when a connection can be accepted. */
    @Test
    default void reportsAConnectionThatWaitsToBeAccepted() {
        int listener = bench().listener();
        poller().register(listener, 5);
        bench().connect(listener);
        assertEquals(READABLE, bench().await(5, READABLE));
    }

    /** A report has the key of the registration, whichever of the 64-bit values it is. */
    @Test
    default void givesBackKeysOf64Bits() {
        long[] keys = {0, 1L << 31, 1L << 63, 0xFFFF_FFFF_0000_0000L, WAKEUP - 1};
        for (long key : keys) {
            Pair pair = bench().pair();
            poller().register(pair.client(), key);
            assertEquals(WRITABLE, bench().await(key, WRITABLE));
            assertTrue(poller().deregister(pair.client()));
        }
    }

    /** A descriptor that is not open is EBADF, and the key of the wakeup is an illegal argument. */
    @Test
    default void refusesWhatIsNotOpenAndTheKeyOfTheWakeup() {
        int fd = bench().open(4);
        assertThrows(IllegalArgumentException.class, () -> poller().register(fd, WAKEUP));
        bench().close(fd);
        for (int closed : new int[] {fd, -1, Integer.MAX_VALUE}) {
            SystemException refusal = assertThrows(SystemException.class, () -> poller().register(closed, 1));
            assertEquals(Errno.EBADF, refusal.errno());
            assertTrue(refusal.getMessage().contains("fd " + closed), refusal.getMessage());
        }
        assertEquals(Map.of(), bench().settle());
    }

    /** A second registration is EEXIST and changes nothing, until the descriptor is deregistered. */
    @Test
    default void refusesASecondRegistrationAndKeepsTheFirst() {
        Pair pair = bench().pair();
        poller().register(pair.client(), 1);
        for (int times = 0; times < 2; times++) {
            SystemException refusal = assertThrows(SystemException.class,
                    () -> poller().register(pair.client(), 2));
            assertEquals(Errno.EEXIST, refusal.errno());
        }
        bench().write(pair.server(), "x");
        assertEquals(READABLE | WRITABLE, bench().await(1, READABLE | WRITABLE));
        assertEquals(Map.of(), bench().settle());
        assertTrue(poller().deregister(pair.client()));
        poller().register(pair.client(), 2);
        assertEquals(READABLE | WRITABLE, bench().await(2, READABLE | WRITABLE));
    }

    /** What was ready but not yet reported is forgotten with the registration. */
    @Test
    @Tag("case-229")
    default void reportsNothingAfterDeregistrationThoughItWasReady() {
        int listener = bench().listener();
        poller().register(listener, 1);
        bench().connect(listener);
        bench().await(1, READABLE);
        bench().connect(listener);
        assertTrue(poller().deregister(listener));
        poller().wakeup();
        assertEquals(Map.of(WAKEUP, 1), bench().settle());
    }

    /** Reports that a poller keeps for its next batch are forgotten with the registration too. */
    @Test
    @Tag("case-229")
    default void reportsNoneOfManyThatAreDeregisteredAfterTheFirstReport() {
        List<Pair> pairs = new ArrayList<>();
        int listener = bench().listener();
        for (int i = 0; i < 200; i++) {
            pairs.add(bench().pair(listener));
            poller().register(pairs.get(i).client(), i);
        }
        bench().settle();
        pairs.forEach(pair -> bench().write(pair.server(), "x"));
        assertTrue(bench().poll(Bench.PATIENCE_NANOS) > 0);
        pairs.forEach(pair -> {
            poller().deregister(pair.client());
            bench().close(pair.client());
        });
        assertEquals(Map.of(), bench().settle());
    }

    /** To deregister what is unknown or closed does no harm, and returns false. */
    @Test
    @Tag("case-230")
    default void tellsWhetherWhatItDeregistersWasRegistered() {
        Pair pair = bench().pair();
        assertFalse(poller().deregister(pair.client()));
        poller().register(pair.client(), 1);
        assertTrue(poller().deregister(pair.client()));
        assertFalse(poller().deregister(pair.client()));
        poller().register(pair.client(), 2);
        bench().close(pair.client());
        assertFalse(poller().deregister(pair.client()));
        assertFalse(poller().deregister(-1));
    }

    /** The key of an earlier registration does not come back. */
    @Test
    default void reportsTheNewKeyAfterRegisteringAnew() {
        Pair pair = bench().pair();
        poller().register(pair.client(), 1);
        bench().settle();
        poller().deregister(pair.client());
        poller().register(pair.client(), 2);
        bench().write(pair.server(), "x");
        bench().await(2, READABLE);
        assertFalse(bench().settle().containsKey(1L));
    }

    /** The kernel gives numbers out again: the next socket of a number is not reported under the key of the last. */
    @Test
    default void reportsTheNextOwnerOfADescriptorUnderItsOwnKeyOnly() {
        Pair first = bench().pair();
        poller().register(first.client(), 1);
        poller().deregister(first.client());
        bench().close(first.client());
        Pair second = bench().pair();
        assumeTrue(second.client() == first.client());
        poller().register(second.client(), 2);
        poller().register(second.server(), 3);
        bench().write(second.server(), "x");
        bench().write(second.client(), "x");
        bench().write(first.server(), "x");
        assertFalse(bench().settle().containsKey(1L));
    }

    // ------------------------------------------------------------------ waiting and waking

    /** A poll without reports lasts as long as it was told, at least: from one nanosecond to 3.1 milliseconds. */
    @Test
    @Tag("case-5")
    default void waitsOutItsTime() {
        for (long nanos : new long[] {1, 1_000, 300_000, 1_000_000, 3_100_000}) {
            long start = bench().platform().clock().nanoTime();
            assertEquals(0, bench().poll(nanos));
            assertTrue(bench().platform().clock().nanoTime() - start >= nanos, () -> "woke before " + nanos + " ns");
        }
    }

    /** A poll of no time asks all the same, and returns at once. */
    @Test
    @Tag("case-234")
    default void asksWithoutWaiting() {
        for (int i = 0; i < 100; i++) {
            assertEquals(0, bench().poll(0));
        }
        Pair pair = bench().pair();
        poller().register(pair.client(), 1);
        assertEquals(1, bench().retry(() -> bench().poll(0) == 0 ? Errno.EAGAIN : bench().batch().size()));
    }

    /** A wakeup before a poll ends that poll, with one report, and not the poll after it. */
    @Test
    @Tag("case-44")
    default void aWakeupEndsTheNextWaitAndNoOther() {
        for (int i = 0; i < 10; i++) {
            poller().wakeup();
            assertEquals(1, bench().poll(-1));
            assertEquals(WAKEUP, bench().batch().key(0));
            assertEquals(0, bench().poll(0));
        }
    }

    /** Several wakeups before a poll bring one report. */
    @Test
    @Tag("case-44")
    @Tag("case-45")
    default void wakeupsBeforeOnePollAreOne() {
        poller().wakeup();
        poller().wakeup();
        poller().wakeup();
        assertEquals(Map.of(WAKEUP, 1), bench().settle());
    }

    /** A wait without end, and one of any length that a long can hold, ends by a wakeup and not before. */
    @Test
    @Tag("case-8")
    default void noWaitIsTooLong() {
        for (long nanos : new long[] {-1, Long.MIN_VALUE, 1L << 50, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
            poller().wakeup();
            assertEquals(1, bench().poll(nanos));
        }
    }

    private Poller poller() {
        return bench().poller();
    }
}
