package dev.millrace.sync;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Hands elements from any number of senders to any number of receivers, first come, first served on both sides. A
 * receiver that waits is handed its element directly: it owns it although its task has not run yet, and nobody can take
 * it in between. A sender waits while the channel is full; with a capacity of 0, until a receiver has its element.
 *
 * <p>{@link #close} is the senders' end: nothing more is sent, and what was sent is still received. {@link #cancel} is
 * the receivers' end: nothing more is received. For the loop's thread only.
 *
 * <p>An element that was given to {@link #send} and that no receiver will get (the send was cancelled or refused, or
 * the channel was cancelled) is passed to {@link #onUndelivered}, once.
 *
 * @param <T> the type of the elements; null is none
 */
public final class Channel<T> {
    private final EventLoop loop;
    private final int capacity;
    private final Store<T> store;
    private final Line<Sender<T, ?>> senders = new Line<>();
    private final Line<Receiver<T, ?>> receivers = new Line<>();
    private final Unfinished unfinished;
    private Consumer<? super T> undelivered = element -> { };
    /** Made once, not for each sender that waits. */
    private final Consumer<T> notSent = this::undeliverable;
    private String sending = "Channel send";
    private String receiving = "Channel receive";
    private boolean closed;
    private long sent;
    private long received;

    /**
     * What a channel is doing.
     *
     * @param capacity how many elements it takes in advance
     * @param stored how many it has taken and nobody has received
     * @param senders how many wait to send
     * @param receivers how many wait to receive
     * @param sent how many elements it has taken until now
     * @param received how many were received until now
     * @param closed whether it was closed
     */
    public record Statistics(int capacity, int stored, int senders, int receivers, long sent, long received,
            boolean closed) {
    }

    private Channel(EventLoop loop, int capacity, Store<T> store) {
        if (capacity < 0) {
            throw new IllegalArgumentException("a channel cannot have a capacity of " + capacity);
        }
        this.loop = loop;
        this.capacity = capacity;
        this.store = store;
        this.unfinished = new Unfinished(loop);
    }

    /** Makes a channel that takes so many elements in advance; 0 makes senders and receivers meet. */
    public static <T> Channel<T> bounded(int capacity) {
        return new Channel<>(Task.current().loop(), capacity, Store.fifo());
    }

    /** Makes a channel for another place than a task: as {@link #bounded(int)}. */
    public static <T> Channel<T> bounded(EventLoop loop, int capacity) {
        return new Channel<>(loop, capacity, Store.fifo());
    }

    /** Makes a channel that takes all that is sent, as far as there is memory. */
    public static <T> Channel<T> unbounded() {
        return bounded(Integer.MAX_VALUE);
    }

    /** Makes a channel that gives the newest of the elements it has first. */
    public static <T> Channel<T> lifo(int capacity) {
        return new Channel<>(Task.current().loop(), capacity, Store.lifo());
    }

    /** Makes a channel that gives the least of the elements it has first and, among equals, the oldest. */
    public static <T> Channel<T> priority(int capacity, Comparator<? super T> order) {
        return new Channel<>(Task.current().loop(), capacity,
                Store.priority(Objects.requireNonNull(order, "order")));
    }

    /** Gives the channel a name for dumps. Returns this channel. */
    public Channel<T> named(String name) {
        sending = "Channel '" + name + "' send";
        receiving = "Channel '" + name + "' receive";
        return this;
    }

    /** Sets what becomes of elements that no receiver will get. Returns this channel. */
    public Channel<T> onUndelivered(Consumer<? super T> consumer) {
        undelivered = Objects.requireNonNull(consumer, "consumer");
        return this;
    }

    // ------------------------------------------------------------------ sending

    /**
     * Sends an element.
     *
     * @return done when the channel, or a receiver, has it; fails with a {@link ChannelClosedException} if the channel
     *     was closed before, or is cancelled before that. A cancel takes the element back
     */
    public Future<Void> send(T element) {
        Promise<Void> promise = new Promise<>(loop);
        Objects.requireNonNull(element, "element");
        if (promise.refuseIfCancelled()) {
            undeliverable(element);
            return promise;
        }
        loop.checkThread();
        if (!closed && accept(element, null)) {
            promise.complete(null);
        } else {
            offer(element, new Selection<>(sending, promise), null, notSent);
        }
        return promise;
    }

    /** Sends an element, or begins to wait for that, as a part of a wait that may be for other things too. */
    <S> void offer(T element, Selection<S> selection, S outcome, Consumer<? super T> unsent) {
        loop.checkThread();
        if (closed) {
            unsent.accept(element);
            selection.lose(closedNow());
        } else if (accept(element, selection)) {
            selection.win(outcome);
        } else {
            Sender<T, S> sender = new Sender<>(selection, element, outcome, unsent);
            senders.add(sender);
            selection.add(sender);
        }
    }

    /**
     * Sends an element if that is possible without waiting. Returns whether it was; an element that was not sent stays
     * the caller's.
     *
     * @throws ChannelClosedException if the channel is closed
     */
    public boolean trySend(T element) {
        loop.checkThread();
        Objects.requireNonNull(element, "element");
        if (closed) {
            throw closedNow();
        }
        return accept(element, null);
    }

    /** A select that may both send and receive here does not meet itself. */
    private boolean accept(T element, Selection<?> by) {
        Receiver<T, ?> receiver = receivers.pollNotOf(by);
        if (receiver != null) {
            counted();
            received++;
            receiver.hand(element);
            return true;
        }
        if (store.size() >= capacity) {
            return false;
        }
        counted();
        store.add(element);
        return true;
    }

    private void counted() {
        sent++;
        unfinished.add();
    }

    // ------------------------------------------------------------------ receiving

    /**
     * Receives the next element.
     *
     * @return the element; fails with a {@link ChannelClosedException} when the channel is closed and has none left
     */
    public Future<T> receive() {
        Promise<T> promise = new Promise<>(loop);
        if (promise.refuseIfCancelled()) {
            return promise;
        }
        loop.checkThread();
        T next = next(null);
        if (next != null) {
            promise.complete(next);
        } else {
            demand(new Selection<>(receiving, promise), Function.identity());
        }
        return promise;
    }

    /** Receives an element, or begins to wait for one, as a part of a wait that may be for other things too. */
    <S> void demand(Selection<S> selection, Function<T, S> outcome) {
        loop.checkThread();
        T next = next(selection);
        if (next != null) {
            selection.win(outcome.apply(next));
        } else if (closed) {
            selection.lose(closedNow());
        } else {
            Receiver<T, S> receiver = new Receiver<>(selection, outcome);
            receivers.add(receiver);
            selection.add(receiver);
        }
    }

    /**
     * Receives the next element if there is one.
     *
     * @throws ChannelClosedException if the channel is closed and has none left
     */
    public Optional<T> tryReceive() {
        loop.checkThread();
        T next = next(null);
        if (next == null && closed) {
            throw closedNow();
        }
        return Optional.ofNullable(next);
    }

    /** Takes the next element; the place it leaves is the first waiting sender's. Null if there is none. */
    private T next(Selection<?> by) {
        T next = store.poll();
        Sender<T, ?> sender = senders.pollNotOf(by);
        if (sender != null) {
            counted();
            T freed = sender.take();
            if (next == null) {
                next = freed;
            } else {
                store.add(freed);
            }
        }
        if (next != null) {
            received++;
        }
        return next;
    }

    // ------------------------------------------------------------------ the ends

    /**
     * Takes no more elements. What was sent before can be received, that of senders that wait included; then receivers
     * fail. Does nothing if it is closed.
     */
    public void close() {
        loop.checkThread();
        closed = true;
        receivers.failAll(closedNow());
    }

    /** Closes the channel and gives up what nobody has received: senders that wait fail. */
    public void cancel() {
        close();
        senders.failAll(closedNow());
        for (T element; (element = store.poll()) != null;) {
            unfinished.remove();
            undeliverable(element);
        }
    }

    /** A hook that fails does not keep the other elements from it. */
    private void undeliverable(T element) {
        try {
            undelivered.accept(element);
        } catch (RuntimeException | Error e) {
            loop.core().throwIfFatal(e);
            loop.core().report("what takes the undelivered elements of a channel failed", e);
        }
    }

    /** Returns whether the channel was closed. */
    public boolean isClosed() {
        return closed;
    }

    private static ChannelClosedException closedNow() {
        return new ChannelClosedException("the channel is closed");
    }

    // ------------------------------------------------------------------ what is done with the elements

    /**
     * Says that a receiver has done what an element was for.
     *
     * @throws IllegalStateException if that was said of every element already
     */
    public void finished() {
        loop.checkThread();
        unfinished.remove();
    }

    /** Returns a future that is done when {@link #finished} was called for every element that was sent. */
    public Future<Void> whenFinished() {
        return unfinished.whenNone();
    }

    /** Returns what the channel is doing. */
    public Statistics statistics() {
        return new Statistics(capacity, store.size(), senders.size(), receivers.size(), sent, received, closed);
    }

    @Override
    public String toString() {
        return "Channel[" + statistics() + "]";
    }
}
