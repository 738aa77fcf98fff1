package dev.millrace.lab.gallery;

import static dev.millrace.task.Task.await;

import dev.millrace.sync.WaitQueue;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Shared;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A mailbox whose reader sees that it is empty, notes that it is going to wait, and waits. A letter that comes while it
 * takes its note wakes nobody, and no other letter comes.
 */
final class LostWakeup {
    private final Deque<String> letters = new ArrayDeque<>();
    private final WaitQueue<Boolean> readers = new WaitQueue<>(Task.current().loop());
    private final Shared<String> status = new Shared<>("status", "new");

    static void run() {
        LostWakeup mailbox = new LostWakeup();
        TaskGroup.run(group -> {
            group.start("reader", mailbox::take);
            group.start("writer", () -> {
                mailbox.status.get();
                mailbox.put("a letter");
            });
        });
    }

    private void put(String letter) {
        letters.add(letter);
        readers.wakeFirst(true);
    }

    private String take() {
        if (letters.isEmpty()) {
            status.set("waits");
            await(readers.join());
        }
        return letters.remove();
    }
}
