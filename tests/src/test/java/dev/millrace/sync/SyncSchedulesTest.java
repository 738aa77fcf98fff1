package dev.millrace.sync;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.task.CancelScope;
import dev.millrace.task.Cancelled;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.CancelEverywhere;
import dev.millrace.testkit.Simulation;
import dev.millrace.testkit.explore.Explore;
import dev.millrace.testkit.schedule.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Small programs over what tasks share hold in every schedule with one deviation, in many with more, and wherever they
 * are cancelled.
 */
class SyncSchedulesTest {

    /** A permit is handed on while its waiter is cancelled. */
    private static void permits() {
        Semaphore semaphore = new Semaphore(1);
        int[] inside = {0};
        TaskGroup.run(group -> {
            List<Task<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                tasks.add(group.start(() -> semaphore.run(() -> {
                    assertEquals(1, ++inside[0]);
                    try {
                        Task.yieldNow();
                    } finally {
                        inside[0]--;
                    }
                })));
            }
            group.start(() -> tasks.get(1).cancel());
        });
        assertEquals(new Semaphore.Statistics(1, 0, 0), semaphore.statistics());
    }

    /** Two consumers, of which one may be cancelled, and two elements behind a lock and its condition. */
    private static void conditions() {
        Lock lock = new Lock();
        Condition filled = lock.condition();
        int[] stored = {0};
        TaskGroup.run(group -> {
            Task<Void> first = group.start(() -> take(lock, filled, stored));
            group.start(() -> take(lock, filled, stored));
            for (int i = 0; i < 2; i++) {
                group.start(() -> {
                    try (Hold hold = await(lock.acquire())) {
                        stored[0]++;
                        filled.signal(hold);
                    }
                });
            }
            group.start(() -> first.cancel());
        });
        assertTrue(stored[0] <= 1);
        assertFalse(lock.statistics().locked());
    }

    private static void take(Lock lock, Condition filled, int[] stored) {
        try (Hold hold = await(lock.acquire())) {
            try {
                while (stored[0] == 0) {
                    await(filled.signalled(hold));
                }
                stored[0]--;
            } catch (Cancelled e) {
                filled.signal(hold);
                throw e;
            }
        }
    }

    /** Every element is received once, or goes to the hook once, although a select and a close are in the way. */
    private static void channels() {
        List<Integer> ended = new ArrayList<>();
        Channel<Integer> one = Channel.<Integer>bounded(0).onUndelivered(ended::add);
        Channel<Integer> other = Channel.<Integer>bounded(1).onUndelivered(ended::add);
        TaskGroup.run(group -> {
            group.start(() -> send(one, 1));
            group.start(() -> send(other, 2));
            Task<Void> selecting = group.start(() -> {
                Select<Integer> either = Select.<Integer>inOrder().receive(one, first -> first)
                        .receive(other, second -> second);
                try {
                    ended.add(await(either.once()).run());
                } catch (ChannelClosedException e) {
                    assertTrue(one.isClosed());
                }
            });
            group.start(() -> selecting.cancel());
            group.start(() -> {
                one.cancel();
                other.cancel();
            });
        });
        assertEquals(List.of(1, 2), ended.stream().sorted().toList());
    }

    private static void send(Channel<Integer> channel, int element) {
        try {
            await(channel.send(element));
        } catch (ChannelClosedException e) {
            assertTrue(channel.isClosed());
        }
    }

    @Test
    void everyScheduleWithADeviationHoldsAndThoseOfThePortfolio() {
        for (Task.Body program : List.<Task.Body>of(SyncSchedulesTest::permits, SyncSchedulesTest::conditions,
                SyncSchedulesTest::channels)) {
            assertTrue(new Explore(program).all(1) > 10);
            new Explore(program).withLimit(300).check();
        }
    }

    @Property(tries = 300)
    void anyScheduleHolds(@ForAll Schedule schedule) {
        Simulation.check(schedule, SyncSchedulesTest::permits);
        Simulation.check(schedule, SyncSchedulesTest::conditions);
        Simulation.check(schedule, SyncSchedulesTest::channels);
    }

    @Test
    void nothingIsHeldWhereverTheProgramIsCancelled() {
        new CancelEverywhere(Coroutines.best()).check(simulation -> {
            Lock lock = new Lock();
            Semaphore semaphore = new Semaphore(1);
            Channel<Integer> channel = Channel.bounded(1);
            try {
                TaskGroup.run(group -> {
                    for (int i = 0; i < 2; i++) {
                        group.start(() -> lock.run(() -> semaphore.run(() -> await(channel.send(1)))));
                        group.start(() -> {
                            await(Future.sleep(Duration.ofMillis(1)));
                            await(channel.receive());
                        });
                    }
                });
            } finally {
                CancelScope.runShielded(() -> {
                    assertFalse(lock.statistics().locked());
                    assertEquals(new Semaphore.Statistics(1, 0, 0), semaphore.statistics());
                    assertEquals(0, channel.statistics().senders() + channel.statistics().receivers());
                });
            }
        }, simulation -> { });
    }
}
