package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.fixture.SimulatedLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Where the tasks of a program are, for whoever reports that it does not end. */
class WhereaboutsTest extends SimulatedLoop {
    private static String withoutPlace(String line) {
        return line.replaceAll(" at .*", "");
    }

    @Test
    void eachTaskThatHasNotEndedSaysWhatItDoes() {
        Promise<Void> never = new Promise<>(loop);
        Task<Void> main = TaskGroup.main(loop, Coroutines.best(), () -> {
            TaskGroup.run(group -> {
                group.start("waiter", () -> await(never));
                group.start("done", () -> { });
                group.start("yielder", () -> {
                    while (!never.isDone()) {
                        Task.yieldNow();
                    }
                });
            });
            return null;
        });
        assertEquals(List.of("Task main has not begun"), main.whereabouts());
        for (int turns = 0; turns < 5; turns++) {
            simulation.turn();
        }
        assertEquals(List.of("Task main waits for the tasks of a group that it leaves",
                "Task waiter awaits Promise[PENDING]", "Task yielder is ready"),
                main.whereabouts().stream().map(WhereaboutsTest::withoutPlace).toList());
        never.complete(null);
        simulation.runUntilIdle();
        assertTrue(main.isDone());
        assertEquals(List.of(), main.whereabouts());
    }

    @Test
    void onlyATaskThatBlocksOutsideOfAwaitIsBlocked() throws InterruptedException {
        assumeTrue(Coroutines.best().isLoopScheduled());
        CountDownLatch latch = new CountDownLatch(1);
        Task<Void> main = TaskGroup.main(loop, Coroutines.best(), () -> {
            await(Future.sleep(Duration.ofMillis(1)));
            latch.await();
            await(Future.sleep(Duration.ofMillis(1)));
            return null;
        });
        simulation.runUntilIdle();
        assertFalse(main.isProgramBlocked());
        simulation.advance(Duration.ofMillis(1));
        simulation.runUntilIdle();
        assertTrue(main.isProgramBlocked());
        assertEquals("Task main blocks outside of await", withoutPlace(main.whereabouts().get(0)));
        latch.countDown();
        simulation.runUntilIdle();
        assertFalse(main.isProgramBlocked());
        simulation.advance(Duration.ofMillis(2));
        simulation.runUntilIdle();
        assertTrue(main.isDone());
    }
}
