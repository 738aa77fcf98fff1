package dev.millrace.loop;

/** The ready queue of a single share: first ready, first run. A doubly linked list through the steps themselves. */
final class FifoQueue implements ReadyQueue {
    private Step head;
    private Step tail;

    @Override
    public void add(Step step) {
        step.previous = tail;
        step.next = null;
        if (tail == null) {
            head = step;
        } else {
            tail.next = step;
        }
        tail = step;
        step.ready = true;
    }

    @Override
    public Step peek() {
        return head;
    }

    @Override
    public void remove(Step step) {
        if (step.previous == null) {
            head = step.next;
        } else {
            step.previous.next = step.next;
        }
        if (step.next == null) {
            tail = step.previous;
        } else {
            step.next.previous = step.previous;
        }
        step.previous = null;
        step.next = null;
        step.ready = false;
    }

    @Override
    public boolean isEmpty() {
        return head == null;
    }

    /** With one share nobody's account is kept: the clock is read only to see the end of the quantum, and rarely. */
    @Override
    public int stepsPerReading() {
        return 8;
    }

    @Override
    public void charge(Step step, long nanos) {
        // One share owes nobody anything.
    }
}
