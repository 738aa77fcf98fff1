package dev.millrace.sync;

import java.util.function.Consumer;

/** Somebody who waits until a channel takes an element. */
final class Sender<T> extends Line.Waiter {
    private final Selection<?> selection;
    private final T element;
    private final Runnable taken;
    private final Consumer<RuntimeException> failed;

    Sender(Selection<?> selection, T element, Runnable taken, Consumer<RuntimeException> failed) {
        this.selection = selection;
        this.element = element;
        this.taken = taken;
        this.failed = failed;
    }

    /** Takes the element. This has left the line. */
    T take() {
        taken.run();
        return element;
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
