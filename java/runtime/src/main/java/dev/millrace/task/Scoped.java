package dev.millrace.task;

import dev.millrace.loop.EventLoop;

/** What a cancel scope knows of the task that has entered it. */
interface Scoped {
    /** Returns the loop that the task runs on. */
    EventLoop loop();

    /** Returns the innermost scope that the task is in. */
    CancelScope scope();

    /** Makes a scope the innermost one, on entering it; or the one around, on leaving. */
    void scope(CancelScope innermost);

    /** Takes note that a scope is cancelled now; it concerns the task if that is its innermost one. */
    void cancelled(CancelScope cancelled, Cancellation cancellation);

    /** Turns an InterruptedException that a cancel has caused into a Cancelled; returns everything else as it is. */
    Throwable cancelledBy(Throwable thrown);

    /** Returns where the body is now, as a failure that can be reported. */
    Throwable whereabouts();
}
