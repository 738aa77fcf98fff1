package dev.millrace.testkit;

import dev.millrace.loop.EventLoop;
import dev.millrace.sys.Clock;
import dev.millrace.task.Task;
import dev.millrace.testkit.schedule.Access;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A variable that tasks share, marked for the simulation: every access is a step of its own, before which others may
 * run, and the simulation knows beforehand what the step is about to do. So a program of plain reads and writes can be
 * tried in every order. Outside of a simulation an access only gives way to others. For tasks of one loop.
 *
 * @param <T> the type of the value
 */
public final class Shared<T> {
    private final EventLoop loop;
    private final RunRecord record;
    private final Access read;
    private final Access write;
    private T value;

    /** Makes a variable that is named after the task that calls, and by number. */
    public Shared(T value) {
        this(Task.current().loop(), value);
    }

    private Shared(EventLoop loop, T value) {
        this(loop, record(loop).variable(), value);
    }

    /** Makes a variable, in a task. The name stands in traces, and tells variables apart. */
    public Shared(String name, T value) {
        this(Task.current().loop(), Objects.requireNonNull(name, "name"), value);
    }

    private Shared(EventLoop loop, String name, T value) {
        this.loop = loop;
        this.record = record(loop);
        this.read = new Access(name, false);
        this.write = new Access(name, true);
        this.value = value;
    }

    private static RunRecord record(EventLoop loop) {
        Clock clock = loop.platform().clock();
        return clock instanceof VirtualClock virtual ? virtual.record() : new RunRecord(0, false);
    }

    /** Lets others run, then reads. */
    public T get() {
        begin(read);
        return value;
    }

    /** Lets others run, then writes. */
    public void set(T next) {
        begin(write);
        value = next;
    }

    /** Lets others run, then replaces the value by what is made of it, in one step. Returns the new value. */
    public T update(UnaryOperator<T> change) {
        begin(write);
        value = change.apply(value);
        return value;
    }

    /** Lets others run, then replaces the value if it equals what is expected, in one step. Returns whether it did. */
    public boolean compareAndSet(T expected, T next) {
        begin(write);
        boolean equal = Objects.equals(value, expected);
        if (equal) {
            value = next;
        }
        return equal;
    }

    /** Reads without letting others run: for checks, and inside of a step. */
    public T peek() {
        return value;
    }

    private void begin(Access access) {
        record.announce(access);
        Task.yieldNow(loop);
    }

    @Override
    public String toString() {
        return read.what() + " = " + value;
    }
}
