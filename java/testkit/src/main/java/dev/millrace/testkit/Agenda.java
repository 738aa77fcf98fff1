package dev.millrace.testkit;

import java.util.PriorityQueue;

/** What the network is to do at later instants of the world's clock: the earliest first, and first in, first out. */
final class Agenda {
    private final VirtualClock clock;
    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long sequence;

    Agenda(VirtualClock clock) {
        this.clock = clock;
    }

    long now() {
        return clock.nanoTime();
    }

    /** Runs an action when the clock has come to an instant, which is not in the past. */
    void at(long instant, Runnable action) {
        entries.add(new Entry(instant, sequence++, action));
    }

    /** Returns how many nanoseconds are left until the next action; negative if there is none. */
    long untilNext() {
        return entries.isEmpty() ? -1 : Math.max(0, entries.peek().instant - now());
    }

    /** Runs what is due. */
    void runDue() {
        while (!entries.isEmpty() && entries.peek().instant <= now()) {
            entries.poll().action.run();
        }
    }

    private record Entry(long instant, long sequence, Runnable action) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int order = Long.compare(instant, other.instant);
            return order != 0 ? order : Long.compare(sequence, other.sequence);
        }
    }
}
