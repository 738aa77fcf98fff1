package dev.millrace.lab.gallery;

import dev.millrace.testkit.Shared;
import java.util.ArrayList;
import java.util.List;

/**
 * A work-stealing queue after the protocol THE of Cilk (Frigo, Leiserson, Randall: PLDI 1998): its owner pushes and
 * pops at the tail without a lock, and others steal at the head under one. A stealer first moves the head on, and moves
 * it back if that was too far; so for a moment the queue seems to have one element less than it has.
 */
final class StealQueue {
    /** What keeps stealers apart. */
    interface Lock {
        void lock();

        void unlock();
    }

    /** Notes where a task is in the queue's code. */
    interface Notes {
        void enter(int task);

        void leave(int task);
    }

    /** What pop and steal return if there is nothing. */
    static final int NOTHING = -1;

    private final Lock lock;
    private final Notes notes;
    /** One more than the safe number of elements, in a queue that forgets what stealers do. */
    private final int slack;
    private final Shared<Integer> head = new Shared<>("head", 0);
    private final Shared<Integer> tail = new Shared<>("tail", 0);
    private List<Shared<Integer>> elements = cells(2);

    StealQueue(Lock lock, Notes notes, boolean careful) {
        this.lock = lock;
        this.notes = notes;
        this.slack = careful ? 0 : 1;
    }

    private static List<Shared<Integer>> cells(int count) {
        List<Shared<Integer>> cells = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cells.add(new Shared<>(count + "-cell " + i, NOTHING));
        }
        return cells;
    }

    private Shared<Integer> cell(int index) {
        return elements.get(index & elements.size() - 1);
    }

    void push(int element, int task) {
        notes.enter(task);
        int end = tail.get();
        if (end < head.get() + elements.size() - 1 + slack) {
            cell(end).set(element);
            tail.set(end + 1);
        } else {
            lock.lock();
            makeRoom();
            end = tail.get();
            cell(end).set(element);
            tail.set(end + 1);
            lock.unlock();
        }
        notes.leave(task);
    }

    private void makeRoom() {
        int from = head.get();
        int count = tail.get() - from;
        List<Shared<Integer>> room = count < elements.size() - 1 ? elements : cells(2 * elements.size());
        if (room == elements) {
            from &= elements.size() - 1;
            head.set(from);
            tail.set(from + count);
            return;
        }
        for (int i = 0; i < count; i++) {
            room.get(i).set(cell(from + i).get());
        }
        elements = room;
        head.set(0);
        tail.set(count);
    }

    int pop(int task) {
        notes.enter(task);
        int last = tail.get() - 1;
        tail.set(last);
        int found = NOTHING;
        if (head.get() <= last) {
            found = cell(last).get();
        } else {
            tail.set(last + 1);
            lock.lock();
            found = popLast();
            lock.unlock();
        }
        notes.leave(task);
        return found;
    }

    private int popLast() {
        int last = tail.get() - 1;
        tail.set(last);
        if (head.get() <= last) {
            return cell(last).get();
        }
        head.set(0);
        tail.set(0);
        return NOTHING;
    }

    int steal(int task) {
        notes.enter(task);
        lock.lock();
        int first = head.get();
        head.set(first + 1);
        int found = NOTHING;
        if (first < tail.get()) {
            found = cell(first).get();
        } else {
            head.set(first);
        }
        lock.unlock();
        notes.leave(task);
        return found;
    }
}
