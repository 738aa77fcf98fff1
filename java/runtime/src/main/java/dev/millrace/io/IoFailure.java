package dev.millrace.io;

/**
 * Why a read, a write or an accept came to nothing. The kinds are a closed set, so whoever handles them can name them
 * all. A system call that fails in a way of its own is a {@link dev.millrace.sys.SystemException} instead.
 */
public abstract sealed class IoFailure extends RuntimeException
        permits ClosedException, BrokenException, BusyException, EndOfStream, LimitExceeded {
    private static final long serialVersionUID = 1;

    IoFailure(String message) {
        super(message);
    }
}
