package dev.millrace.io;

import dev.millrace.sys.Errno;
import dev.millrace.sys.SystemException;

/**
 * The peer or the network broke the connection, or refused it. Close the stream; what was not confirmed by the peer may
 * not have reached it.
 */
public final class BrokenException extends IoFailure {
    private static final long serialVersionUID = 1;

    /** Negative, as the native layer returns it. */
    private final int errno;
    /** The system call that failed; empty if none did. */
    private final String call;

    /**
     * Makes the exception of a failed call.
     *
     * @param errno the negative number the call returned
     * @param call the name of the system call
     * @param subject what it was called on: an address, a descriptor; may be empty
     */
    public BrokenException(int errno, String call, String subject) {
        this(new SystemException(errno, call, subject));
    }

    /**
     * Makes the exception of a rule that the peer broke, in a protocol above the system calls. Its error is
     * {@link Errno#EPROTO}, and it names no call.
     *
     * @param cause what the protocol's implementation says
     */
    public BrokenException(String message, Throwable cause) {
        super(message);
        initCause(cause);
        errno = Errno.EPROTO;
        call = "";
    }

    private BrokenException(SystemException failed) {
        super(failed.getMessage());
        errno = failed.errno();
        call = failed.call();
    }

    /** Makes the exception that fits the error: this, or a {@link SystemException}. */
    public static RuntimeException of(int errno, String call, String subject) {
        SystemException failed = new SystemException(errno, call, subject);
        return isMeantBy(errno) ? new BrokenException(failed) : failed;
    }

    /** Returns whether an error means that the connection is gone, or never came to be. */
    public static boolean isMeantBy(int errno) {
        return switch (errno) {
            case Errno.ECONNRESET, Errno.EPIPE, Errno.ETIMEDOUT, Errno.ECONNABORTED, Errno.EHOSTUNREACH,
                    Errno.ENETUNREACH, Errno.ENETDOWN, Errno.EHOSTDOWN, Errno.ENOTCONN, Errno.ENONET,
                    Errno.ECONNREFUSED -> true;
            default -> false;
        };
    }

    /** Returns the error: a negative number of {@link Errno}. */
    public int errno() {
        return errno;
    }

    /** Returns the name of the error, such as {@code ECONNRESET}. */
    public String errorName() {
        return Errno.name(errno);
    }

    /** Returns the name of the system call that failed, such as {@code read}; empty if it was none. */
    public String call() {
        return call;
    }
}
