package dev.millrace.lab.gallery;

import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Shared;
import java.util.ArrayList;
import java.util.List;

/** A producer and a consumer take turns by a flag, under a lock, and count on more than the flag says. */
final class Buffers {
    private static final int BUFFER = 10;
    private static final int ROUNDS = 7;
    private static final int QUEUE = 20;

    private Buffers() {
    }

    private static List<Shared<Integer>> cells(String name, int count) {
        List<Shared<Integer>> cells = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cells.add(new Shared<>(name + " " + i, 0));
        }
        return cells;
    }

    /** The consumer counts its rounds, also those in which nothing was there: then it expects the wrong value. */
    static void circularBuffer() {
        Mutex lock = new Mutex("lock");
        Shared<Boolean> full = new Shared<>("full", false);
        List<Shared<Integer>> buffer = cells("cell", BUFFER);
        Shared<Integer> in = new Shared<>("in", 0);
        Shared<Integer> out = new Shared<>("out", 0);
        TaskGroup.run(group -> {
            group.start("producer", () -> {
                for (int round = 0; round < ROUNDS; round++) {
                    lock.lock();
                    if (!full.get()) {
                        buffer.get(in.get()).set(round);
                        in.set((in.get() + 1) % BUFFER);
                        full.set(true);
                    }
                    lock.unlock();
                }
            });
            group.start("consumer", () -> {
                for (int round = 0; round < ROUNDS; round++) {
                    lock.lock();
                    if (full.get()) {
                        int at = out.get();
                        out.set(at + 1);
                        Claim.that(buffer.get(at).get() == round, "not the value of this round");
                        full.set(false);
                    }
                    lock.unlock();
                }
            });
        });
    }

    /** What went into the queue is noted by round, and compared by round: but rounds may pass without anything done. */
    static void queue() {
        Mutex lock = new Mutex("lock");
        Shared<Boolean> enqueue = new Shared<>("enqueue", true);
        Shared<Boolean> dequeue = new Shared<>("dequeue", false);
        List<Shared<Integer>> queue = cells("element", QUEUE);
        List<Shared<Integer>> stored = cells("stored", QUEUE);
        Shared<Integer> head = new Shared<>("head", 0);
        Shared<Integer> tail = new Shared<>("tail", 0);
        TaskGroup.run(group -> {
            group.start("producer", () -> {
                int value = 0;
                for (int round = 0; round < QUEUE; round++) {
                    lock.lock();
                    if (round == 0 || enqueue.get()) {
                        queue.get(tail.get()).set(value);
                        tail.set(tail.get() + 1);
                        stored.get(round).set(value++);
                        if (round > 0) {
                            enqueue.set(false);
                            dequeue.set(true);
                        }
                    }
                    lock.unlock();
                }
            });
            group.start("consumer", () -> {
                for (int round = 0; round < QUEUE; round++) {
                    lock.lock();
                    if (dequeue.get()) {
                        int first = queue.get(head.get()).get();
                        head.set(head.get() + 1);
                        Claim.that(first == stored.get(round).get(), "not what was stored in this round");
                        dequeue.set(false);
                        enqueue.set(true);
                    }
                    lock.unlock();
                }
            });
        });
    }

    /** A flag says that something was pushed, and is never taken back: the consumer pops what is not there. */
    static void stack() {
        Mutex lock = new Mutex("lock");
        Shared<Boolean> pushed = new Shared<>("pushed", false);
        List<Shared<Integer>> stack = cells("cell", BUFFER);
        Shared<Integer> top = new Shared<>("top", 0);
        TaskGroup.run(group -> {
            group.start("producer", () -> {
                for (int round = 0; round < BUFFER; round++) {
                    lock.lock();
                    Claim.that(top.get() < BUFFER, "overflow");
                    stack.get(top.get()).set(round);
                    top.set(top.get() + 1);
                    pushed.set(true);
                    lock.unlock();
                }
            });
            group.start("consumer", () -> {
                for (int round = 0; round < BUFFER; round++) {
                    lock.lock();
                    if (pushed.get()) {
                        Claim.that(top.get() > 0, "underflow");
                        top.set(top.get() - 1);
                        stack.get(top.get()).get();
                    }
                    lock.unlock();
                }
            });
        });
    }
}
