package dev.millrace.tls;

import dev.millrace.io.ByteStream;
import dev.millrace.io.IoHandler;

/**
 * Fetches what the engine is to decrypt: one read beneath at a time. A reader that gives up leaves it waiting, and what
 * it brings is there for the next reader.
 */
final class Fetcher implements IoHandler {
    /** How many reads the rest of a connection that is closed is worth. */
    private static final int DISCARDS = 16;

    private final ByteStream beneath;
    private final Engine engine;
    private Runnable listener;
    private boolean waiting;
    private boolean ended;
    private RuntimeException failure;

    Fetcher(ByteStream beneath, Engine engine) {
        this.beneath = beneath;
        this.engine = engine;
    }

    /** Says what runs, in a step, when a read that had to wait has ended. */
    void listener(Runnable told) {
        listener = told;
    }

    /**
     * Fetches more of the record that is not whole.
     *
     * @return how many bytes; -1 at the end; or {@link ByteStream#PENDING}: the listener runs later
     * @throws RuntimeException why nothing more will come
     */
    int fetch() {
        if (failure != null) {
            throw failure;
        }
        if (waiting || ended) {
            return waiting ? ByteStream.PENDING : -1;
        }
        engine.expectRecord();
        Bytes incoming = engine.incoming;
        int count;
        try {
            count = beneath.read(incoming.array(), incoming.end(), incoming.room(), this);
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
        waiting = count == ByteStream.PENDING;
        if (!waiting) {
            arrived(count);
        }
        return count;
    }

    /** Gives up the read that waits, so that the next {@link #fetch} tries again. */
    void stopWaiting() {
        waiting &= !beneath.cancelRead(this);
    }

    /** Reads what is there and drops it: TCP answers a close with a reset if something is unread. */
    void discard() {
        try {
            stopWaiting();
            for (int reads = 0; reads < DISCARDS; reads++) {
                engine.incoming.clear();
                if (fetch() < 0) {
                    return;
                }
            }
        } catch (RuntimeException e) {
            // It is broken already: nothing to drop.
        }
    }

    private void arrived(int count) {
        if (count < 0) {
            ended = true;
        } else {
            engine.incoming.added(count);
        }
    }

    @Override
    public void completed(int count) {
        waiting = false;
        arrived(count);
        listener.run();
    }

    @Override
    public void failed(RuntimeException cause) {
        waiting = false;
        failure = cause;
        listener.run();
    }
}
