package dev.millrace.sync;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.InVirtualTime;
import dev.millrace.task.CancelScope;
import dev.millrace.task.Cancelled;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import dev.millrace.task.TimedOut;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ConditionTest extends InVirtualTime {

    private Task.Body waiting(Lock lock, Condition condition, String name) {
        return () -> {
            try (Hold hold = await(lock.acquire())) {
                try {
                    await(condition.signalled(hold));
                    log.add(name + " at " + now());
                } catch (Cancelled e) {
                    log.add(name + " cancelled at " + now() + (hold.isHeld() ? ", holding" : ""));
                    throw e;
                }
                await(Future.sleep(ms(10)));
            }
        };
    }

    @Test
    @Tag("case-117")
    void thoseThatAreSignalledGoOnOneAfterTheOtherWhenTheLockIsFree() {
        run(group -> {
            Lock lock = new Lock();
            Condition condition = lock.condition();
            for (String name : List.of("a", "b", "c")) {
                group.start(waiting(lock, condition, name));
            }
            sleep(1);
            assertEquals(3, condition.waiting());
            try (Hold hold = await(lock.acquire())) {
                condition.signal(hold);
                condition.signal(hold);
                sleep(4);
                assertEquals(List.of(), log);
                assertEquals(1, condition.waiting());
            }
            sleep(25);
            assertEquals(List.of("a at 5", "b at 15"), log);
            try (Hold hold = await(lock.acquire())) {
                condition.signalAll(hold);
            }
        });
        assertEquals(3, log.size());
    }

    @Test
    @Tag("case-117")
    void whoeverDoesNotHaveTheLockIsRefused() {
        run(group -> {
            Lock lock = new Lock();
            Condition condition = lock.condition();
            Hold released = await(lock.acquire());
            released.close();
            Hold other = await(new Lock().acquire());
            for (Hold wrong : List.of(released, other)) {
                assertThrows(IllegalStateException.class, () -> condition.signal(wrong));
                assertThrows(IllegalStateException.class, () -> condition.signalAll(wrong));
                assertThrows(IllegalStateException.class, () -> condition.signalled(wrong));
            }
            other.close();
        });
    }

    @Test
    @Tag("case-118")
    void aCancelledWaiterHasTheLockWhenTheCancelComesOut() {
        run(group -> {
            Lock lock = new Lock();
            Condition condition = lock.condition();
            Task<Void> waiter = group.start(waiting(lock, condition, "waiter"));
            sleep(1);
            lock.run(() -> {
                waiter.cancel();
                sleep(5);
                assertEquals(List.of(), log);
                assertEquals(0, condition.waiting());
            });
        });
        assertEquals(List.of("waiter cancelled at 6, holding"), log);
    }

    @Test
    @Tag("case-118")
    void aWaiterCancelledBeforeTheSignalLeavesItToTheNext() {
        firstOfTwoIsCancelled((condition, hold, first) -> {
            first.cancel();
            condition.signal(hold);
        });
    }

    @Test
    @Tag("case-118")
    void aWaiterCancelledBetweenTheSignalAndTheLockPassesTheSignalOn() {
        firstOfTwoIsCancelled((condition, hold, first) -> {
            condition.signal(hold);
            first.cancel();
            first.cancel();
            assertEquals(0, condition.waiting());
        });
    }

    /** What is done by a task that has the lock. */
    private interface Holder {
        void run(Condition condition, Hold hold, Task<Void> first) throws Exception;
    }

    private void firstOfTwoIsCancelled(Holder holder) {
        run(group -> {
            Lock lock = new Lock();
            Condition condition = lock.condition();
            Task<Void> first = group.start(waiting(lock, condition, "first"));
            group.start(waiting(lock, condition, "second"));
            sleep(1);
            try (Hold hold = await(lock.acquire())) {
                holder.run(condition, hold, first);
            }
        });
        assertEquals(List.of("first cancelled at 1, holding", "second at 1"), log);
    }

    @Test
    void aTimeoutOfAWaitEndsWithTheLockInHand() {
        run(group -> {
            Lock lock = new Lock();
            Condition condition = lock.condition();
            try (Hold hold = await(lock.acquire())) {
                assertThrows(TimedOut.class,
                        () -> CancelScope.runWithTimeout(ms(5), () -> await(condition.signalled(hold))));
                assertTrue(hold.isHeld());
            }
            assertFalse(lock.statistics().locked());
        });
    }

    @Test
    void theHoldCannotBeUsedWhileItWaits() {
        run(group -> {
            Lock lock = new Lock();
            Condition condition = lock.condition();
            Hold hold = await(lock.acquire());
            var signalled = condition.signalled(hold);
            assertThrows(IllegalStateException.class, hold::close);
            try (Hold other = await(lock.acquire())) {
                condition.signalAll(other);
            }
            await(signalled);
            hold.close();
        });
    }
}
