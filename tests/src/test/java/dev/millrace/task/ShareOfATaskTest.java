package dev.millrace.task;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.loop.EventLoop;
import dev.millrace.sched.Share;
import dev.millrace.sched.ShareStatistics;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Shares seen from tasks: who belongs to which, and what each gets. */
class ShareOfATaskTest extends OnEveryKind {

    private Share child(String name, int weight) {
        return simulation.loop().share().child(name, weight);
    }

    /** Yields again and again; each step takes as long as given. */
    private Task.Body busy(Duration step, int[] steps) {
        return () -> {
            while (true) {
                steps[0]++;
                simulation.clock().advance(step);
                Task.yieldNow();
            }
        };
    }

    private void runFor(long milliseconds, TaskGroup.VoidBody body) {
        run(() -> assertThrows(TimedOut.class, () -> CancelScope.runWithTimeout(ms(milliseconds),
                () -> TaskGroup.run(body))));
    }

    @Test
    void aProgramBelongsToTheLoopsOwnShare() {
        run(() -> assertSame(simulation.loop().share(), Task.current().share()));
    }

    @Test
    void aTaskBelongsToTheShareOfWhoeverStartedIt() {
        Share own = child("own", 5);
        run(() -> TaskGroup.run(group -> await(group.start(own, () -> {
            assertSame(own, Task.current().share());
            TaskGroup.run(1, inner -> {
                assertSame(own, inner.start(() -> assertSame(own, Task.current().share())).share());
                assertSame(own, inner.start("waits for the other", () -> 1).share());
            });
        }))));
    }

    @Test
    void aGroupCanBePutIntoAShare() {
        Share own = child("own", 5);
        run(() -> TaskGroup.run(group -> {
            assertSame(simulation.loop().share(), group.start(() -> 1).share());
            assertSame(own, group.in(own).start("named", () -> 1).share());
            Share other = child("other", 1);
            assertSame(other, group.start(other, () -> { }).share());
            assertSame(own, group.start(() -> 1).share());
            assertThrows(NullPointerException.class, () -> group.in(null));
            assertThrows(NullPointerException.class, () -> group.start((Share) null, () -> 1));
        }));
    }

    @Test
    void callbacksAndTimersBelongToTheShareOfWhoeverAddedThem() {
        Share own = child("own", 5);
        EventLoop loop = simulation.loop();
        Promise<Integer> promise = new Promise<>(loop);
        run(() -> TaskGroup.run(group -> {
            await(group.start(own, () -> {
                promise.onDone(done -> log.add("callback"));
                loop.timer(() -> log.add("timer")).arm(ms(1));
                loop.execute(() -> log.add("submission"));
            }));
            promise.complete(1);
            sleep(2);
        }));
        assertEquals(3, log.size());
        assertEquals(4, own.statistics().steps(), "the task's step, and these three");
    }

    @Test
    void timeIsDividedByWeightsBetweenTasksThatAreAlwaysReady() {
        int[] heavy = {0};
        int[] light = {0};
        runFor(400, group -> {
            group.start(child("heavy", 300), busy(ms(1), heavy));
            group.start(child("light", 100), busy(ms(1), light));
        });
        assertEquals(300, heavy[0], 3);
        assertEquals(100, light[0], 3);
    }

    /** The turn is no unit of fairness: a share with one task gets as much as one with fifty. */
    @Test
    void oneTaskGetsAsMuchAsFiftyOfAnEqualShare() {
        int[] one = {0};
        int[] fifty = {0};
        runFor(20, group -> {
            group.start(child("one", 100), busy(Duration.ofNanos(2000), one));
            Share crowd = child("fifty", 100);
            for (int i = 0; i < 50; i++) {
                group.start(crowd, busy(Duration.ofNanos(2000), fifty));
            }
        });
        assertEquals(1, (double) one[0] / fifty[0], .05);
    }

    @Test
    void aWeightCanBeChangedWhileItsTasksRun() {
        int[] first = {0};
        int[] second = {0};
        Share changed = child("changed", 100);
        runFor(300, group -> {
            group.start(changed, busy(ms(1), first));
            group.start(child("other", 100), busy(ms(1), second));
            sleep(100);
            assertEquals(1, (double) first[0] / second[0], .05);
            changed.weight(300);
            first[0] = 0;
            second[0] = 0;
        });
        assertEquals(3, (double) first[0] / second[0], .1);
    }

    @Test
    void statisticsTellStepsTimeBacklogAndDelays() {
        Share own = child("own", 100);
        run(() -> TaskGroup.run(group -> {
            group.start(child("other", 100), () -> simulation.clock().advance(ms(7)));
            for (int i = 0; i < 3; i++) {
                group.start(own, () -> simulation.clock().advance(ms(2)));
            }
            assertEquals(3, own.statistics().backlog());
        }));
        ShareStatistics statistics = own.statistics();
        assertEquals(3, statistics.steps());
        assertEquals(ms(6), statistics.time());
        assertEquals(0, statistics.backlog());
        assertEquals(3, statistics.delays().count());
        assertTrue(statistics.delays().longest().compareTo(ms(2)) >= 0, statistics::toString);
        assertTrue(statistics.delays().longest().compareTo(ms(11)) <= 0, statistics::toString);
    }
}
