package dev.millrace.flow;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import java.util.Optional;
import java.util.concurrent.Flow;

/**
 * What a publisher of {@link Flow} publishes, to be awaited element by element. It requests no more than its buffer has
 * room for, so a publisher waits for a slow reader; one that sends more than was requested is cancelled, and what was
 * too much is dropped. The publisher may signal on any thread; this is for the loop's thread only.
 *
 * <p>Closing it, or the loop, cancels the subscription. If a program drops it without closing it, the subscription is
 * cancelled once the garbage collector has found that nobody can ask for another element; what had been requested in
 * advance is then lost.
 *
 * @param <T> the type of the elements
 */
public final class Inflow<T> implements AutoCloseable {
    private final EventLoop loop;
    private final Arrivals<T> arrivals;

    private Inflow(EventLoop loop, int capacity) {
        this.loop = loop;
        arrivals = new Arrivals<>(loop, capacity, this);
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
        Inflow<T> inflow = unsubscribed(loop, capacity);
        publisher.subscribe(inflow.arrivals);
        return inflow;
    }

    static <T> Inflow<T> unsubscribed(EventLoop loop, int capacity) {
        return new Inflow<>(loop, capacity);
    }

    Flow.Subscriber<T> subscriber() {
        return arrivals;
    }

    /**
     * Waits for the next element.
     *
     * @return the element, or empty when the publisher has completed. Fails with what the publisher failed with, and
     *     with an IllegalStateException once this is closed, but only after all elements that have come. A cancel takes
     *     no element
     * @throws IllegalStateException if somebody waits already
     */
    public Future<Optional<T>> next() {
        loop.checkThread();
        if (arrivals.isAwaited()) {
            throw new IllegalStateException("somebody waits for this element already");
        }
        // Its undo holds this, which is therefore not garbage as long as somebody waits.
        Promise<Optional<T>> promise = new Promise<>(loop, this::giveUp);
        if (!promise.refuseIfCancelled()) {
            arrivals.awaitNext(promise);
        }
        return promise;
    }

    private boolean giveUp() {
        arrivals.giveUp();
        return true;
    }

    /**
     * Cancels the subscription; whoever waits fails. No element is lost: {@link #next} still returns what has come, and
     * what was on its way to here as soon as it has come. Closing again does nothing.
     */
    @Override
    public void close() {
        loop.checkThread();
        arrivals.close();
    }
}
