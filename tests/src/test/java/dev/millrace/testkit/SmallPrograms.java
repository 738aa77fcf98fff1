package dev.millrace.testkit;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import java.time.Duration;

/** Small programs to be tried in many orders. */
public final class SmallPrograms {
    private SmallPrograms() {
    }

    /** Two tasks that do not know each other take a step each, and so many more. */
    public static Task.Body independent(int accesses) {
        return () -> TaskGroup.run(group -> {
            for (int i = 0; i < 2; i++) {
                Shared<Integer> own = new Shared<>(0);
                group.start(() -> {
                    for (int k = 0; k < accesses; k++) {
                        own.get();
                    }
                });
            }
        });
    }

    /** Fails unless one task reads after the other has written: in the natural order too. */
    public static void lostUpdate() {
        Shared<Integer> balance = new Shared<>("balance", 0);
        TaskGroup.run(group -> {
            for (int i = 0; i < 2; i++) {
                group.start(() -> {
                    int seen = balance.get();
                    balance.set(seen + 1);
                });
            }
        });
        assertEquals(2, balance.peek());
    }

    /** Fails if the reader begins before the writer's first write and ends after its second: two deviations. */
    public static void tornRead() {
        Shared<Integer> left = new Shared<>("left", 0);
        Shared<Integer> right = new Shared<>("right", 0);
        TaskGroup.run(group -> {
            group.start("writer", () -> {
                left.set(1);
                right.set(1);
            });
            group.start("reader", () -> {
                int first = left.get();
                int second = right.get();
                if (first < second) {
                    throw new IllegalStateException("torn: " + first + " and " + second);
                }
            });
        });
    }

    /** Of many kinds of step: names, sleeps, callbacks, a hand-over, nested groups. */
    public static void mixed() {
        TaskGroup.run(group -> {
            Promise<Integer> handed = new Promise<>(Task.current().loop());
            Shared<Integer> sum = new Shared<>("sum", 0);
            handed.onDone(done -> { });
            group.start("giver", () -> {
                await(Future.sleep(Duration.ofSeconds(1)));
                handed.complete(sum.get());
            });
            group.start("taker", () -> {
                int taken = await(handed);
                sum.update(before -> before + taken);
            });
            group.start(() -> TaskGroup.run(inner -> {
                inner.start(() -> sum.set(5));
                inner.start(() -> {
                    Task.yieldNow();
                    sum.update(before -> before + 1);
                });
            }));
        });
    }
}
