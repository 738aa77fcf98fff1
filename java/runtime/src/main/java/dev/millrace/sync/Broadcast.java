package dev.millrace.sync;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import java.util.Objects;

/**
 * Gives every element to every subscriber. The publisher never waits: the newest elements are kept, and a subscriber
 * that is further behind than that is told how many it has missed. For the loop's thread only.
 *
 * @param <T> the type of the elements; null is none
 */
public final class Broadcast<T> {
    private final EventLoop loop;
    private final Object[] kept;
    private final Line<Waiting> waiting = new Line<>();
    private long published;
    private boolean closed;
    private int subscribers;

    /**
     * What a broadcast is doing.
     *
     * @param capacity how many elements are kept
     * @param published how many were published until now
     * @param subscribers how many there are
     * @param waiting how many of them wait for the next element
     */
    public record Statistics(int capacity, long published, int subscribers, int waiting) {
    }

    /** A subscriber was so slow that elements were overwritten before it received them. */
    public static final class LaggedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final long missed;

        private LaggedException(long missed) {
            super(missed + " elements were missed: the subscriber was too slow");
            this.missed = missed;
        }

        /** Returns how many elements were missed. */
        public long missed() {
            return missed;
        }
    }

    /**
     * Makes a broadcast that keeps so many elements.
     *
     * @throws IllegalArgumentException if that is not one at least
     */
    public Broadcast(EventLoop loop, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a broadcast that keeps " + capacity + " elements");
        }
        this.loop = loop;
        kept = new Object[capacity];
    }

    /** Makes a broadcast for the calling task's loop. */
    public Broadcast(int capacity) {
        this(Task.current().loop(), capacity);
    }

    /**
     * Publishes an element.
     *
     * @throws ChannelClosedException if the broadcast is closed
     */
    public void publish(T element) {
        loop.checkThread();
        Objects.requireNonNull(element, "element");
        if (closed) {
            throw closedNow();
        }
        kept[(int) (published++ % kept.length)] = element;
        // Those that subscribe or receive again while this goes on wait for the next element.
        for (int left = waiting.size(); left > 0; left--) {
            waiting.poll().go();
        }
    }

    /** Ends it: subscribers receive what is kept for them, and then fail. */
    public void close() {
        loop.checkThread();
        closed = true;
        waiting.failAll(closedNow());
    }

    /** Makes a subscriber, which receives what is published from now on. */
    public Subscriber subscribe() {
        loop.checkThread();
        subscribers++;
        return new Subscriber();
    }

    /** Returns what the broadcast is doing. */
    public Statistics statistics() {
        return new Statistics(kept.length, published, subscribers, waiting.size());
    }

    private static ChannelClosedException closedNow() {
        return new ChannelClosedException("the broadcast is closed");
    }

    private abstract static class Waiting extends Line.Waiter {
        abstract void go();
    }

    /** One that receives every element, each once, in order. */
    public final class Subscriber implements AutoCloseable {
        private long position = published;
        private Waiting waiter;
        private boolean left;

        private Subscriber() {
        }

        /**
         * Receives the next element.
         *
         * @return the element; fails with a {@link LaggedException} if some were missed, and the receive after that
         *     goes on with the oldest one that is kept; fails with a {@link ChannelClosedException} when there is none
         *     left
         * @throws IllegalStateException if a receive of this subscriber waits
         */
        public Future<T> receive() {
            loop.checkThread();
            if (waiter != null) {
                throw new IllegalStateException("this subscriber waits already: one receive at a time");
            }
            Promise<T> promise = new Promise<>(loop, Promise.WaitsFor.of("Broadcast receive", () -> {
                waiter.leave();
                waiter = null;
                return true;
            }));
            if (!promise.refuseIfCancelled()) {
                receive(promise);
            }
            return promise;
        }

        private void receive(Promise<T> promise) {
            long missed = published - kept.length - position;
            if (left) {
                promise.fail(closedNow());
            } else if (missed > 0) {
                position += missed;
                promise.fail(new LaggedException(missed));
            } else if (position < published) {
                take(promise);
            } else if (closed) {
                promise.fail(closedNow());
            } else {
                waiter = new Waiting() {
                    @Override
                    void go() {
                        waiter = null;
                        take(promise);
                    }

                    @Override
                    void fail(RuntimeException cause) {
                        waiter = null;
                        promise.fail(cause);
                    }
                };
                waiting.add(waiter);
            }
        }

        @SuppressWarnings("unchecked")
        private void take(Promise<T> promise) {
            promise.complete((T) kept[(int) (position++ % kept.length)]);
        }

        /** Returns how many elements wait for this subscriber, those it has missed included; 0 once it is closed. */
        public long behind() {
            return left ? 0 : published - position;
        }

        /** Ends the subscription; a receive that waits fails. Twice is once. */
        @Override
        public void close() {
            loop.checkThread();
            if (!left) {
                left = true;
                subscribers--;
                if (waiter != null) {
                    waiter.leave();
                    waiter.fail(closedNow());
                }
            }
        }
    }
}
