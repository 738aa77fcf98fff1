package dev.millrace.sync;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/** The elements that a channel has taken and nobody has received, and which of them is next. */
interface Store<T> {
    void add(T element);

    /** Returns null if there is none. */
    T poll();

    int size();

    /** The oldest first. */
    static <T> Store<T> fifo() {
        return new Store<>() {
            private final ArrayDeque<T> elements = new ArrayDeque<>();

            @Override
            public void add(T element) {
                elements.addLast(element);
            }

            @Override
            public T poll() {
                return elements.pollFirst();
            }

            @Override
            public int size() {
                return elements.size();
            }
        };
    }

    /** The newest first. */
    static <T> Store<T> lifo() {
        return new Store<>() {
            private final ArrayDeque<T> elements = new ArrayDeque<>();

            @Override
            public void add(T element) {
                elements.addFirst(element);
            }

            @Override
            public T poll() {
                return elements.pollFirst();
            }

            @Override
            public int size() {
                return elements.size();
            }
        };
    }

    /** The least first and, among equals, the oldest. */
    static <T> Store<T> priority(Comparator<? super T> order) {
        return new Store<>() {
            private final PriorityQueue<Numbered<T>> elements = new PriorityQueue<>(
                    Comparator.<Numbered<T>, T>comparing(Numbered::element, order)
                            .thenComparingLong(Numbered::number));
            private long added;

            @Override
            public void add(T element) {
                elements.add(new Numbered<>(element, added++));
            }

            @Override
            public T poll() {
                Numbered<T> least = elements.poll();
                return least == null ? null : least.element;
            }

            @Override
            public int size() {
                return elements.size();
            }
        };
    }

    /** An element, and how many were added before it. */
    record Numbered<T>(T element, long number) {
    }
}
