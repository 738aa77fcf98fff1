package dev.millrace.threads;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Watch;
import dev.millrace.task.Promise;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** One piece of offloaded work: it is run on a thread, and its end comes home to the loop. */
final class Errand<T> implements Runnable {
    private final EventLoop loop;
    private final Promise<T> promise;
    private final Callable<T> work;
    private final OnCancel onCancel;
    /** What is to be done on the loop when the thread has ended, or never begins. */
    private final Runnable atEnd;
    private final Occupancy occupancy = new Occupancy();
    /** Takes the work out of the queue of whoever is to run it. */
    private Runnable forget = () -> { };
    /** Whether the cancel has interrupted the thread. */
    private boolean interrupted;
    /** Ends the wait for the thread if the loop closes first; null while no cancel waits for it. */
    private Watch closing;

    Errand(Promise<T> promise, Callable<T> work, OnCancel onCancel, Runnable atEnd) {
        this.loop = promise.loop();
        this.promise = promise;
        this.work = work;
        this.onCancel = onCancel;
        this.atEnd = atEnd;
    }

    /** Hands the work to whoever runs it, who returns how to take it back, unless it was cancelled before. */
    void send(Function<Runnable, Runnable> runner) {
        promise.undoBy(this::undo);
        if (promise.isDone()) {
            return;
        }
        try {
            forget = runner.apply(this);
        } catch (RuntimeException | Error e) {
            loop.core().throwIfFatal(e);
            if (occupancy.takeBack()) {
                atEnd.run();
                promise.tryFail(e);
            }
        }
    }

    private boolean undo() {
        if (occupancy.takeBack()) {
            forget.run();
            atEnd.run();
            return true;
        }
        if (onCancel == OnCancel.ABANDON) {
            return true;
        }
        closing = loop.core().watch(loop, () -> promise.tryFail(
                new CancellationException("the loop was closed before the work had ended")));
        if (onCancel == OnCancel.INTERRUPT) {
            interrupted = true;
            occupancy.interrupt();
        }
        return false;
    }

    /** Does the work, on the thread of whoever runs it. */
    @Override
    public void run() {
        if (!occupancy.begin()) {
            return;
        }
        T value = null;
        Throwable failure = null;
        try {
            value = work.call();
        } catch (Throwable e) {
            failure = e;
        }
        occupancy.end();
        T result = value;
        Throwable cause = failure;
        try {
            loop.execute(() -> home(result, cause));
        } catch (RejectedExecutionException e) {
            // Nobody looks at the futures of a closed loop any more.
        }
    }

    private void home(T value, Throwable failure) {
        atEnd.run();
        if (closing != null) {
            closing.cancel();
        }
        if (failure == null) {
            promise.tryComplete(value);
        } else if (interrupted && failure instanceof InterruptedException) {
            CancellationException cancelled = new CancellationException("cancelled, and the thread interrupted");
            cancelled.addSuppressed(failure);
            promise.tryFail(cancelled);
        } else {
            promise.tryFail(failure);
        }
    }
}
