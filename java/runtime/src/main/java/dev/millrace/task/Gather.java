package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Awaitable.Callback;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** Joins several futures into one; each callback runs on its own step, so the last one decides without recursion. */
final class Gather {

    private Gather() {
    }

    static <T> Future<List<T>> all(EventLoop loop, List<Future<? extends T>> futures) {
        futures.forEach(each -> each.requireLoop(loop));
        Promise<List<T>> promise = new Promise<>(loop, () -> cancelAll(futures));
        if (futures.isEmpty()) {
            promise.complete(List.of());
        }
        int[] missing = {futures.size()};
        onEach(promise, futures, each -> {
            if (!each.hasValue()) {
                promise.tryFail(each.cause());
            } else if (--missing[0] == 0) {
                promise.tryComplete(values(futures));
            }
        });
        return promise;
    }

    static <T> Future<T> any(EventLoop loop, List<Future<? extends T>> futures) {
        if (futures.isEmpty()) {
            throw new IllegalArgumentException("any of no futures would never be done");
        }
        futures.forEach(each -> each.requireLoop(loop));
        Promise<T> promise = new Promise<>(loop, () -> cancelAll(futures));
        List<Throwable> causes = new ArrayList<>();
        onEach(promise, futures, each -> {
            if (each.hasValue()) {
                promise.tryComplete(each.value());
            } else {
                causes.add(each.cause());
                if (causes.size() == futures.size()) {
                    promise.tryFail(joined(causes));
                }
            }
        });
        return promise;
    }

    /** Looks at each that ends until the promise is done. One that lives longer must not collect our callbacks. */
    private static <T> void onEach(Promise<?> promise, List<Future<? extends T>> futures,
            Consumer<Future<? extends T>> action) {
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
            each.add(callback);
        }
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
        Throwable first = causes.stream().filter(cause -> !(cause instanceof Cancelled)).findFirst()
                .orElse(causes.get(0));
        for (Throwable other : causes) {
            if (other != first) {
                first.addSuppressed(other);
            }
        }
        return first;
    }

    private static boolean cancelAll(List<? extends Awaitable> futures) {
        futures.forEach(Awaitable::cancel);
        return true;
    }
}
