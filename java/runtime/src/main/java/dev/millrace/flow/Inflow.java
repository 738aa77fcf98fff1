package dev.millrace.flow;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Watch;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;

/**
 * What a publisher of {@link Flow} publishes, to be awaited element by element. It requests no more than its buffer has
 * room for, so a publisher waits for a slow reader. The publisher may signal on any thread; this is for the loop's
 * thread only. Closing it, or the loop, cancels the subscription.
 *
 * @param <T> the type of the elements
 */
public final class Inflow<T> implements AutoCloseable {
    private final EventLoop loop;
    private final int capacity;
    private final ArrayDeque<T> buffer = new ArrayDeque<>();
    private final Watch closing;
    /** Null before the publisher has answered. */
    private Flow.Subscription upstream;
    /** How many elements were requested that have not come. */
    private long outstanding;
    /** Who waits for the next element; null if nobody does. */
    private Promise<Optional<T>> waiting;
    private boolean ended;
    /** Why it has ended; null if the publisher has completed. */
    private Throwable failure;

    private Inflow(EventLoop loop, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("nothing fits into a buffer of " + capacity + " elements");
        }
        this.loop = loop;
        this.capacity = capacity;
        closing = loop.core().watch(loop, this::close);
    }

    /**
     * Subscribes to a publisher, for the calling task.
     *
     * @param capacity how many elements may be requested in advance
     * @throws IllegalArgumentException if the capacity is not positive
     */
    public static <T> Inflow<T> from(Flow.Publisher<? extends T> publisher, int capacity) {
        return from(Task.current().loop(), publisher, capacity);
    }

    /** Subscribes to a publisher, for another place than a task: as {@link #from(Flow.Publisher, int)}. */
    public static <T> Inflow<T> from(EventLoop loop, Flow.Publisher<? extends T> publisher, int capacity) {
        Inflow<T> inflow = new Inflow<>(loop, capacity);
        publisher.subscribe(inflow.new Signals());
        return inflow;
    }

    /**
     * Waits for the next element.
     *
     * @return the element, or empty when the publisher has completed. Fails with what the publisher failed with, after
     *     the elements that came before, and with an IllegalStateException once this is closed. A cancel takes no
     *     element
     * @throws IllegalStateException if somebody waits already
     */
    public Future<Optional<T>> next() {
        loop.checkThread();
        if (waiting != null) {
            throw new IllegalStateException("somebody waits for this element already");
        }
        Promise<Optional<T>> promise = new Promise<>(loop, () -> {
            waiting = null;
            return true;
        });
        if (!promise.refuseIfCancelled()) {
            waiting = promise;
            hand();
        }
        return promise;
    }

    /** Cancels the subscription and drops what was not taken; whoever waits fails. Closing again does nothing. */
    @Override
    public void close() {
        loop.checkThread();
        buffer.clear();
        if (!ended) {
            giveUp(new IllegalStateException("the inflow is closed"));
        } else if (failure == null) {
            failure = new IllegalStateException("the inflow is closed");
        }
    }

    // ------------------------------------------------------------------ on the loop

    private void subscribed(Flow.Subscription subscription) {
        if (upstream != null || ended) {
            subscription.cancel();
        } else {
            upstream = subscription;
            topUp();
        }
    }

    private void arrived(T element) {
        if (ended) {
            return;
        }
        if (--outstanding < 0) {
            giveUp(new IllegalStateException("the publisher sent more than was requested"));
            return;
        }
        buffer.add(element);
        hand();
    }

    private void end(Throwable cause) {
        if (!ended) {
            ended = true;
            failure = cause;
            closing.cancel();
            hand();
        }
    }

    private void giveUp(Throwable cause) {
        if (upstream != null) {
            upstream.cancel();
        }
        end(cause);
    }

    /** Gives whoever waits what there is. */
    private void hand() {
        Promise<Optional<T>> taker = waiting;
        if (taker == null || buffer.isEmpty() && !ended) {
            return;
        }
        waiting = null;
        if (!buffer.isEmpty()) {
            taker.complete(Optional.of(buffer.remove()));
            topUp();
        } else if (failure == null) {
            taker.complete(Optional.empty());
        } else {
            taker.fail(failure);
        }
    }

    /** Requests what has room, when that is half of the buffer at least. */
    private void topUp() {
        long room = capacity - buffer.size() - outstanding;
        if (!ended && room * 2 >= capacity) {
            outstanding += room;
            upstream.request(room);
        }
    }

    Flow.Subscriber<T> signals() {
        return new Signals();
    }

    static <T> Inflow<T> unsubscribed(EventLoop loop, int capacity) {
        return new Inflow<>(loop, capacity);
    }

    /** What the publisher calls, on any thread. */
    private final class Signals implements Flow.Subscriber<T> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            Objects.requireNonNull(subscription, "subscription");
            try {
                loop.execute(() -> subscribed(subscription));
            } catch (RejectedExecutionException e) {
                subscription.cancel();
            }
        }

        @Override
        public void onNext(T element) {
            Objects.requireNonNull(element, "element");
            signal(() -> arrived(element));
        }

        @Override
        public void onError(Throwable cause) {
            Objects.requireNonNull(cause, "cause");
            signal(() -> end(cause));
        }

        @Override
        public void onComplete() {
            signal(() -> end(null));
        }

        private void signal(Runnable step) {
            try {
                loop.execute(step);
            } catch (RejectedExecutionException e) {
                // The loop has cancelled the subscription when it closed.
            }
        }
    }
}
