package dev.millrace.task;

/**
 * A call stack that can be suspended and resumed. The body runs while the loop's thread is inside {@link #resume}, and
 * the loop does nothing else then.
 */
interface Coroutine {

    /**
     * Lets the body run, on the loop's thread, until it suspends, ends, or blocks in a way that takes only itself off
     * the processor. Then {@link Owner#returned} was called.
     */
    void resume();

    /** Gives control back to the loop, inside the body; returns when it is resumed. */
    void suspend();

    /** The thread the body runs on: what {@code Thread.currentThread()} gives there; null before the first resume. */
    Thread thread();

    /** Whose body it is. Everything but the body is called on the loop's thread. */
    interface Owner {

        /** The body. It throws nothing. */
        void body();

        /** The body is about to run, on this thread. */
        void entering(Thread thread);

        /** The body has given control back; {@code ended} if for good. */
        void returned(boolean ended);
    }
}
