package dev.millrace.sync;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.InVirtualTime;
import dev.millrace.task.Task;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BarrierTest extends InVirtualTime {

    @Test
    @Tag("case-122")
    void aHundredPartiesAndTenGenerationsHaveOneLeaderEach() {
        int[] leaders = new int[10];
        run(group -> {
            Barrier barrier = new Barrier(100);
            for (int i = 0; i < 100; i++) {
                group.start(() -> {
                    for (int generation = 0; generation < 10; generation++) {
                        if (await(barrier.arrive())) {
                            leaders[generation]++;
                        }
                        assertEquals(generation + 1, barrier.statistics().generations());
                    }
                });
            }
        });
        for (int count : leaders) {
            assertEquals(1, count);
        }
    }

    @Test
    @Tag("case-122")
    void aCancelledPartyGivesItsPlaceBack() {
        run(group -> {
            Barrier barrier = new Barrier(2);
            Task<Boolean> cancelled = group.start(() -> await(barrier.arrive()));
            sleep(1);
            cancelled.cancel();
            sleep(1);
            assertEquals(0, barrier.statistics().waiting());
            Task<Boolean> first = group.start(() -> await(barrier.arrive()));
            sleep(1);
            assertEquals(List.of(true, false), List.of(await(barrier.arrive()), await(first)));
        });
    }

    @Test
    @Tag("case-122")
    void whoeverComesWhileTheOthersGoWaitsForTheNextGeneration() {
        run(group -> {
            Barrier barrier = new Barrier(2);
            Task<Boolean> first = group.start(() -> await(barrier.arrive()));
            sleep(1);
            barrier.arrive().value();
            var next = barrier.arrive();
            assertEquals(1, barrier.statistics().waiting());
            await(first);
            assertEquals(false, next.isDone());
            await(barrier.arrive());
            assertEquals(2, barrier.statistics().generations());
        });
    }

    @Test
    @Tag("case-122")
    void aBrokenBarrierFailsAllUntilItIsReset() {
        run(group -> {
            Barrier barrier = new Barrier(2);
            var waiting = barrier.arrive();
            barrier.breakUp();
            assertThrows(IllegalStateException.class, () -> await(waiting));
            assertThrows(IllegalStateException.class, () -> await(barrier.arrive()));
            barrier.reset();
            var first = barrier.arrive();
            barrier.reset();
            assertThrows(IllegalStateException.class, () -> await(first));
            var second = barrier.arrive();
            await(barrier.arrive());
            await(second);
        });
    }

    @Test
    void aBarrierOfNobodyIsRefused() {
        run(group -> assertThrows(IllegalArgumentException.class, () -> new Barrier(0)));
    }
}
