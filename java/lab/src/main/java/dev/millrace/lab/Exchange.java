package dev.millrace.lab;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;

/** The server and the clients of the demonstration, in one of two styles. */
interface Exchange {

    /**
     * Starts the server, connects all clients, lets all exchange their messages at once, and ends the server.
     *
     * @param tally counts every message that came back whole
     * @param progress starts when messages begin to flow
     * @return how many nanoseconds passed from the first message sent to the last one back; fails with
     *     {@link CommandFailed}, which says what was lost or altered, or with what the system refused
     */
    Future<Long> begin(EventLoop loop, Workload workload, Tally tally, Progress progress);
}
