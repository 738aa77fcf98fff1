package dev.millrace.sync;

import dev.millrace.task.Promise;
import java.util.ArrayList;
import java.util.List;

/** A wait in several places: the first of them to take effect withdraws all the others, in the same moment. */
final class Selection<T> {
    private final Promise<T> promise;
    private final List<Runnable> withdrawals = new ArrayList<>();

    Selection(Promise<T> promise) {
        this.promise = promise;
    }

    boolean isOpen() {
        return !promise.isDone();
    }

    /** Says how to withdraw from one of the places. */
    void withdrawBy(Runnable withdrawal) {
        withdrawals.add(withdrawal);
    }

    /** Ends the wait by what has taken effect. */
    void win(T taken) {
        withdraw();
        promise.complete(taken);
    }

    void lose(RuntimeException cause) {
        withdraw();
        promise.fail(cause);
    }

    void withdraw() {
        withdrawals.forEach(Runnable::run);
        withdrawals.clear();
    }
}
