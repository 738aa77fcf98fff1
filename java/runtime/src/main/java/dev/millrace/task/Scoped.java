package dev.millrace.task;

import dev.millrace.loop.EventLoop;

/** What a cancel scope knows of the task that has entered it. */
interface Scoped {
    /** The loop the task runs on. */
    EventLoop loop();

    /** The innermost scope the task is in. */
    CancelScope scope();

    /** Makes a scope the innermost one, on entering it; or the one around, on leaving. */
    void scope(CancelScope innermost);

    /** Is told that a scope is cancelled now; it concerns the task if that is the innermost one. */
    void cancelled(CancelScope cancelled, Cancellation cancellation);

    /** Makes the Cancelled of an InterruptedException that a cancel has caused; gives everything else back. */
    Throwable cancelledBy(Throwable thrown);

    /** Where the body is now, as a failure that can be reported. */
    Throwable whereabouts();
}
