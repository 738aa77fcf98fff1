package dev.millrace.sync;

/** Somebody who waits until a channel takes an element. */
abstract class Sender<T> extends Line.Waiter {
    final T element;

    Sender(T element) {
        this.element = element;
    }

    /** The element was taken. It has left the line. */
    abstract void taken();
}
