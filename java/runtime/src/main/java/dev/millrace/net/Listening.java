package dev.millrace.net;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Registration;

/** A listening socket in the care of a loop, and the options of the connections it gives. */
record Listening(EventLoop loop, Registration registration, IpAddress local, TcpOptions options) {

    boolean isClosed() {
        return registration.isClosed();
    }

    @Override
    public String toString() {
        return "tcp listener " + local + " fd " + registration.fd() + (isClosed() ? " (closed)" : "");
    }
}
