package dev.millrace.net;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Registration;
import dev.millrace.sys.SystemException;

/**
 * A connection that was accepted and is in no loop's care yet: any loop may take it, once.
 *
 * @param fd the descriptor, which whoever has this must close or turn into a stream
 * @param peer whom it leads to
 * @param options how the connection is to be set up
 */
record Accepted(int fd, IpAddress peer, TcpOptions options) {

    /** Makes the stream, for that loop's thread. Throws if the poller refuses the descriptor; then it is closed. */
    TcpStream stream(EventLoop loop) {
        Registration registration = loop.core().registry().add(fd, true);
        try {
            options.setConnected(loop.platform().sockets(), fd);
        } catch (SystemException e) {
            // The peer may have reset the connection already, and macOS then refuses options: the first read tells.
        }
        return new TcpStream(loop, registration, peer);
    }
}
