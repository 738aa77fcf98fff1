package dev.millrace.io;

import dev.millrace.sys.Errno;
import dev.millrace.sys.SystemException;

/**
 * The peer or the network broke the connection. Close the stream; what was not confirmed by the peer may not have
 * reached it.
 */
public final class BrokenException extends SystemException {
    private static final long serialVersionUID = 1;

    /** Makes the exception of a failed call, as {@link SystemException} does. */
    public BrokenException(int errno, String call, String subject) {
        super(errno, call, subject);
    }

    /** Makes the exception that fits the error: this, or a plain {@link SystemException}. */
    public static SystemException of(int errno, String call, String subject) {
        return isMeantBy(errno)
                ? new BrokenException(errno, call, subject)
                : new SystemException(errno, call, subject);
    }

    /** Tells whether an error means that the connection is gone. */
    public static boolean isMeantBy(int errno) {
        return switch (errno) {
            case Errno.ECONNRESET, Errno.EPIPE, Errno.ETIMEDOUT, Errno.ECONNABORTED, Errno.EHOSTUNREACH,
                    Errno.ENETUNREACH, Errno.ENETDOWN, Errno.EHOSTDOWN, Errno.ENOTCONN, Errno.ENONET -> true;
            default -> false;
        };
    }
}
