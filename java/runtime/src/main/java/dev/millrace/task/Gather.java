package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Awaitable.Undo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/** Joins several futures into one; each callback runs on its own step, so the last one decides without recursion. */
final class Gather {

    private Gather() {
    }

    static <T> Future<List<T>> all(EventLoop loop, List<Future<? extends T>> futures) {
        futures.forEach(each -> each.requireLoop(loop));
        Promise<List<T>> promise = new Promise<>(loop);
        if (futures.isEmpty()) {
            promise.complete(List.of());
        }
        int[] missing = {futures.size()};
        onEach(promise, true, futures, each -> {
            if (!each.hasValue()) {
                promise.settleBroken(each.cause());
            } else if (--missing[0] == 0) {
                promise.tryComplete(values(futures));
            }
        });
        return promise;
    }

    static <T> Future<T> any(EventLoop loop, List<Future<? extends T>> futures) {
        futures.forEach(each -> each.requireLoop(loop));
        Promise<T> promise = new Promise<>(loop);
        List<Throwable> causes = new ArrayList<>();
        onEach(promise, false, futures, each -> {
            if (each.hasValue()) {
                promise.tryComplete(each.value());
            } else {
                causes.add(each.cause());
                if (causes.size() == futures.size()) {
                    promise.settleBroken(joined(causes));
                }
            }
        });
        return promise;
    }

    /**
     * Runs the action on each future that ends, until the promise is done. A future that outlives it must not collect
     * our callbacks.
     */
    private static <T> void onEach(Promise<?> promise, boolean all, List<Future<? extends T>> futures,
            Consumer<Future<? extends T>> action) {
        EventLoop loop = promise.loop();
        List<Callback> callbacks = new ArrayList<>(futures.size());
        for (Future<? extends T> each : futures) {
            Callback callback = new Callback(promise, () -> {
                if (!promise.isDone()) {
                    action.accept(each);
                    if (promise.isDone()) {
                        releaseAll(futures, callbacks);
                    }
                }
            });
            callbacks.add(callback);
            loop.core().adopt(callback);
            each.add(callback);
        }
        promise.undoBy(new Members(futures, callbacks, all));
    }

    private static <T> void releaseAll(List<Future<? extends T>> futures, List<Callback> callbacks) {
        for (int i = 0; i < callbacks.size(); i++) {
            futures.get(i).release(callbacks.get(i));
        }
    }

    /** Values may be null, which List.of refuses. */
    private static <T> List<T> values(List<Future<? extends T>> futures) {
        List<T> values = new ArrayList<>(futures.size());
        for (Future<? extends T> each : futures) {
            values.add(each.value());
        }
        return Collections.unmodifiableList(values);
    }

    /** The first failure that is not a cancel, with the others suppressed in it. */
    private static Throwable joined(List<Throwable> causes) {
        Throwable first = causes.stream().filter(cause -> !(cause instanceof CancellationException)).findFirst()
                .orElse(causes.get(0));
        causes.forEach(other -> Failures.suppress(first, other));
        return first;
    }

    /** The undo of what is gathered: its callbacks on the members, which a {@link Cancellation} removes. */
    record Members(List<? extends Awaitable> futures, List<Callback> callbacks, boolean all) implements Undo {
        @Override
        public boolean undo() {
            return true;
        }
    }
}
