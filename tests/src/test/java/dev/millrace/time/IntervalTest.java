package dev.millrace.time;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.InVirtualTime;
import dev.millrace.task.Future;
import dev.millrace.time.Interval.Missed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class IntervalTest extends InVirtualTime {

    /** Takes a tick, does something for 650 ms, and takes three more. */
    private List<Long> ticks(Missed missed) {
        List<Long> ticks = new ArrayList<>();
        run(group -> {
            long begin = now();
            Interval interval = new Interval(ms(300), missed);
            for (int i = 0; i < 4; i++) {
                await(interval.next());
                ticks.add(now() - begin);
                if (i == 0) {
                    sleep(650);
                }
            }
        });
        return ticks;
    }

    @Test
    @Tag("case-16")
    void missedTicksComeAtOnceOrAreDelayedOrSkipped() {
        assertEquals(List.of(300L, 950L, 950L, 1200L), ticks(Missed.BURST));
        assertEquals(List.of(300L, 950L, 1250L, 1550L), ticks(Missed.DELAY));
        assertEquals(List.of(300L, 950L, 1200L, 1500L), ticks(Missed.SKIP));
    }

    @Test
    void aCancelledTickIsLeftToTheNextCall() {
        run(group -> {
            Interval interval = new Interval(ms(10), Missed.BURST);
            Future<Void> cancelled = interval.next();
            assertThrows(IllegalStateException.class, interval::next);
            cancelled.cancel();
            await(interval.next());
            assertEquals(10, now());
        });
    }

    @Test
    void aPeriodOfNothingIsRefusedAndAnEnormousOneDoesNotCome() {
        run(group -> {
            assertThrows(IllegalArgumentException.class, () -> new Interval(Duration.ZERO, Missed.SKIP));
            Future<Void> never = new Interval(Duration.ofDays(1_000_000), Missed.SKIP).next();
            sleep(1000);
            assertEquals(false, never.isDone());
            never.cancel();
        });
    }
}
