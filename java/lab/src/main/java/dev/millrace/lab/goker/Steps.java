package dev.millrace.lab.goker;

import static dev.millrace.task.Task.await;

import dev.millrace.sync.Channel;
import dev.millrace.sync.Event;
import dev.millrace.sync.Hold;
import dev.millrace.sync.Lock;
import dev.millrace.sync.RwLock;
import dev.millrace.sync.Select;
import dev.millrace.task.Task;

/**
 * What goroutines do with locks and channels. Others may run before each of these, as before every operation in Go,
 * also where a task would not have to wait.
 */
final class Steps {
    private Steps() {
    }

    static Hold lock(Lock lock) {
        Task.yieldNow();
        return await(lock.acquire());
    }

    /** Holds the lock while the body runs. */
    static void within(Lock lock, Task.Body body) {
        Task.yieldNow();
        lock.run(body);
    }

    static Hold read(RwLock lock) {
        Task.yieldNow();
        return await(lock.read());
    }

    static Hold write(RwLock lock) {
        Task.yieldNow();
        return await(lock.write());
    }

    static <T> void send(Channel<T> channel, T element) {
        Task.yieldNow();
        await(channel.send(element));
    }

    static <T> T receive(Channel<T> channel) {
        Task.yieldNow();
        return await(channel.receive());
    }

    static void set(Event event) {
        Task.yieldNow();
        event.set();
    }

    static void waitFor(Event event) {
        Task.yieldNow();
        await(event.whenSet());
    }

    /** Waits for one of the branches. Returns which one it was, counted from 0. */
    static int select(Select<?> select) {
        Task.yieldNow();
        return await(select.once()).branch();
    }
}
