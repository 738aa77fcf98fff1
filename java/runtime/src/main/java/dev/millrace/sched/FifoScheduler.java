package dev.millrace.sched;

/**
 * First ready, first run, whatever the share. A ring, and each step knows its place in it: a step that is removed
 * leaves a hole, and the head never stands on one. (Links through the steps would cost eight reference stores per
 * step, each with a barrier of the garbage collector.)
 */
public final class FifoScheduler implements Scheduler {
    private static final int SMALLEST = 64;

    /** A power of two long. */
    private Step[] ring = new Step[SMALLEST];
    /** Positions count up for ever; their low bits are the index. Equal if nothing is ready. */
    private int head;
    private int tail;

    /** Makes an empty scheduler. */
    public FifoScheduler() {
    }

    @Override
    public void add(Step step) {
        if (tail - head == ring.length) {
            resize(2 * ring.length);
        }
        step.position = tail;
        ring[tail++ & ring.length - 1] = step;
    }

    @Override
    public Step next() {
        Step first = ring[head & ring.length - 1];
        if (first != null) {
            remove(first);
        }
        return first;
    }

    @Override
    public void remove(Step step) {
        ring[step.position & ring.length - 1] = null;
        while (head != tail && ring[head & ring.length - 1] == null) {
            head++;
        }
        if (head == tail && ring.length > SMALLEST) {
            // One burst of a million steps must not keep its memory for ever.
            ring = new Step[ring.length / 2];
        }
    }

    @Override
    public boolean isEmpty() {
        return head == tail;
    }

    /** Nobody's account is kept: the clock is read only to see the end of the quantum, and rarely. */
    @Override
    public int stepsPerReading() {
        return 8;
    }

    @Override
    public void charge(Share share, long nanos) {
        // First in, first out, whatever it costs.
    }

    /** Returns how many steps fit before the ring grows. */
    int capacity() {
        return ring.length;
    }

    private void resize(int length) {
        Step[] other = new Step[length];
        for (int position = head; position != tail; position++) {
            other[position & length - 1] = ring[position & ring.length - 1];
        }
        ring = other;
    }
}
