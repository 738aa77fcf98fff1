package dev.millrace.lab;

import dev.millrace.loop.LoopObserver;
import dev.millrace.sys.Errno;

/** Counts what a loop does, starting with its first turn. */
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

    /** Returns how many times another thread woke the loop. */
    long wakeups() {
        return wakeups;
    }

    /** Returns how many system calls were made, polls included. */
    long systemCalls() {
        return calls + polls;
    }

    /** Returns how many system calls gave EAGAIN. */
    long eagains() {
        return eagains;
    }

    /** Returns how many sockets were opened or accepted and have not been closed. */
    long openDescriptors() {
        return descriptors;
    }
}
