package dev.millrace.sync;

import java.util.function.Consumer;

/** Somebody who waits until a channel takes an element. */
final class Sender<T, S> extends Line.Waiter {
    private final Selection<S> selection;
    private final T element;
    private final S outcome;
    private final Consumer<? super T> notSent;

    /**
     * Makes a part of a selection.
     *
     * @param outcome what the selection ends with once the element is taken
     * @param notSent is given the element if it is not, unless another part of the selection takes effect
     */
    Sender(Selection<S> selection, T element, S outcome, Consumer<? super T> notSent) {
        this.selection = selection;
        this.element = element;
        this.outcome = outcome;
        this.notSent = notSent;
    }

    /** Takes the element. This has left the line. */
    T take() {
        selection.win(outcome);
        return element;
    }

    @Override
    boolean isOf(Object other) {
        return selection == other;
    }

    @Override
    void givenUp() {
        notSent.accept(element);
    }

    @Override
    void fail(RuntimeException cause) {
        notSent.accept(element);
        selection.lose(cause);
    }
}
