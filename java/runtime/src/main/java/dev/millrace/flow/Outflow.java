package dev.millrace.flow;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Watch;
import dev.millrace.task.Future;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;

/**
 * One subscription to a source: as many elements are taken from it as were requested, one after the other. The
 * subscriber is called in steps of the loop; it may call this on any thread.
 */
final class Outflow<T> implements Flow.Subscription {
    private final EventLoop loop;
    private final Source<T> source;
    /** Null once it has been told all: a subscription that is kept must not keep its subscriber. */
    private Flow.Subscriber<? super T> subscriber;
    private long demand;
    /** The element that is awaited; null if none is. */
    private Future<Optional<T>> pending;
    private boolean cancelled;
    /** What the subscriber is to be told once the element that is under way has come; null if nothing. */
    private Throwable failing;
    private Watch closing;

    Outflow(EventLoop loop, Source<T> source, Flow.Subscriber<? super T> subscriber) {
        this.loop = loop;
        this.source = source;
        this.subscriber = subscriber;
    }

    void open() {
        if (!onLoop(this::begin)) {
            subscriber.onSubscribe(this);
            subscriber.onError(new RejectedExecutionException("the loop is closed"));
        }
    }

    @Override
    public void request(long n) {
        onLoop(() -> {
            if (n <= 0) {
                fail(new IllegalArgumentException("a request for " + n + " elements (rule 3.9)"));
            } else {
                demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
                pump();
            }
        });
    }

    @Override
    public void cancel() {
        onLoop(() -> {
            cancelled = true;
            if (isIdle()) {
                end();
            }
        });
    }

    /** Runs an action as a step; false if the loop is closed, which the subscriber has been told. */
    private boolean onLoop(Runnable action) {
        try {
            loop.execute(action);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void begin() {
        closing = loop.core().watch(loop, () -> fail(new IllegalStateException("the loop is closed")));
        tell(() -> subscriber.onSubscribe(this));
    }

    private void pump() {
        if (subscriber != null && !cancelled && pending == null && demand > 0) {
            pending = source.next();
            pending.onDone(this::arrived);
        }
    }

    private void arrived(Future<Optional<T>> next) {
        pending = null;
        Optional<Throwable> failure = next.failure();
        if (subscriber == null) {
            return;
        }
        if (failure.isPresent()) {
            fail(failure.get());
        } else if (next.value().isEmpty()) {
            Flow.Subscriber<? super T> last = end();
            if (!cancelled) {
                guard(last::onComplete);
            }
        } else {
            demand--;
            // One that was on its way when the subscriber cancelled is still its own: nobody else would get it.
            tell(() -> subscriber.onNext(next.value().get()));
            after();
        }
    }

    private void after() {
        if (failing != null) {
            fail(failing);
        } else if (cancelled) {
            end();
        } else {
            pump();
        }
    }

    private void fail(Throwable cause) {
        if (subscriber == null) {
            return;
        }
        if (!isIdle() && !loop.isClosed()) {
            failing = cause;
            return;
        }
        Flow.Subscriber<? super T> last = end();
        if (!cancelled) {
            guard(() -> last.onError(cause));
        }
    }

    /** Gives up the element that is awaited; false if it is on its way already. */
    private boolean isIdle() {
        return pending == null || pending.cancel("the subscription was cancelled");
    }

    private Flow.Subscriber<? super T> end() {
        Flow.Subscriber<? super T> last = subscriber;
        subscriber = null;
        if (closing != null) {
            closing.cancel();
        }
        return last;
    }

    /** Calls the subscriber; one that throws has cancelled (rule 2.13). */
    private void tell(Runnable call) {
        if (subscriber != null && !guard(call)) {
            cancelled = true;
            end();
        }
    }

    private boolean guard(Runnable call) {
        try {
            call.run();
            return true;
        } catch (RuntimeException | Error e) {
            loop.core().throwIfFatal(e);
            loop.core().report("a subscriber failed", e);
            return false;
        }
    }
}
