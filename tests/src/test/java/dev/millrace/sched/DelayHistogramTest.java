package dev.millrace.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DelayHistogramTest {

    @Test
    void countsNothingAtFirst() {
        DelayHistogram delays = new DelayHistogram();
        assertEquals(0, delays.count());
        assertEquals(Duration.ZERO, delays.percentile(99));
        assertEquals(Duration.ZERO, delays.longest());
    }

    @Test
    void aClockThatWentBackCountsAsNoDelay() {
        DelayHistogram delays = new DelayHistogram();
        delays.add(-5);
        assertEquals(1, delays.count());
        assertEquals(Duration.ZERO, delays.percentile(100));
    }

    @Test
    void refusesAPercentageThatIsNone() {
        DelayHistogram delays = new DelayHistogram();
        assertThrows(IllegalArgumentException.class, () -> delays.percentile(101));
        assertThrows(IllegalArgumentException.class, () -> delays.percentile(Double.NaN));
    }

    @Property
    void everyDelayHasABucketThatEndsAQuarterAboveItAtMost(@ForAll @LongRange(min = 0) long delay) {
        int bucket = DelayHistogram.bucket(delay);
        long end = DelayHistogram.end(bucket);
        assertTrue(end >= delay && end - delay <= delay / 4, () -> delay + " is counted up to " + end);
        assertTrue(bucket == 0 || DelayHistogram.end(bucket - 1) < delay, () -> delay + " belongs to the one before");
    }

    @Property
    void aPercentileIsAtMostAQuarterAboveTheExactOne(
            @ForAll @Size(min = 1, max = 50) List<@LongRange(min = 0, max = 10_000_000_000L) Long> all,
            @ForAll @DoubleRange(min = 0, max = 100) double percent) {
        DelayHistogram delays = new DelayHistogram();
        all.forEach(delays::add);
        List<Long> sorted = all.stream().sorted().toList();
        long exact = sorted.get(Math.max(0, (int) Math.ceil(all.size() * percent / 100) - 1));
        long told = delays.percentile(percent).toNanos();
        assertTrue(told >= exact && told - exact <= exact / 4, () -> told + " for " + exact);
        assertEquals(sorted.get(all.size() - 1), delays.longest().toNanos());
        assertEquals(all.size(), delays.count());
    }
}
