package dev.millrace.net;

import dev.millrace.io.BusyException;
import dev.millrace.io.ClosedException;
import dev.millrace.loop.Direction;
import dev.millrace.loop.Operation;
import dev.millrace.loop.Registration;
import dev.millrace.sys.Errno;
import dev.millrace.sys.Sockets;
import dev.millrace.sys.SystemException;

/**
 * Takes connections from a listening socket: the one place that calls accept(2) and knows what its errors mean. The
 * kinds differ in what they do with a connection and with an error of the listener's own.
 */
abstract class Acceptor implements Operation {
    private final Listening listener;
    private final Sockets sockets;
    private final Registration registration;
    private final byte[] peer = new byte[Sockets.ADDRESS_BYTES];

    Acceptor(Listening listener) {
        this.listener = listener;
        this.sockets = listener.loop().platform().sockets();
        this.registration = listener.registration();
    }

    /** Takes a connection, and owns its descriptor from now on. Returns as {@link #attempt} does. */
    abstract int accepted(Accepted connection);

    /** Takes an error of the listener's own, which no other try is known to get past. Returns as {@link #attempt}. */
    int failed(int error) {
        return error;
    }

    /**
     * Accepts one connection, once. A connection that failed before it was accepted is not the listener's failure:
     * Linux passes its network error on through accept (accept(2)), and the next one may be whole.
     */
    @Override
    public int attempt() {
        int fd = sockets.accept(registration.fd(), peer);
        if (fd >= 0) {
            return accepted(new Accepted(fd, IpAddress.fromBytes(peer), listener.options()));
        }
        return fd == Errno.EAGAIN ? fd : isOfTheConnection(fd) ? MORE : failed(fd);
    }

    /**
     * Begins to accept, as {@link Direction#start} does.
     *
     * @throws BusyException if somebody accepts from the listener already
     */
    final int start() {
        if (!direction().isFree()) {
            throw new BusyException(listener + ": somebody accepts already");
        }
        return direction().start(this);
    }

    /** Gives up accepting; does nothing if that has ended. */
    final void cancel() {
        direction().cancel(this);
    }

    final Listening listener() {
        return listener;
    }

    final Direction direction() {
        return registration.reader();
    }

    final RuntimeException failure(int error) {
        return error == CLOSED
                ? new ClosedException(listener + ": we closed it")
                : new SystemException(error, "accept", listener.local().toString());
    }

    private static boolean isOfTheConnection(int error) {
        return switch (error) {
            case Errno.ECONNABORTED, Errno.EPERM, Errno.EPROTO, Errno.ENETDOWN, Errno.ENOPROTOOPT, Errno.EHOSTDOWN,
                    Errno.ENONET, Errno.EHOSTUNREACH, Errno.EOPNOTSUPP, Errno.ENETUNREACH, Errno.ETIMEDOUT,
                    Errno.ECONNRESET -> true;
            default -> false;
        };
    }
}
