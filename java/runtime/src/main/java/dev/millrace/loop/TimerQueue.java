package dev.millrace.loop;

import java.util.Arrays;

/**
 * The armed timers: a binary heap ordered by (deadline, order of arming). Every timer knows its place, so a cancelled
 * one leaves at once: nearly every timer is a timeout that is cancelled, and none of them stays behind as garbage or
 * hides the next deadline.
 */
final class TimerQueue {
    /** A timer as the queue knows it. */
    abstract static class Entry extends LoopStep {
        /** On the loop's clock. */
        long deadline;
        /** Orders timers with the same deadline. */
        long sequence;
        /** Where the timer is in the heap; -1 if it is not armed. */
        int index = -1;

        /** Takes effect, in the timer phase. */
        abstract void fire();
    }

    private static final int INITIAL = 16;

    private Entry[] heap = new Entry[INITIAL];
    private int size;
    private long sequence;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** Returns the earliest deadline; the queue must not be empty. */
    long nextDeadline() {
        return heap[0].deadline;
    }

    void add(Entry timer) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        timer.sequence = sequence++;
        up(size++, timer);
    }

    /** Takes an armed timer out. */
    void remove(Entry timer) {
        int hole = timer.index;
        Entry last = heap[--size];
        heap[size] = null;
        if (last != timer) {
            if (hole > 0 && before(last, heap[(hole - 1) / 2])) {
                up(hole, last);
            } else {
                down(hole, last);
            }
        }
        timer.index = -1;
        if (size < heap.length / 4 && heap.length > INITIAL) {
            heap = Arrays.copyOf(heap, heap.length / 2);
        }
    }

    /** Returns the number that the next timer to be armed gets. */
    long sequence() {
        return sequence;
    }

    /** Takes the earliest timer if its deadline has passed and its number is below {@code before}; else null. */
    Entry takeDue(long now, long before) {
        if (size == 0 || heap[0].deadline - now > 0 || heap[0].sequence >= before) {
            return null;
        }
        Entry first = heap[0];
        remove(first);
        return first;
    }

    void clear() {
        while (size > 0) {
            remove(heap[size - 1]);
        }
    }

    private void up(int start, Entry timer) {
        int hole = start;
        while (hole > 0) {
            int parent = (hole - 1) / 2;
            if (!before(timer, heap[parent])) {
                break;
            }
            place(hole, heap[parent]);
            hole = parent;
        }
        place(hole, timer);
    }

    private void down(int start, Entry timer) {
        int hole = start;
        for (int child; (child = 2 * hole + 1) < size; hole = child) {
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], timer)) {
                break;
            }
            place(hole, heap[child]);
        }
        place(hole, timer);
    }

    private void place(int hole, Entry timer) {
        heap[hole] = timer;
        timer.index = hole;
    }

    /** Deadlines are compared by their difference, as readings of {@link System#nanoTime()} must be. */
    private static boolean before(Entry a, Entry b) {
        long difference = a.deadline - b.deadline;
        return difference < 0 || difference == 0 && a.sequence < b.sequence;
    }
}
