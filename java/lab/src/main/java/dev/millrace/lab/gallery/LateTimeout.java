package dev.millrace.lab.gallery;

import static dev.millrace.task.Task.await;

import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import java.time.Duration;

/**
 * An order is sent again if there is no answer in time. But an answer that is as late as the timeout is an answer: if
 * the timeout is told first, the goods are ordered twice.
 */
final class LateTimeout {
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private int orders;

    static void run() {
        LateTimeout shop = new LateTimeout();
        TaskGroup.run(group -> {
            Promise<Boolean> answer = new Promise<>(Task.current().loop());
            group.start("shop", () -> {
                await(Future.sleep(PATIENCE));
                shop.order();
                answer.tryComplete(true);
            });
            group.start("timer", () -> {
                await(Future.sleep(PATIENCE));
                answer.tryComplete(false);
            });
            if (!await(answer.future())) {
                shop.order();
            }
        });
        Claim.that(shop.orders == 1, "ordered twice");
    }

    private void order() {
        orders++;
    }
}
