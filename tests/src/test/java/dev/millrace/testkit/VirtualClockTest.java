package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VirtualClockTest {
    private final VirtualClock clock = new VirtualClock();

    @Test
    void standsUntilItIsMoved() {
        assertEquals(0, clock.nanoTime());
        clock.advance(Duration.ofSeconds(1, 5));
        clock.advance(Duration.ZERO);
        assertEquals(1_000_000_005, clock.nanoTime());
        assertEquals(Duration.ofSeconds(1, 5), clock.elapsed());
    }

    @Test
    @Tag("case-25")
    void doesNotGoBack() {
        clock.advance(Duration.ofSeconds(1));
        assertThrows(IllegalArgumentException.class, () -> clock.advance(Duration.ofNanos(-1)));
        assertThrows(IllegalStateException.class, () -> clock.advanceNanos(-1));
        assertEquals(Duration.ofSeconds(1), clock.elapsed());
    }

    @Test
    @Tag("case-25")
    void stopsShortOfTheEndOfItsRange() {
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofSeconds(Long.MAX_VALUE));
            assertEquals(Long.MAX_VALUE - 1, clock.nanoTime());
        }
    }

    /** Beyond it the number would be negative: the clock would have gone back. */
    @Test
    void aWaitBeyondTheEndOfItsRangeIsRefused() {
        clock.advanceNanos(5);
        assertThrows(IllegalStateException.class, () -> clock.advanceNanos(Long.MAX_VALUE - 5));
        assertEquals(5, clock.nanoTime());
        clock.advanceNanos(Long.MAX_VALUE - 6);
        assertEquals(Long.MAX_VALUE - 1, clock.nanoTime());
    }

    @Property
    void addsUpWhatItIsMovedBy(@ForAll @LongRange(min = 0) long first, @ForAll @LongRange(min = 0) long second) {
        VirtualClock moved = new VirtualClock();
        moved.advance(Duration.ofNanos(first));
        moved.advance(Duration.ofNanos(second));
        Duration sum = Duration.ofNanos(first).plusNanos(second);
        Duration longest = Duration.ofNanos(Long.MAX_VALUE - 1);
        assertEquals(sum.compareTo(longest) < 0 ? sum : longest, moved.elapsed());
    }
}
