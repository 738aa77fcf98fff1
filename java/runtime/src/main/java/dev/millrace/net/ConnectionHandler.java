package dev.millrace.net;

import dev.millrace.task.Awaitable;

/** What a server does with a connection. */
@FunctionalInterface
public interface ConnectionHandler {

    /**
     * Begins to serve a connection, on a step of its own.
     *
     * @param stream the connection; the server closes it when the result has ended
     * @return ends when the connection has been served; the server cancels it when it is cancelled itself
     * @throws Exception which is reported as a failure, and the connection is closed
     */
    Awaitable handle(TcpStream stream) throws Exception;
}
