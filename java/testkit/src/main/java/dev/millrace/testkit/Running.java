package dev.millrace.testkit;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Task;
import java.util.List;

/** A program that runs on a host, and what it waits for. */
final class Running {
    private static final long FOREVER = -1;

    final Host host;
    final Task<?> main;
    private final EventLoop loop;
    private boolean waiting;
    /** When its wait is over; negative if it waits without end. */
    private long until;

    Running(Host host, EventLoop loop, Task<?> main) {
        this.host = host;
        this.loop = loop;
        this.main = main;
    }

    boolean hasToRun(long now) {
        return !waiting || host.poller().hasReports() || until >= 0 && now >= until;
    }

    /** Makes one turn. Returns false if the loop was stopped. */
    boolean turn() {
        waiting = false;
        return loop.turn(FOREVER);
    }

    void awake() {
        waiting = false;
    }

    /** Waits, so many nanoseconds at most; without end if negative. */
    void waits(long now, long nanos) {
        waiting = true;
        long end = now + nanos;
        until = nanos < 0 ? -1 : end < 0 ? Long.MAX_VALUE : end;
    }

    /** Returns how many nanoseconds are left of its wait; negative if it has no end. */
    long left(long now) {
        return until < 0 ? -1 : Math.max(0, until - now);
    }

    /** Returns what the program has left behind, in words; empty if it is nothing. */
    String leaks() {
        List<String> descriptors = host.sockets().descriptors().inWords();
        String timers = loop.armedTimers() == 0 ? "" : loop.armedTimers() + " armed timers";
        String comma = descriptors.isEmpty() || timers.isEmpty() ? "" : ", ";
        return String.join(", ", descriptors) + comma + timers;
    }

    void close() {
        loop.close();
    }

    @Override
    public String toString() {
        return host.name();
    }
}
