package dev.millrace.sync;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import dev.millrace.task.Task;

/**
 * Something that has happened or has not. Whoever waits when it is set goes on, although it may be cleared again before
 * they have run. For the loop's thread only.
 */
public final class Event {
    private final EventLoop loop;
    private final WaitQueue<Void> waiting;
    private boolean set;

    /**
     * What an event is doing.
     *
     * @param set whether it is set
     * @param waiting how many wait for it
     */
    public record Statistics(boolean set, int waiting) {
    }

    /** Makes an event that is not set. */
    public Event(EventLoop loop) {
        this.loop = loop;
        waiting = new WaitQueue<Void>(loop).named("Event");
    }

    /** Makes an event for the calling task's loop. */
    public Event() {
        this(Task.current().loop());
    }

    /** Returns a future that is done when the event is set, at once if it is. */
    public Future<Void> whenSet() {
        return set ? Future.of(loop, null) : waiting.join();
    }

    /** Sets the event. Does nothing if it is set. */
    public void set() {
        set = true;
        waiting.wakeAll(null);
    }

    /** Takes the event back: from now on whoever waits for it waits for the next one. */
    public void clear() {
        loop.checkThread();
        set = false;
    }

    /** Returns whether the event is set. */
    public boolean isSet() {
        return set;
    }

    /** Returns what the event is doing. */
    public Statistics statistics() {
        return new Statistics(set, waiting.size());
    }

    @Override
    public String toString() {
        return "Event[" + statistics() + "]";
    }
}
