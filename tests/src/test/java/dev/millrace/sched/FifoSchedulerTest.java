package dev.millrace.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FifoSchedulerTest {
    private final FifoScheduler scheduler = new FifoScheduler();

    private static Step step() {
        return new Step() {
            @Override
            public void run() {
                // It is only ordered here.
            }
        };
    }

    /** Below 6 adds, 6 and 7 take, above removes the step at that place from the front, if there is one. */
    @Property
    void takesStepsInTheOrderOfAddingWhateverIsRemoved(
            @ForAll @Size(max = 400) List<@IntRange(max = 20) Integer> actions) {
        FifoScheduler fifo = new FifoScheduler();
        List<Step> model = new ArrayList<>();
        for (int action : actions) {
            if (action < 6) {
                Step added = step();
                fifo.add(added);
                model.add(added);
            } else if (action < 8) {
                assertSame(model.isEmpty() ? null : model.remove(0), fifo.next());
            } else if (action - 8 < model.size()) {
                fifo.remove(model.remove(action - 8));
            }
            assertEquals(model.isEmpty(), fifo.isEmpty());
        }
        for (Step left : model) {
            assertSame(left, fifo.next());
        }
        assertNull(fifo.next());
    }

    @Test
    void aStepCanBeAddedAgainOnceItWasTaken() {
        Step again = step();
        Step other = step();
        scheduler.add(again);
        scheduler.add(other);
        assertSame(again, scheduler.next());
        scheduler.add(again);
        assertSame(other, scheduler.next());
        assertSame(again, scheduler.next());
        assertTrue(scheduler.isEmpty());
    }

    @Test
    void aBurstDoesNotKeepItsMemory() {
        int small = scheduler.capacity();
        for (int i = 0; i < 100_000; i++) {
            scheduler.add(step());
        }
        assertTrue(scheduler.capacity() >= 100_000);
        while (scheduler.next() != null) {
            // Empty it.
        }
        for (int i = 0; i < 20; i++) {
            scheduler.add(step());
            scheduler.next();
        }
        assertEquals(small, scheduler.capacity());
    }
}
