package dev.millrace.tls;

import dev.millrace.io.ByteStream;
import dev.millrace.io.IoHandler;

/** Sends what the engine has encrypted: one write beneath at a time, which is never given up. */
final class Sender implements IoHandler {
    private final ByteStream beneath;
    private final Bytes outgoing;
    private Runnable listener;
    private boolean waiting;
    private RuntimeException failure;

    Sender(ByteStream beneath, Bytes outgoing) {
        this.beneath = beneath;
        this.outgoing = outgoing;
    }

    /** Says what runs, in a step, when a write that had to wait has ended. */
    void listener(Runnable told) {
        listener = told;
    }

    /**
     * Sends.
     *
     * @return whether all was taken, and the engine may encrypt more; if not, the listener runs later
     * @throws RuntimeException why it could not be sent, now or before
     */
    boolean send() {
        if (failure != null) {
            throw failure;
        }
        int count = outgoing.available();
        if (waiting || count == 0) {
            return !waiting;
        }
        try {
            waiting = beneath.write(outgoing.array(), outgoing.start(), count, this) == ByteStream.PENDING;
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
        if (!waiting) {
            outgoing.clear();
        }
        return !waiting;
    }

    /** Returns whether no write waits, and the engine may encrypt more. */
    boolean isIdle() {
        return !waiting;
    }

    @Override
    public void completed(int count) {
        waiting = false;
        outgoing.clear();
        listener.run();
    }

    @Override
    public void failed(RuntimeException cause) {
        waiting = false;
        failure = cause;
        listener.run();
    }
}
