package dev.millrace.sync;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.InVirtualTime;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Much of the same, in the amounts in which the suites of other runtimes try it. */
@Tag("explores")
class SyncStressTest extends InVirtualTime {

    @Test
    @Tag("case-116")
    void tenThousandTasksThatAreCancelledWhileAPermitComesLeaveOne() {
        Random random = new Random(1);
        int[] gotIt = {0};
        run(group -> {
            Semaphore semaphore = new Semaphore(1);
            for (int i = 0; i < 10_000; i++) {
                await(semaphore.acquire());
                Task<Void> waiter = group.start(() -> semaphore.run(() -> gotIt[0]++));
                Task.yieldNow();
                assertEquals(1, semaphore.statistics().waiting());
                boolean weRelease = random.nextBoolean();
                Task<Void> other = group.start(() -> {
                    if (weRelease) {
                        waiter.cancel();
                    } else {
                        semaphore.release();
                    }
                });
                if (random.nextBoolean()) {
                    Task.yieldNow();
                }
                if (weRelease) {
                    semaphore.release();
                } else {
                    waiter.cancel();
                }
                await(other);
                while (!waiter.isDone()) {
                    Task.yieldNow();
                }
                assertEquals(new Semaphore.Statistics(1, 0, 0), semaphore.statistics());
            }
        });
        assertTrue(gotIt[0] > 1_000 && gotIt[0] < 9_000, () -> gotIt[0] + " were served");
    }

    @Test
    void aHundredThousandElementsArriveInOrder() {
        for (int capacity : new int[] {0, 1, 1_000}) {
            run(group -> {
                Channel<Integer> channel = Channel.bounded(capacity);
                group.start(() -> {
                    for (int i = 0; i < 100_000; i++) {
                        await(channel.send(i));
                    }
                    channel.close();
                });
                for (int i = 0; i < 100_000; i++) {
                    assertEquals(i, await(channel.receive()));
                }
                assertEquals(100_000, channel.statistics().received());
            });
        }
    }

    /** Callbacks that come and go leave nothing behind in what they listened to. */
    @Test
    void aHundredThousandListenersComeAndGo() {
        int[] called = {0};
        run(group -> {
            Promise<Void> end = new Promise<>(simulation.loop());
            Runnable stays = () -> called[0]++;
            end.onEnd(stays);
            for (int i = 0; i < 100_000; i++) {
                Runnable goes = () -> called[0] += 1_000;
                end.onEnd(goes);
                end.removeCallback(goes);
            }
            Channel<Integer> channel = Channel.bounded(1);
            Select<Integer> next = Select.<Integer>inOrder().onEnd(end, () -> -1).receive(channel, one -> one);
            for (int i = 0; i < 100_000; i++) {
                channel.trySend(i);
                assertEquals(i, await(next.once()).run());
            }
            end.complete(null);
            assertEquals(-1, await(next.once()).run());
        });
        assertEquals(1, called[0]);
    }
}
