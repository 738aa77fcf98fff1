package dev.millrace.lab.gallery;

import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Shared;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The reader and the writer of a connection both give its buffer back to the pool when they end, unless that was done.
 * If both end at once, both do: the buffer is in the pool twice, and two connections will write into it.
 */
final class DoubleClose {
    private final Deque<byte[]> pool = new ArrayDeque<>();
    private final Shared<Boolean> closed = new Shared<>("closed", false);
    private final Shared<Integer> open = new Shared<>("open", 1);
    private final byte[] buffer = new byte[64];

    static void run() {
        DoubleClose connection = new DoubleClose();
        TaskGroup.run(group -> {
            group.start("reader", connection::close);
            group.start("writer", () -> {
                for (int flushed = 0; flushed < 3; flushed++) {
                    connection.open.get();
                }
                connection.close();
            });
        });
        Claim.that(connection.pool.size() == 1, "the buffer is in the pool twice");
    }

    private void close() {
        if (!closed.get()) {
            open.update(count -> count - 1);
            closed.set(true);
            pool.add(buffer);
        }
    }
}
