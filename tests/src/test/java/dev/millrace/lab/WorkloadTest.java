package dev.millrace.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What clients send. */
class WorkloadTest {

    @Property(tries = 50)
    void everyMessageLiesWithinTheBlockAndTheLimits(@ForAll @IntRange(min = 1, max = 100_000) int minSize,
            @ForAll @IntRange(max = 100_000) int more, @ForAll long seed) {
        Workload workload = new Workload(10, 10, minSize, minSize + more, seed);
        for (int client = 0; client < 10; client++) {
            for (int message = 0; message < 10; message++) {
                int size = workload.size(client, message);
                assertTrue(size >= minSize && size <= minSize + more);
                int place = workload.place(client, message);
                assertTrue(place >= 0 && place + size <= workload.block().length);
            }
        }
    }

    @Test
    void theFirstMillionMessagesBeginAtDifferentPlaces() {
        Workload workload = new Workload(1000, 1000, 1, 1, 7);
        BitSet places = new BitSet();
        for (int client = 0; client < 1000; client++) {
            for (int message = 0; message < 1000; message++) {
                places.set(workload.place(client, message));
            }
        }
        assertEquals(1_000_000, places.cardinality());
    }

    @Test
    void oneSeedSendsTheSameAndAnotherDoesNot() {
        assertEquals(new Workload(10, 10, 1, 1000, 5).totalBytes(), new Workload(10, 10, 1, 1000, 5).totalBytes());
        assertFalse(new Workload(10, 10, 1, 1000, 5).totalBytes() == new Workload(10, 10, 1, 1000, 6).totalBytes());
    }

    @Test
    void halfOfTheMessagesAreShort() {
        Workload workload = new Workload(100, 100, 1, 65_536, 1);
        int small = 0;
        for (int message = 0; message < 10_000; message++) {
            small += workload.size(message / 100, message % 100) < 256 ? 1 : 0;
        }
        assertTrue(small > 4_500 && small < 5_500, small + " of 10000 are below 256 bytes");
    }

    @Test
    void limitsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> new Workload(1, 1, 2, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Workload(0, 1, 1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Workload(1, 1, 1, Workload.LONGEST + 1, 0));
    }
}
