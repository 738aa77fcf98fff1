package dev.millrace.sync;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/**
 * Who has a lock, and who waits for it, in one line: the head waits until it is compatible with those who have it, and
 * nobody goes past the head.
 */
final class HoldLine implements Hold.Giver {
    /** Somebody who wants a hold, for the first time or again after a condition. */
    static final class Request<T> extends Line.Waiter {
        private final Promise<T> promise;
        private final T value;
        private final Hold hold;
        /** Whether the promise ends as cancelled once the lock is there again. */
        private boolean givenUp;

        Request(Promise<T> promise, T value, Hold hold) {
            this.promise = promise;
            this.value = value;
            this.hold = hold;
        }

        /** Returns false if it was given up before. */
        boolean giveUpWhenGranted() {
            boolean first = !givenUp;
            givenUp = true;
            return first;
        }

        private void grant() {
            hold.granted();
            if (givenUp) {
                promise.tryFail(new CancellationException("cancelled while it waited"));
            } else {
                promise.complete(value);
            }
        }

        @Override
        void fail(RuntimeException cause) {
            promise.tryFail(cause);
        }
    }

    /** The wait of a request that can be given up at once. */
    private record Waiting(HoldLine line, Request<?> request) implements Promise.WaitsFor {
        @Override
        public boolean undo() {
            request.leave();
            line.proceed();
            return true;
        }

        @Override
        public String what() {
            return line.inWords(request);
        }

        @Override
        public List<Task<?>> holders() {
            return line.before(request);
        }
    }

    private final EventLoop loop;
    private final String kind;
    private String title;
    private final List<Hold> holders = new ArrayList<>();
    private final Line<Request<?>> waiting = new Line<>();
    private long granted;

    HoldLine(EventLoop loop, String kind) {
        this.loop = loop;
        this.kind = kind;
        this.title = kind;
    }

    void named(String name) {
        title = kind + " '" + Objects.requireNonNull(name, "name") + "'";
    }

    String title() {
        return title;
    }

    Future<Hold> acquire(boolean shared) {
        loop.checkThread();
        for (Hold holder : holders) {
            if (holder.isCallers()) {
                throw new IllegalStateException("the calling task has this lock: it would wait for itself");
            }
        }
        Hold hold = new Hold(this, shared);
        Promise<Hold> promise = new Promise<>(loop);
        if (promise.refuseIfCancelled()) {
            return promise;
        }
        if (waiting.isEmpty() && holders.isEmpty()) {
            take(hold);
            hold.granted();
            promise.complete(hold);
        } else {
            Request<Hold> request = new Request<>(promise, hold, hold);
            promise.undoBy(new Waiting(this, request));
            join(request);
        }
        return promise;
    }

    Hold tryAcquire(boolean shared) {
        loop.checkThread();
        Hold hold = new Hold(this, shared);
        if (!waiting.isEmpty() || !fits(hold)) {
            return null;
        }
        take(hold);
        hold.granted();
        return hold;
    }

    /** Returns the tasks that have to let go before a request is granted: those that have the lock or come before. */
    List<Task<?>> before(Request<?> request) {
        List<Task<?>> owners = new ArrayList<>();
        for (Hold holder : holders) {
            if (!request.hold.isShared() || !holder.isShared()) {
                holder.owner().ifPresent(owners::add);
            }
        }
        if (owners.isEmpty()) {
            // A reader among readers waits for the writer that came before it.
            for (Request<?> each : waiting.all()) {
                if (each == request) {
                    break;
                }
                if (!each.hold.isShared()) {
                    each.hold.owner().ifPresent(owners::add);
                }
            }
        }
        return owners;
    }

    String inWords(Request<?> request) {
        boolean behind = request.hold.isShared() && !isExclusive();
        return title + (behind ? " behind " + Holding.names(before(request)) : Holding.by(before(request)));
    }

    /** Lets somebody wait for its turn. */
    void join(Request<?> request) {
        for (Hold holder : holders) {
            if (holder.isAbandoned()) {
                request.fail(abandonedBy(holder));
                return;
            }
        }
        waiting.add(request);
        proceed();
        if (!waiting.isEmpty()) {
            holders.forEach(Hold::watchOwner);
        }
    }

    private boolean fits(Hold hold) {
        return holders.isEmpty() || hold.isShared() && holders.get(0).isShared();
    }

    private void proceed() {
        for (Request<?> head; (head = waiting.first()) != null && fits(head.hold);) {
            head.leave();
            take(head.hold);
            head.grant();
        }
    }

    private void take(Hold hold) {
        holders.add(hold);
        granted++;
        if (!waiting.isEmpty()) {
            hold.watchOwner();
        }
    }

    @Override
    public void released(Hold hold) {
        loop.checkThread();
        holders.remove(hold);
        proceed();
    }

    @Override
    public void abandoned(Hold hold) {
        waiting.failAll(abandonedBy(hold));
    }

    private IllegalStateException abandonedBy(Hold hold) {
        return new IllegalStateException("nobody will release this lock: its task has ended without closing "
                + hold);
    }

    EventLoop loop() {
        return loop;
    }

    int holders() {
        return holders.size();
    }

    boolean isExclusive() {
        return !holders.isEmpty() && !holders.get(0).isShared();
    }

    int waiting() {
        return waiting.size();
    }

    long granted() {
        return granted;
    }
}
