package dev.millrace.lab;

import dev.millrace.loop.LoopObserver;
import dev.millrace.sys.Errno;

/** Counts what a loop does, starting with its first turn. */
final class Counters implements LoopObserver {
    private long turns;
    private long longestTurn;
    private long pollEnded;
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
        long now = System.nanoTime();
        if (polls > 1) {
            longestTurn = Math.max(longestTurn, now - waitedNanos - pollEnded);
        }
        pollEnded = now;
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

    /** Returns how long the loop did not poll, at most, in nanoseconds. */
    long longestTurn() {
        return longestTurn;
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
