package dev.millrace.task;

import java.util.concurrent.CancellationException;

/**
 * A {@link CancelScope} around the caller was cancelled. Let it through: the scope it belongs to catches it. It is an
 * Error, as ThreadDeath was, so that {@code catch (Exception e)} in a retry loop does not swallow it. Awaiting what
 * somebody else has cancelled throws a {@link CancellationException} instead, a failure like any other.
 */
public final class Cancelled extends Error {
    private static final long serialVersionUID = 1;

    /** The scope that was cancelled and catches this error. */
    private final transient CancelScope origin;

    Cancelled(CancelScope origin) {
        super(origin.reason());
        this.origin = origin;
    }

    CancelScope origin() {
        return origin;
    }

    /** Returns what this is outside its scope: a failure. */
    CancellationException asFailure() {
        CancellationException failure = new CancellationException(getMessage());
        failure.initCause(this);
        return failure;
    }
}
