package dev.millrace.io;

import dev.millrace.task.Promise;

/** What a caller of a buffered reader waits for. Both methods may throw what the future is to fail with. */
abstract class Demand<T> {
    final Promise<T> promise;

    Demand(Promise<T> promise) {
        this.promise = promise;
    }

    /** Takes the result out of the buffer if it is there; else returns null. */
    abstract T match();

    /** Makes the result when no more will come. */
    abstract T atEnd();

    /** Completes the promise if that is possible now. Returns whether it was. */
    final boolean satisfy(boolean ended) {
        T result = match();
        if (result == null && ended) {
            result = atEnd();
        }
        return result != null && promise.tryComplete(result);
    }

    static void requireWithin(int length, int limit) {
        if (length > limit) {
            throw new LimitExceeded(length + " bytes have come; the limit is " + limit);
        }
    }
}
