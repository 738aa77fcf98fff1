package dev.millrace.sync;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;

/** Counts what has begun and not ended, for whoever waits until there is none. */
final class Unfinished {
    private final EventLoop loop;
    private final WaitQueue<Void> waiting;
    private long count;

    Unfinished(EventLoop loop) {
        this.loop = loop;
        waiting = new WaitQueue<>(loop);
    }

    void add() {
        count++;
    }

    void remove() {
        if (count == 0) {
            throw new IllegalStateException("finished more often than there were elements");
        }
        if (--count == 0) {
            waiting.wakeAll(null);
        }
    }

    Future<Void> whenNone() {
        return count == 0 ? Future.of(loop, null) : waiting.join();
    }
}
