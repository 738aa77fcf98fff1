package dev.millrace.sync;

import java.util.function.Consumer;

/** Somebody who waits for an element of a channel. */
final class Receiver<T> extends Line.Waiter {
    private final Selection<?> selection;
    private final Consumer<T> handed;
    private final Consumer<RuntimeException> failed;

    Receiver(Selection<?> selection, Consumer<T> handed, Consumer<RuntimeException> failed) {
        this.selection = selection;
        this.handed = handed;
        this.failed = failed;
    }

    /** Hands over the element. This has left the line. */
    void hand(T element) {
        handed.accept(element);
    }

    @Override
    boolean isOf(Selection<?> other) {
        return selection == other;
    }

    @Override
    void fail(RuntimeException cause) {
        failed.accept(cause);
    }
}
