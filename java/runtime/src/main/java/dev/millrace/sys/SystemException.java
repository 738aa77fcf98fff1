package dev.millrace.sys;

/**
 * A system call failed in a way that no caller expects. The message names the error, the call, and the address or
 * descriptor. What to do depends on {@link #errno()}.
 */
public class SystemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Negative, as the native layer returned it. */
    private final int errno;
    /** The system call that failed. */
    private final String call;

    /**
     * Makes the exception of a failed call.
     *
     * @param errno the negative number the call returned
     * @param call the name of the system call
     * @param subject what it was called on: an address, a descriptor; may be empty
     */
    public SystemException(int errno, String call, String subject) {
        super(message(errno, call, subject));
        this.errno = errno;
        this.call = call;
    }

    /** Returns the error: a negative number of {@link Errno}. */
    public final int errno() {
        return errno;
    }

    /** Returns the name of the error, such as {@code EADDRINUSE}. */
    public final String errorName() {
        return Errno.name(errno);
    }

    /** Returns the name of the system call that failed, such as {@code bind}. */
    public final String call() {
        return call;
    }

    private static String message(int errno, String call, String subject) {
        String on = subject.isEmpty() ? "" : " " + subject;
        return call + on + ": " + Errno.name(errno) + " (" + Errno.text(errno) + ")";
    }
}
