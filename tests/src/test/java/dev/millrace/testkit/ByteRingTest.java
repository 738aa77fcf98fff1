package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ByteRingTest {
    private static final int MOST = 1_000;

    @Test
    void itHoldsNoMoreThanTwiceWhatCame() {
        ByteRing ring = new ByteRing();
        assertEquals(0, ring.allocated());
        ring.add(new byte[1], 0, 1, 1 << 16);
        assertTrue(ring.allocated() <= 256);
        ring.add(new byte[999], 0, 999, 1 << 16);
        assertTrue(ring.allocated() <= 2_000);
        ring.add(new byte[9_000], 0, 9_000, 10_000);
        assertEquals(10_000, ring.allocated());
    }

    /** Positive numbers add so many bytes, negative ones take so many. */
    @Property
    void bytesComeOutInTheOrderInWhichTheyCame(
            @ForAll @Size(max = 60) List<@IntRange(min = -300, max = 300) Integer> moves) {
        ByteRing ring = new ByteRing();
        ArrayDeque<Byte> model = new ArrayDeque<>();
        byte next = 0;
        for (int move : moves) {
            byte[] bytes = new byte[Math.abs(move) + 1];
            if (move < 0) {
                int count = ring.take(bytes, 1, -move);
                assertEquals(Math.min(-move, model.size()), count);
                for (int i = 1; i <= count; i++) {
                    assertEquals(model.poll(), bytes[i]);
                }
            } else {
                int count = Math.min(move, MOST - model.size());
                for (int i = 1; i <= count; i++) {
                    bytes[i] = next++;
                    model.add(bytes[i]);
                }
                ring.add(bytes, 1, count, MOST);
            }
            assertEquals(model.size(), ring.size());
            assertTrue(ring.allocated() <= MOST);
        }
    }
}
