package dev.millrace.io;

/**
 * An {@link IoHandler} of the runtime's own, which completes a promise and runs no user code: it may be told in the
 * phase that hands readiness out, so that whoever waits for the promise runs before the next poll.
 */
interface PhaseHandler extends IoHandler {
}
