package dev.millrace.net;

import dev.millrace.loop.LoopObserver;
import dev.millrace.sched.Step;
import java.util.EnumMap;
import java.util.Map;

/** Counts what a loop does. */
final class TcpCounts implements LoopObserver {
    private final Map<Call, Integer> calls = new EnumMap<>(Call.class);
    private int polls;
    private int waits;
    private int steps;

    /** How often a system call was made since the beginning. */
    int of(Call call) {
        return calls.getOrDefault(call, 0);
    }

    int polls() {
        return polls;
    }

    /** How many of the polls were allowed to wait. */
    int waits() {
        return waits;
    }

    int steps() {
        return steps;
    }

    @Override
    public void polled(long timeoutNanos, long waitedNanos, int reports) {
        polls++;
        waits += timeoutNanos == 0 ? 0 : 1;
    }

    @Override
    public void stepStarted(Step step) {
        steps++;
    }

    @Override
    public void systemCall(Call call, int fd, int result) {
        calls.merge(call, 1, Integer::sum);
    }
}
