package dev.millrace.flow;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Watch;
import dev.millrace.task.Promise;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;

/**
 * The subscriber behind an {@link Inflow}. The publisher holds this and not the inflow, so an inflow that its program
 * has dropped is collected, and the subscription cancelled.
 */
final class Arrivals<T> implements Flow.Subscriber<T> {
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
    /** Whether nothing more is requested: the publisher has ended, or was cancelled. */
    private boolean ended;
    /** Why it has ended; null if the publisher has completed. */
    private Throwable failure;

    /** Makes a subscriber that closes once nobody can ask its owner for another element. */
    Arrivals(EventLoop loop, int capacity, Object owner) {
        if (capacity < 1) {
            throw new IllegalArgumentException("nothing fits into a buffer of " + capacity + " elements");
        }
        this.loop = loop;
        this.capacity = capacity;
        closing = loop.core().watch(owner, this::close);
    }

    boolean isAwaited() {
        return waiting != null;
    }

    /** Gives a promise the next element, or its turn to wait for it. */
    void awaitNext(Promise<Optional<T>> taker) {
        waiting = taker;
        hand();
    }

    void giveUp() {
        waiting = null;
    }

    void close() {
        if (!ended) {
            cancel(closed());
        } else if (failure == null) {
            failure = closed();
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("the inflow is closed");
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
        if (outstanding == 0) {
            if (!ended) {
                cancel(new IllegalStateException("the publisher sent more than was requested"));
            }
            return;
        }
        outstanding--;
        // Kept even after a cancel, which it has crossed: nobody else would get it.
        buffer.add(element);
        hand();
    }

    private void publisherEnded(Throwable cause) {
        outstanding = 0;
        end(cause);
    }

    private void end(Throwable cause) {
        if (!ended) {
            ended = true;
            failure = cause;
            closing.cancel();
            hand();
        }
    }

    private void cancel(Throwable cause) {
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

    // ------------------------------------------------------------------ what the publisher calls, on any thread

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
        signal(() -> publisherEnded(cause));
    }

    @Override
    public void onComplete() {
        signal(() -> publisherEnded(null));
    }

    private void signal(Runnable step) {
        try {
            loop.execute(step);
        } catch (RejectedExecutionException e) {
            // The loop has cancelled the subscription when it closed.
        }
    }
}
