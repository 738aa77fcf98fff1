package dev.millrace.net;

import dev.millrace.io.BrokenException;
import dev.millrace.io.BusyException;
import dev.millrace.io.ClosedException;
import dev.millrace.loop.Direction;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Operation;
import dev.millrace.loop.Registration;
import dev.millrace.sys.Sockets;

/** Our end of what datagrams go through: what a socket and its operations share. */
final class DatagramEnd {
    private final EventLoop loop;
    private final Registration registration;
    private final IpAddress bound;
    private boolean connected;

    DatagramEnd(EventLoop loop, Registration registration, IpAddress bound) {
        this.loop = loop;
        this.registration = registration;
        this.bound = bound;
    }

    EventLoop loop() {
        return loop;
    }

    Sockets sockets() {
        return loop.platform().sockets();
    }

    Direction reader() {
        return registration.reader();
    }

    Direction writer() {
        return registration.writer();
    }

    int fd() {
        return registration.fd();
    }

    IpAddress bound() {
        return bound;
    }

    boolean isConnected() {
        return connected;
    }

    void connected(boolean now) {
        connected = now;
    }

    void close() {
        registration.close();
    }

    boolean isClosed() {
        return registration.isClosed();
    }

    /** Makes the exception that fits the error of a call. */
    RuntimeException failure(int error, String call) {
        return error == Operation.CLOSED ? closed() : BrokenException.of(error, call, toString());
    }

    void requireFree(Direction direction, String operation) {
        if (!direction.isFree()) {
            throw new BusyException("fd " + fd() + ": another " + operation + " is waiting; await or cancel it");
        }
    }

    /** Refuses after close, and every thread but the loop's. */
    void requireOpen() {
        if (isClosed()) {
            throw closed();
        }
        loop.checkThread();
    }

    @Override
    public String toString() {
        return "udp " + bound + " fd " + fd() + (isClosed() ? " (closed)" : "");
    }

    private ClosedException closed() {
        return new ClosedException(this + ": we closed it");
    }
}
