package dev.millrace.lab.goker;

import static dev.millrace.task.Task.await;

import dev.millrace.lab.gallery.Claim;
import dev.millrace.sync.WaitQueue;
import dev.millrace.task.Task;

/** Go's WaitGroup: a count that others wait for, apart from the tasks that it is meant to count. */
final class WaitGroup {
    private final WaitQueue<Void> waiting = new WaitQueue<>(Task.current().loop());
    private int count;

    void add(int more) {
        Task.yieldNow();
        count += more;
    }

    void done() {
        Task.yieldNow();
        Claim.that(count > 0, "more are done than were begun");
        if (--count == 0) {
            waiting.wakeAll(null);
        }
    }

    void whenAllDone() {
        Task.yieldNow();
        if (count > 0) {
            await(waiting.join());
        }
    }
}
