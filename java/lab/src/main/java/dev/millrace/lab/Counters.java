package dev.millrace.lab;

import dev.millrace.loop.LoopObserver;
import dev.millrace.sys.Errno;

/** Counts what a loop does, from its first turn on. */
final class Counters implements LoopObserver {
    private long turns;
    private long polls;
    private long wakeups;
    private long calls;
    private long eagains;
    private long descriptors;

    @Override
    public void turnStarted(long turn) {
        turns = turn;
    }

    @Override
    public void polled(long timeoutNanos, long waitedNanos, int reports) {
        polls++;
    }

    @Override
    public void wokenUp() {
        wakeups++;
    }

    @Override
    public void systemCall(Call call, int fd, int result) {
        calls++;
        switch (call) {
            case OPEN, ACCEPT -> descriptors += result >= 0 ? 1 : 0;
            case CLOSE -> descriptors--;
            default -> { }
        }
        if (result == Errno.EAGAIN) {
            eagains++;
        }
    }

    long turns() {
        return turns;
    }

    long polls() {
        return polls;
    }

    /** How often another thread woke the loop. */
    long wakeups() {
        return wakeups;
    }

    /** How many system calls were made, polls among them. */
    long systemCalls() {
        return calls + polls;
    }

    /** How many system calls could do nothing yet. */
    long eagains() {
        return eagains;
    }

    /** How many sockets were opened or accepted and are not closed. */
    long openDescriptors() {
        return descriptors;
    }
}
