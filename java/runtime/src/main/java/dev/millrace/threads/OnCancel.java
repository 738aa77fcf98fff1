package dev.millrace.threads;

/** What becomes of offloaded work that a thread has begun when its future is cancelled. */
public enum OnCancel {
    /** The wait ends at once. The thread goes on, and its result is dropped. */
    ABANDON,
    /** The wait lasts until the thread has ended; its result is kept, and the cancel comes at the next await. */
    WAIT,
    /** The thread is interrupted and waited for. An InterruptedException that comes out is the cancel. */
    INTERRUPT
}
