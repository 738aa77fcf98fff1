package dev.millrace.lab.gallery;

import static dev.millrace.task.Task.await;

import dev.millrace.task.Future;
import dev.millrace.task.TaskGroup;
import java.time.Duration;

/**
 * Jobs that are skipped while another one runs. A job that is skipped still releases the lock on its way out, though it
 * is not its own: the next one runs beside the first.
 */
final class WrongOwner {
    private static final Duration PERIOD = Duration.ofMillis(10);

    private boolean locked;
    private int running;

    static void run() {
        WrongOwner jobs = new WrongOwner();
        TaskGroup.run(group -> {
            group.start("early", jobs::runAlone);
            for (int i = 0; i < 2; i++) {
                group.start("late", () -> {
                    await(Future.sleep(PERIOD));
                    jobs.runAlone();
                });
            }
        });
    }

    private void runAlone() {
        try {
            if (!locked) {
                locked = true;
                running++;
                Claim.that(running == 1, "two jobs run at once");
                await(Future.sleep(PERIOD));
                running--;
            }
        } finally {
            locked = false;
        }
    }
}
