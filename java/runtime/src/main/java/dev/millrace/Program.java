package dev.millrace;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import java.util.function.Function;

/** One run of a program on a loop. */
final class Program<T> {
    private final EventLoop loop;
    private final Promise<EventLoop> begin;
    private final Future<T> ended;
    private boolean running;

    Program(EventLoop loop, Function<? super EventLoop, ? extends Future<T>> main) {
        this.loop = loop;
        begin = new Promise<>(loop);
        // A loop that could not be run must not begin the program when it closes.
        ended = begin.flatMap(same -> running ? main.apply(same) : cancelled());
        ended.onDone(done -> {
            // A program that was left before its end must not stop a later run of the same loop.
            if (running) {
                loop.stop();
            }
        });
    }

    /** Drives the loop until the program has ended. Main is a step that runs after whatever was submitted before. */
    T run() {
        begin.complete(loop);
        running = true;
        try {
            loop.run();
        } finally {
            running = false;
        }
        if (!ended.isDone()) {
            throw new IllegalStateException("the loop was stopped before the program had ended");
        }
        return ended.value();
    }

    private Future<T> cancelled() {
        Promise<T> never = new Promise<>(loop);
        never.cancel();
        return never;
    }
}
