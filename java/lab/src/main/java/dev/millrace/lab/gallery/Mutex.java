package dev.millrace.lab.gallery;

import static dev.millrace.task.Task.await;

import dev.millrace.sync.WaitQueue;
import dev.millrace.task.Task;
import dev.millrace.testkit.Shared;

/**
 * A lock as threads know it: nobody is handed it, but whoever asks first after a release gets it. Taking it is a step
 * that others can see, and so is releasing it.
 */
final class Mutex {
    private final Shared<Boolean> held;
    private final WaitQueue<Boolean> waiting = new WaitQueue<>(Task.current().loop());

    Mutex(String name) {
        held = new Shared<>(name, false);
    }

    void lock() {
        while (!held.compareAndSet(false, true)) {
            await(waiting.join());
        }
    }

    void unlock() {
        held.set(false);
        waiting.wakeFirst(true);
    }
}
