package dev.millrace.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;

/** The bounds of a delay, whatever the numbers. */
class BackOffPropertiesTest {

    @Property
    void aDelayGrowsByTheFactorToTheLongestAndIsShortenedByTheJitterAtMost(
            @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long first,
            @ForAll @DoubleRange(min = 1, max = 1000) double factor,
            @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long longest,
            @ForAll @DoubleRange(min = 0, max = 1) double jitter, @ForAll long seed) {
        BackOff exact = new BackOff(Duration.ofNanos(first), factor, Duration.ofNanos(longest), 0);
        BackOff jittered = new BackOff(Duration.ofNanos(first), factor, Duration.ofNanos(longest), jitter);
        Random random = new Random(seed);
        long before = 0;
        for (int failures : new int[] {1, 2, 3, 10, 1000, Integer.MAX_VALUE}) {
            long delay = exact.after(failures, random).toNanos();
            double grown = first == 0 ? 0 : first * Math.pow(factor, failures - 1);
            assertEquals(Math.min(grown, longest), delay, 1);
            assertTrue(delay >= before && delay <= longest);
            long shortened = jittered.after(failures, random).toNanos();
            assertTrue(shortened <= delay && shortened >= delay * (1 - jitter) - 1, shortened + " of " + delay);
            before = delay;
        }
    }
}
