package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Gather.Rest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/**
 * Waits for several futures at once. They are somebody else's: what is made of them is one of their waiters, and their
 * failures count as looked at, except where it says otherwise. One future may be given several times. All of them
 * belong to one loop; where there are none, it is the calling task's. For the thread of that loop only.
 */
public final class Futures {
    /** What becomes of the futures that were not the first. */
    public enum Losers {
        /** They are given up, unless somebody else waits for them. */
        CANCEL,
        /** They go on. */
        LEAVE
    }

    /** When a wait ends. It ends at the latest when all have ended. */
    public enum Until {
        /** When one has ended. */
        FIRST_DONE,
        /** When one has a value. */
        FIRST_VALUE,
        /** When one has failed or was cancelled. */
        FIRST_FAILED,
        /** When all have ended. */
        ALL_DONE;

        boolean isReachedBy(Awaitable ended) {
            return switch (this) {
                case FIRST_DONE -> true;
                case FIRST_VALUE -> ended.hasValue();
                case FIRST_FAILED -> ended.isFailed();
                case ALL_DONE -> false;
            };
        }
    }

    /**
     * The futures of a wait, parted in two when somebody first looks, so that what has ended meanwhile counts as done.
     *
     * @param <F> the type of the futures
     */
    public static final class Waited<F extends Awaitable> {
        private final List<F> all;
        private List<F> done;
        private List<F> pending;

        private Waited(List<F> all) {
            this.all = all;
        }

        /** Returns those that have ended, in the order of the arguments. */
        public List<F> done() {
            part();
            return done;
        }

        /** Returns the others, in the order of the arguments. */
        public List<F> pending() {
            part();
            return pending;
        }

        private void part() {
            if (done == null) {
                done = all.stream().filter(Awaitable::isDone).toList();
                pending = all.stream().filter(each -> !each.isDone()).toList();
            }
        }
    }

    /**
     * Futures in the order in which they end. For the loop's thread only.
     *
     * @param <F> the type of the futures
     */
    public sealed interface Completions<F extends Awaitable> permits EndOrder {
        /** Returns whether there is one that was not asked for yet. */
        boolean hasNext();

        /**
         * Waits for the next one that ends, and hands it out, whatever its end. A cancel leaves it to the next call.
         *
         * @throws java.util.NoSuchElementException if all were asked for
         */
        Future<F> next();

        /** Gives up those that are pending, unless somebody else waits for them. Those that have ended are left. */
        void cancel();
    }

    private Futures() {
    }

    /** Makes a future of all values: as {@link #all(EventLoop, List)}. */
    public static <T> Future<List<T>> all(List<? extends Future<? extends T>> futures) {
        return all(loopOf(futures), futures);
    }

    /**
     * Makes a future of all values, in the order of the arguments. It fails as soon as one fails or is cancelled; the
     * others go on. Cancelling it gives up those that nobody else waits for.
     */
    public static <T> Future<List<T>> all(EventLoop loop, List<? extends Future<? extends T>> futures) {
        Promise<List<T>> promise = new Promise<>(loop);
        List<Future<? extends T>> members = List.copyOf(futures);
        new Gather<>(promise, members, Awaitable::isFailed, true, Rest.LEFT, ended -> {
            if (ended.isEmpty() || last(ended).hasValue()) {
                promise.complete(values(members));
            } else {
                promise.settleBroken(last(ended).cause());
            }
        }).begin();
        return promise;
    }

    /** Makes a future that is done when all have ended: as {@link #allSettled(EventLoop, List)}. */
    public static <F extends Awaitable> Future<List<F>> allSettled(List<F> futures) {
        return allSettled(loopOf(futures), futures);
    }

    /**
     * Makes a future that is done when all have ended, whatever their ends: its value is the same futures, in the order
     * of the arguments. It never fails. Cancelling it gives up those that nobody else waits for.
     */
    public static <F extends Awaitable> Future<List<F>> allSettled(EventLoop loop, List<F> futures) {
        Promise<List<F>> promise = new Promise<>(loop);
        List<F> members = List.copyOf(futures);
        new Gather<>(promise, members, each -> false, true, Rest.LEFT, ended -> promise.complete(members)).begin();
        return promise;
    }

    /**
     * Makes a future of the first value. It fails when all have failed: with the first failure, in which the others are
     * suppressed. After a value the others go on. Cancelling it gives up those that nobody else waits for.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static <T> Future<T> any(List<? extends Future<? extends T>> futures) {
        requireSome(futures);
        Promise<T> promise = new Promise<>(loopOf(futures));
        List<Future<? extends T>> members = List.copyOf(futures);
        new Gather<>(promise, members, Awaitable::hasValue, false, Rest.LEFT, ended -> {
            if (last(ended).hasValue()) {
                promise.complete(last(ended).value());
            } else {
                promise.settleBroken(joined(ended));
            }
        }).begin();
        return promise;
    }

    /**
     * Makes a future that ends as the first of several does, by its value or by its failure. Of those that have ended
     * already, the first argument counts. Cancelling it gives up those that nobody else waits for.
     *
     * @param losers what becomes of the others
     * @throws IllegalArgumentException if there are none
     */
    public static <T> Future<T> first(Losers losers, List<? extends Future<? extends T>> futures) {
        requireSome(futures);
        Promise<T> promise = new Promise<>(loopOf(futures));
        List<Future<? extends T>> members = List.copyOf(futures);
        Rest rest = Objects.requireNonNull(losers, "losers") == Losers.CANCEL ? Rest.GIVEN_UP : Rest.LEFT;
        new Gather<>(promise, members, each -> true, false, rest, ended -> settle(promise, last(ended))).begin();
        return promise;
    }

    /**
     * Hands out futures in the order in which they end. Those that have ended already come first, in the order of the
     * arguments.
     */
    public static <F extends Awaitable> Completions<F> asCompleted(List<F> futures) {
        return new EndOrder<>(loopOf(futures), List.copyOf(futures));
    }

    /** Makes a future that is done when the condition holds: as {@link #wait(EventLoop, List, Until)}. */
    public static <F extends Awaitable> Future<Waited<F>> wait(List<F> futures, Until until) {
        return wait(loopOf(futures), futures, until);
    }

    /**
     * Makes a future that is done when the condition holds. It never fails, and its value tells which have ended. Those
     * that are pending are as if nobody had waited for them: they go on, and what they fail with later is reported if
     * nobody looks at it. A cancel leaves all of them alone as well.
     */
    public static <F extends Awaitable> Future<Waited<F>> wait(EventLoop loop, List<F> futures, Until until) {
        Promise<Waited<F>> promise = new Promise<>(loop);
        waiting(promise, List.copyOf(futures), until).begin();
        return promise;
    }

    /**
     * Makes a future that is done when the condition holds, or after the timeout, which is no failure: as
     * {@link #wait(EventLoop, List, Until)}.
     */
    public static <F extends Awaitable> Future<Waited<F>> wait(List<F> futures, Until until, Duration timeout) {
        return wait(loopOf(futures), futures, until, timeout);
    }

    /**
     * Makes a future that is done when the condition holds, or after the timeout, which is no failure: as
     * {@link #wait(EventLoop, List, Until)}.
     */
    public static <F extends Awaitable> Future<Waited<F>> wait(EventLoop loop, List<F> futures, Until until,
            Duration timeout) {
        Objects.requireNonNull(timeout, "timeout");
        Promise<Waited<F>> promise = new Promise<>(loop);
        waiting(promise, List.copyOf(futures), until).begin().endAfter(timeout);
        return promise;
    }

    private static <F extends Awaitable> Gather<F> waiting(Promise<Waited<F>> promise, List<F> members, Until until) {
        Objects.requireNonNull(until, "until");
        return new Gather<>(promise, members, until::isReachedBy, until == Until.ALL_DONE, Rest.UNTOUCHED,
                ended -> promise.complete(new Waited<>(members)));
    }

    private static EventLoop loopOf(List<? extends Awaitable> futures) {
        return futures.isEmpty() ? Task.current().loop() : futures.get(0).loop();
    }

    private static void requireSome(List<? extends Awaitable> futures) {
        if (futures.isEmpty()) {
            throw new IllegalArgumentException("the first of no futures would never end");
        }
    }

    private static <F> F last(List<F> ended) {
        return ended.get(ended.size() - 1);
    }

    /** Ends as a member has ended; a cancel of that is a failure here. */
    private static <T> void settle(Promise<T> promise, Future<? extends T> member) {
        if (member.hasValue()) {
            promise.complete(member.value());
        } else {
            promise.settleBroken(member.cause());
        }
    }

    /** Values may be null, which List.of refuses. */
    private static <T> List<T> values(List<Future<? extends T>> futures) {
        List<T> values = new ArrayList<>(futures.size());
        futures.forEach(each -> values.add(each.value()));
        return Collections.unmodifiableList(values);
    }

    /** The first failure that is not a cancel, with the others suppressed in it. */
    private static Throwable joined(List<? extends Awaitable> failed) {
        List<Throwable> causes = failed.stream().map(Awaitable::cause).toList();
        Throwable first = causes.stream().filter(cause -> !(cause instanceof CancellationException)).findFirst()
                .orElse(causes.get(0));
        causes.forEach(other -> Failures.suppress(first, other));
        return first;
    }
}
