package dev.millrace.sync;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.InVirtualTime;
import dev.millrace.task.CancelScope;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whose turn it is, and what becomes of a turn whose waiter has gone. */
class WaitQueueTest extends InVirtualTime {

    private void waitAs(String name, WaitQueue<String> queue) {
        log.add(name + " has " + await(queue.join()));
    }

    @Test
    @Tag("case-112")
    void waitersAreServedInTheOrderOfComing() {
        run(group -> {
            WaitQueue<String> queue = new WaitQueue<>(Task.current().loop());
            assertFalse(queue.wakeFirst("nobody"));
            group.start(() -> waitAs("first", queue));
            group.start(() -> waitAs("second", queue));
            group.start(() -> waitAs("third", queue));
            sleep(1);
            assertTrue(queue.wakeFirst("a"));
            assertEquals(2, queue.size());
            assertEquals(2, queue.wakeAll("b"));
            assertTrue(queue.isEmpty());
        });
        assertEquals(List.of("first has a", "second has b", "third has b"), log);
    }

    @Test
    @Tag("case-110")
    void aWaiterCancelledBeforeItsTurnLeavesItToTheNext() {
        run(group -> {
            WaitQueue<String> queue = new WaitQueue<>(Task.current().loop());
            List<Task<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String name = "waiter " + i;
                tasks.add(group.start(() -> waitAs(name, queue)));
            }
            sleep(1);
            tasks.get(0).cancel();
            tasks.get(2).cancel();
            assertTrue(queue.wakeFirst("a"));
            assertTrue(queue.wakeFirst("b"));
            assertFalse(queue.wakeFirst("nobody"));
        });
        assertEquals(List.of("waiter 1 has a", "waiter 3 has b"), log);
    }

    @Test
    @Tag("case-110")
    void aWaiterCancelledAfterItsTurnKeepsWhatItWasGiven() {
        run(group -> {
            WaitQueue<String> queue = new WaitQueue<>(Task.current().loop());
            Task<Void> woken = group.start(() -> waitAs("woken", queue));
            group.start(() -> waitAs("next", queue));
            sleep(1);
            queue.wakeFirst("a");
            woken.cancel();
            sleep(1);
            assertEquals(1, queue.size());
            assertEquals(1, queue.failAll(new IllegalStateException("closed")) + queue.size());
        }, "closed");
        assertEquals(List.of("woken has a"), log);
    }

    private void run(TaskGroup.VoidBody main, String failure) {
        assertEquals(failure, assertThrows(IllegalStateException.class, () -> run(main)).getMessage());
    }

    @Test
    void nobodyJoinsInACancelledScope() {
        run(group -> {
            WaitQueue<String> queue = new WaitQueue<>(Task.current().loop());
            CancelScope scope = new CancelScope();
            scope.cancel();
            scope.run(() -> {
                assertTrue(queue.join().isCancelled());
            });
            assertTrue(queue.isEmpty());
        });
    }
}
