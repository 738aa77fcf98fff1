package dev.millrace.sync;

import java.util.function.Function;

/** Somebody who waits for an element of a channel. */
final class Receiver<T, S> extends Line.Waiter {
    private final Selection<S> selection;
    private final Function<T, S> outcome;

    /**
     * Makes a part of a selection.
     *
     * @param outcome what the selection ends with, made of the element
     */
    Receiver(Selection<S> selection, Function<T, S> outcome) {
        this.selection = selection;
        this.outcome = outcome;
    }

    /** Hands over the element. This has left the line. */
    void hand(T element) {
        selection.win(outcome.apply(element));
    }

    @Override
    boolean isOf(Object other) {
        return selection == other;
    }

    @Override
    void fail(RuntimeException cause) {
        selection.lose(cause);
    }
}
