package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/** Hands out futures in the order in which they end. */
final class EndOrder<F extends Awaitable> implements Futures.Completions<F> {
    /** A future that has not ended, and our callback there. */
    private record Pending<F>(F future, Callback callback) {
    }

    private final EventLoop loop;
    private final List<Pending<F>> members = new ArrayList<>();
    /** How many of the members have not been counted as ended, nor given up. */
    private int pending;
    /** What has ended and was not asked for yet. One of these two queues is empty. */
    private final ArrayDeque<F> ended = new ArrayDeque<>();
    private final ArrayDeque<Promise<F>> asked = new ArrayDeque<>();

    EndOrder(EventLoop loop, List<F> futures) {
        this.loop = loop;
        loop.checkThread();
        futures.forEach(each -> each.requireLoop(loop));
        futures.forEach(this::add);
    }

    private void add(F future) {
        if (future.isDone()) {
            future.looked();
            ended.add(future);
            return;
        }
        Callback callback = new Callback(this, () -> end(future));
        loop.core().adopt(callback);
        future.add(callback);
        members.add(new Pending<>(future, callback));
        pending++;
    }

    private void end(F future) {
        pending--;
        Promise<F> first = asked.poll();
        if (first == null) {
            ended.add(future);
        } else {
            first.complete(future);
        }
    }

    @Override
    public boolean hasNext() {
        loop.checkThread();
        return ended.size() + pending > asked.size();
    }

    @Override
    public Future<F> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("every future has been handed out");
        }
        Promise<F> promise = new Promise<>(loop);
        if (promise.refuseIfCancelled()) {
            return promise;
        }
        F first = ended.poll();
        if (first != null) {
            promise.complete(first);
            return promise;
        }
        asked.add(promise);
        promise.undoBy(() -> {
            asked.remove(promise);
            return true;
        });
        return promise;
    }

    @Override
    public void cancel() {
        loop.checkThread();
        List.copyOf(asked).forEach(Awaitable::cancel);
        Cancellation cancellation = new Cancellation("cancelled");
        for (Pending<F> each : members) {
            if (!each.future.isDone()) {
                pending--;
                cancellation.release(each.future, each.callback);
            }
        }
        members.clear();
        cancellation.run();
    }
}
