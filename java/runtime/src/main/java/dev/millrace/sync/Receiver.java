package dev.millrace.sync;

/** Somebody who waits for an element of a channel. */
abstract class Receiver<T> extends Line.Waiter {
    /** Takes the element. It has left the line. */
    abstract void hand(T element);
}
