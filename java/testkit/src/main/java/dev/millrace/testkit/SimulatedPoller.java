package dev.millrace.testkit;

import dev.millrace.loop.LoopObserver.Call;
import dev.millrace.sys.Errno;
import dev.millrace.sys.Poller;
import dev.millrace.sys.ReadyBatch;
import dev.millrace.sys.SystemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** The poller of a simulated host: edges in the order in which they happened, and waits that the world makes pass. */
final class SimulatedPoller implements Poller {
    private static final int MOST_UNREST = 1_000_000;

    private final String host;
    /** Returns what a descriptor is ready for, or a negative error if there is no such descriptor. */
    private final IntUnaryOperator readiness;
    private final Timekeeper time;
    private final Judge judge;
    private final Liberties liberties;
    private final BitSet registered = new BitSet();
    /** By descriptor. */
    private long[] keys = new long[64];
    /** The descriptors whose state has changed since they were reported, in the order of the changes. */
    private final Map<Integer, Integer> changed = new LinkedHashMap<>();
    private final ArrayDeque<Runnable> idleWaiters = new ArrayDeque<>();
    /** How many polls the first of them has seen. */
    private int unrest;
    /** Also set by other threads that use the loop's inbox. */
    private volatile boolean woken;
    private boolean closed;

    SimulatedPoller(String host, IntUnaryOperator readiness, Timekeeper time, Judge judge, Liberties liberties) {
        this.host = host;
        this.readiness = readiness;
        this.time = time;
        this.judge = judge;
        this.liberties = liberties;
    }

    @Override
    public void register(int fd, long key) {
        requireOpen();
        if (key == ReadyBatch.WAKEUP) {
            throw new IllegalArgumentException("this key is that of the wakeup");
        }
        int ready = readiness.applyAsInt(fd);
        int failure = ready < 0 ? ready : registered.get(fd) ? Errno.EEXIST : judge.failureOf(Call.REGISTER, fd);
        if (failure != 0) {
            throw new SystemException(failure, "poller_register", "fd " + fd);
        }
        if (fd >= keys.length) {
            keys = Arrays.copyOf(keys, 2 * fd);
        }
        registered.set(fd);
        keys[fd] = key;
        changed(fd, ready);
    }

    @Override
    public boolean deregister(int fd) {
        requireOpen();
        return forget(fd);
    }

    private boolean forget(int fd) {
        changed.remove(fd);
        boolean known = fd >= 0 && registered.get(fd);
        if (known) {
            registered.clear(fd);
        }
        return known;
    }

    /** Notes what a descriptor can do now, or by a negative number that it is closed. */
    void changed(int fd, int ready) {
        if (ready < 0) {
            forget(fd);
        } else if (ready != 0 && registered.get(fd)) {
            changed.put(fd, ready);
        }
    }

    /** Runs an action the next time everything waits, before the clock jumps. */
    void whenIdle(Runnable action) {
        idleWaiters.add(action);
    }

    /** Forgets an action that {@link #whenIdle} was to run. */
    void forget(Runnable action) {
        idleWaiters.remove(action);
    }

    /** Returns whether a poll would bring something. */
    boolean hasReports() {
        return woken || !changed.isEmpty();
    }

    @Override
    public int poll(ReadyBatch batch, long timeoutNanos) {
        requireOpen();
        batch.clear();
        time.polled();
        countUnrest();
        if (timeoutNanos != 0 && !hasReports()) {
            idle(timeoutNanos);
        }
        if (!changed.isEmpty() && liberties.reportsSpuriously()) {
            addSpurious();
        }
        if (woken) {
            woken = false;
            batch.add(ReadyBatch.WAKEUP, 0, 0);
        }
        if (changed.size() > 1 && liberties.reportsInAnyOrder()) {
            reorder();
        }
        Iterator<Map.Entry<Integer, Integer>> reports = changed.entrySet().iterator();
        while (reports.hasNext() && batch.size() < batch.capacity()) {
            Map.Entry<Integer, Integer> report = reports.next();
            batch.add(keys[report.getKey()], report.getValue(), 0);
            reports.remove();
        }
        return batch.size();
    }

    /** Adds a report of a descriptor that has not changed; it comes last. */
    private void addSpurious() {
        int which = liberties.spurious(registered.cardinality(), host);
        if (which >= 0) {
            int fd = registered.stream().skip(which).findFirst().orElseThrow();
            changed.putIfAbsent(fd, ReadyBatch.READABLE | ReadyBatch.WRITABLE);
        }
    }

    /** Puts what is to be reported into another order. */
    private void reorder() {
        List<Integer> left = new ArrayList<>(changed.keySet());
        while (left.size() > 1) {
            int fd = left.remove(liberties.report(left.size(), host));
            changed.put(fd, changed.remove(fd));
        }
        int last = left.get(0);
        changed.put(last, changed.remove(last));
    }

    private void countUnrest() {
        unrest = idleWaiters.isEmpty() ? 0 : unrest + 1;
        if (unrest > MOST_UNREST) {
            unrest = 0;
            throw new IllegalStateException("still not idle after " + MOST_UNREST + " turns");
        }
    }

    private void idle(long timeoutNanos) {
        unrest = 0;
        Runnable waiter = idleWaiters.poll();
        if (waiter != null) {
            waiter.run();
            woken = true;
        } else {
            pass(timeoutNanos);
        }
    }

    /** What happens in the world meanwhile need not concern this host: then the wait goes on. */
    private void pass(long timeoutNanos) {
        long left = timeoutNanos;
        long before = time.now();
        while (time.passes(left) && !hasReports()) {
            long now = time.now();
            left = left < 0 ? left : left - (now - before);
            before = now;
        }
    }

    @Override
    public void wakeup() {
        woken = true;
    }

    @Override
    public void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the platform is closed");
        }
    }
}
