package dev.millrace.sync;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Timer;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Waits for whichever of several things happens first: an element of a channel, room for one, the end of a future, a
 * timeout. Exactly one of them takes effect; the others are as if nobody had waited for them.
 *
 * <pre>{@code
 * Select<String> next = Select.<String>inOrder()
 *         .receive(questions, question -> answer(question))
 *         .onEnd(stopped, () -> "bye")
 *         .after(Duration.ofSeconds(30), () -> "still there?");
 * String said = await(next.once()).run();
 * }</pre>
 *
 * <p>What is to be done is said with each branch, and {@link Taken#run} does it, in the task that calls it, so it may
 * await. A select can be used again and again. For the loop's thread only.
 *
 * @param <R> what the branches return
 */
public final class Select<R> {
    private final EventLoop loop;
    private final boolean fair;
    private final List<Branch<R>> branches = new ArrayList<>();
    private int first;

    /** What is done with a value. */
    @FunctionalInterface
    public interface Handler<T, R> {
        /** Runs, in the task that has selected. */
        R handle(T value) throws Exception;
    }

    /** How a branch begins to wait; it may win at once. */
    @FunctionalInterface
    private interface Branch<R> {
        void begin(Selection<Taken<R>> selection);
    }

    /** A place that is no line of ours. */
    private static final class Elsewhere extends Line.Waiter {
        private final Runnable withdrawal;

        Elsewhere(Runnable withdrawal) {
            this.withdrawal = withdrawal;
        }

        @Override
        void leave() {
            withdrawal.run();
        }

        @Override
        void fail(RuntimeException cause) {
            throw new UnsupportedOperationException("it stands in no line");
        }
    }

    /**
     * The branch that took effect.
     *
     * @param <R> what the branches return
     */
    public static final class Taken<R> {
        private final int branch;
        private final Callable<R> action;

        private Taken(int branch, Callable<R> action) {
            this.branch = branch;
            this.action = action;
        }

        /** Returns which branch it is; they are counted from 0 as they were added. */
        public int branch() {
            return branch;
        }

        /**
         * Does what the branch is for, in the calling task.
         *
         * @throws RuntimeException (or an Error) what that throws, a checked exception wrapped in
         *     {@link java.util.concurrent.CompletionException}
         */
        public R run() {
            return Holding.call(action);
        }
    }

    private Select(EventLoop loop, boolean fair) {
        this.loop = loop;
        this.fair = fair;
    }

    /** Makes a select for the calling task's loop that takes the first branch which is possible at once. */
    public static <R> Select<R> inOrder() {
        return new Select<>(Task.current().loop(), false);
    }

    /** Makes one that begins to look at another branch each time, so that one that is always possible starves none. */
    public static <R> Select<R> fair() {
        return new Select<>(Task.current().loop(), true);
    }

    /** Adds a branch: an element can be received. The select fails if the channel is closed and has none left. */
    public <T> Select<R> receive(Channel<T> channel, Handler<? super T, ? extends R> handler) {
        Objects.requireNonNull(channel, "channel");
        Objects.requireNonNull(handler, "handler");
        int branch = branches.size();
        Function<T, Taken<R>> outcome = element -> new Taken<>(branch, () -> handler.handle(element));
        return add(selection -> channel.demand(selection, outcome));
    }

    /** Adds a branch: an element can be sent. The select fails if the channel is closed. */
    public <T> Select<R> send(Channel<T> channel, T element, Callable<? extends R> handler) {
        Objects.requireNonNull(channel, "channel");
        Objects.requireNonNull(element, "element");
        Taken<R> taken = taken(handler);
        return add(selection -> channel.offer(element, selection, taken, unsent -> { }));
    }

    /** Adds a branch: a future has ended, whatever its end. It is not cancelled if another branch takes effect. */
    public Select<R> onEnd(Future<?> future, Callable<? extends R> handler) {
        Objects.requireNonNull(future, "future");
        Taken<R> taken = taken(handler);
        return add(selection -> {
            if (future.isDone()) {
                selection.win(taken);
                return;
            }
            Runnable end = () -> {
                if (selection.isOpen()) {
                    selection.win(taken);
                }
            };
            future.onEnd(end);
            selection.add(new Elsewhere(() -> future.removeCallback(end)));
        });
    }

    /** Adds a branch: so much time has passed. */
    public Select<R> after(Duration timeout, Callable<? extends R> handler) {
        Objects.requireNonNull(timeout, "timeout");
        Taken<R> taken = taken(handler);
        return add(selection -> {
            Timer timer = loop.timer(() -> selection.win(taken));
            timer.arm(timeout);
            selection.add(new Elsewhere(timer::cancel));
        });
    }

    private Taken<R> taken(Callable<? extends R> handler) {
        Objects.requireNonNull(handler, "handler");
        return new Taken<>(branches.size(), handler::call);
    }

    private Select<R> add(Branch<R> branch) {
        branches.add(branch);
        return this;
    }

    /**
     * Waits until one branch takes effect.
     *
     * @return that branch; fails with a {@link ChannelClosedException} if a channel of a branch is closed. A cancel
     *     before that leaves all of them untouched
     * @throws IllegalStateException if there is no branch
     */
    public Future<Taken<R>> once() {
        loop.checkThread();
        if (branches.isEmpty()) {
            throw new IllegalStateException("a select without a branch would wait for ever");
        }
        Promise<Taken<R>> promise = new Promise<>(loop);
        if (promise.refuseIfCancelled()) {
            return promise;
        }
        Selection<Taken<R>> selection = new Selection<>("Select", promise);
        for (int i = 0; i < branches.size() && selection.isOpen(); i++) {
            branches.get((first + i) % branches.size()).begin(selection);
        }
        if (fair) {
            first = (first + 1) % branches.size();
        }
        return promise;
    }
}
