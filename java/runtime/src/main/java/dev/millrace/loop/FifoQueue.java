package dev.millrace.loop;

/**
 * The ready queue of a single share: first ready, first run. A ring, and every step knows its place in it: a step that
 * is taken back leaves a hole, and the head never stands on one. (Links through the steps would cost eight reference
 * stores a step, each with a barrier of the garbage collector's.)
 */
final class FifoQueue implements ReadyQueue {
    /** A power of two long. */
    private Step[] ring = new Step[64];
    /** Positions count up for ever; their low bits are the index. Equal if nothing is ready. */
    private int head;
    private int tail;

    @Override
    public void add(Step step) {
        if (tail - head == ring.length) {
            grow();
        }
        step.position = tail;
        step.ready = true;
        ring[tail++ & ring.length - 1] = step;
    }

    @Override
    public Step peek() {
        return ring[head & ring.length - 1];
    }

    @Override
    public void remove(Step step) {
        ring[step.position & ring.length - 1] = null;
        step.ready = false;
        while (head != tail && ring[head & ring.length - 1] == null) {
            head++;
        }
    }

    @Override
    public boolean isEmpty() {
        return head == tail;
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

    private void grow() {
        Step[] larger = new Step[2 * ring.length];
        for (int position = head; position != tail; position++) {
            larger[position & larger.length - 1] = ring[position & ring.length - 1];
        }
        ring = larger;
    }
}
