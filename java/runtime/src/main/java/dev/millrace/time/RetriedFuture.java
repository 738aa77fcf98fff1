package dev.millrace.time;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks for futures, one after the other, until one has a value. */
final class RetriedFuture<T> {
    private final EventLoop loop;
    private final Supplier<? extends Future<T>> attempt;
    private final Attempts attempts;
    private final Promise<T> whole;

    RetriedFuture(EventLoop loop, Supplier<? extends Future<T>> attempt, Attempts attempts) {
        this.loop = loop;
        this.attempt = attempt;
        this.attempts = attempts;
        this.whole = new Promise<>(loop);
    }

    Future<T> begin() {
        if (!whole.refuseIfCancelled()) {
            attempt();
        }
        return whole;
    }

    private void attempt() {
        Future<T> mine;
        try {
            // One of our own: somebody else may wait for what we are given.
            mine = attempt.get().map(value -> value);
        } catch (Exception e) {
            failed(e);
            return;
        }
        mine.onDone(this::ended);
        whole.undoBy(mine::cancel);
    }

    private void ended(Future<T> mine) {
        Optional<Throwable> failure = mine.failure();
        if (whole.isDone()) {
            return;
        }
        if (failure.isEmpty()) {
            whole.complete(mine.value());
        } else if (failure.get() instanceof Exception exception) {
            failed(exception);
        } else {
            whole.fail(failure.get());
        }
    }

    private void failed(Exception failure) {
        Optional<Duration> delay = attempts.delayAfter(failure);
        if (delay.isEmpty()) {
            whole.fail(failure);
            return;
        }
        Future<Void> pause = Future.sleep(loop, delay.get());
        pause.onDone(done -> {
            if (!whole.isDone()) {
                attempt();
            }
        });
        whole.undoBy(pause::cancel);
    }
}
