package dev.millrace.sync;

import dev.millrace.task.Promise;

/**
 * A wait in several places: the first of them to take effect withdraws all the others, in the same moment. It is also
 * how the wait is given up.
 */
final class Selection<T> implements Promise.WaitsFor {
    private final String what;
    private final Promise<T> promise;
    private Line.Waiter places;

    /** Makes one that dumps show as waiting for {@code what}. */
    Selection(String what, Promise<T> promise) {
        this.what = what;
        this.promise = promise;
        promise.undoBy(this);
    }

    boolean isOpen() {
        return !promise.isDone();
    }

    /** Adds one of the places. */
    void add(Line.Waiter place) {
        place.sibling = places;
        places = place;
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

    @Override
    public boolean undo() {
        Line.Waiter all = places;
        withdraw();
        for (Line.Waiter place = all; place != null; place = place.sibling) {
            place.givenUp();
        }
        return true;
    }

    @Override
    public String what() {
        return what;
    }

    private void withdraw() {
        for (Line.Waiter place = places; place != null; place = place.sibling) {
            place.leave();
        }
        places = null;
    }
}
