package dev.millrace.tls;

import dev.millrace.io.BrokenException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLProtocolException;

/**
 * An {@link SSLEngine} and the bytes around it; it does no input or output. {@link #incoming} holds what has arrived,
 * {@link #plain} what was decrypted of it, a record at a time, and {@link #outgoing} what is encrypted and not sent.
 *
 * <p>What the engine refuses is its end: the failure is kept, and thrown by every call after it. What the engine then
 * still has to say, the alert, comes out by {@link #answer}.
 */
final class Engine {
    /** What the decryption of one record came to. */
    enum Unwrapped {
        /** There are bytes in {@link Engine#plain}. */
        DATA,
        /** It was no data, or data of no length. */
        NOTHING,
        /** It has not arrived whole. */
        INCOMPLETE,
        /** The peer said that it has sent all. */
        END
    }

    private static final ByteBuffer[] NO_DATA = {ByteBuffer.allocate(0)};
    private static final int HEADER = 5;
    /** The longest record that the protocol allows (RFC 5246, section 6.2.3). */
    private static final int LONGEST = HEADER + (1 << 14) + 2048;
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    /** How many records without data a peer may send in a row, be they key updates or empty. */
    private static final int MOST_WITHOUT_DATA = 32;

    final Bytes incoming = new Bytes();
    final Bytes plain = new Bytes();
    final Bytes outgoing = new Bytes();
    private final SSLEngine engine;
    private boolean established;
    /** Whether this is a version before 1.3, in which the end of one direction is that of both. */
    private boolean endsTogether;
    private boolean ending;
    private int withoutData;
    private BrokenException failure;

    Engine(SSLEngine engine) {
        this.engine = engine;
    }

    SSLEngine engine() {
        return engine;
    }

    HandshakeStatus status() {
        return engine.getHandshakeStatus();
    }

    /** Begins the handshake. */
    void begin() {
        try {
            engine.beginHandshake();
        } catch (SSLException e) {
            throw broken(e);
        }
    }

    /** Takes note that the handshake is done: from here on the peer must not begin another. */
    void established() {
        established = true;
        endsTogether = !engine.getSession().getProtocol().equals("TLSv1.3");
        outgoing.release();
    }

    /** Does the work that takes its time, such as signatures: on a thread that may be blocked. */
    Void compute() {
        for (Runnable task; (task = engine.getDelegatedTask()) != null;) {
            task.run();
        }
        return null;
    }

    // ------------------------------------------------------------------ in

    /** Decrypts the next record; what was decrypted before must have been taken. */
    Unwrapped unwrap() {
        requireWhole();
        if (incoming.available() < HEADER) {
            return engine.isInboundDone() ? Unwrapped.END : Unwrapped.INCOMPLETE;
        }
        if (established && endsTogether && incoming.peek(0) == HANDSHAKE) {
            throw broken(new SSLProtocolException("the peer wants to renegotiate"));
        }
        plain.makeRoom(recordLength());
        SSLEngineResult result;
        try {
            result = engine.unwrap(incoming.toTake(), plain.toPut());
        } catch (SSLException | RuntimeException e) {
            throw broken(e);
        }
        incoming.taken(result.bytesConsumed());
        plain.added(result.bytesProduced());
        return switch (result.getStatus()) {
            case BUFFER_UNDERFLOW -> incomplete();
            case CLOSED -> Unwrapped.END;
            case BUFFER_OVERFLOW -> throw broken(new SSLException("a record holds more than it can"));
            case OK -> consumed(result.bytesProduced());
        };
    }

    private Unwrapped incomplete() {
        if (recordLength() > LONGEST) {
            throw broken(new SSLProtocolException("a record of " + recordLength() + " bytes is too long"));
        }
        return Unwrapped.INCOMPLETE;
    }

    private Unwrapped consumed(int count) {
        if (count > 0) {
            withoutData = 0;
            return Unwrapped.DATA;
        }
        if (engine.isInboundDone()) {
            return Unwrapped.END;
        }
        if (established && ++withoutData > MOST_WITHOUT_DATA) {
            throw broken(new SSLProtocolException(withoutData + " records without data"));
        }
        return Unwrapped.NOTHING;
    }

    /** Makes room for the rest of the record whose beginning is here. */
    void expectRecord() {
        int missing = incoming.available() < HEADER ? HEADER : recordLength() - incoming.available();
        incoming.makeRoom(Math.max(1, missing));
    }

    private int recordLength() {
        return HEADER + (incoming.peek(3) << 8) + incoming.peek(4);
    }

    /** Returns whether the next record may end the peer's direction and, as this version has it, ours with it. */
    boolean mayEndBoth() {
        return endsTogether && incoming.available() >= HEADER && incoming.peek(0) == ALERT;
    }

    // ------------------------------------------------------------------ out

    /**
     * Encrypts what the engine has to say of its own: a key update, an alert, the end. Returns whether there was
     * anything.
     */
    boolean answer() {
        return owes() && wrap(NO_DATA, 0, 1).bytesProduced() > 0;
    }

    /** When the peer has ended and we have not, the engine always asks to be called, but has nothing to say. */
    private boolean owes() {
        return status() == HandshakeStatus.NEED_WRAP && !engine.isOutboundDone()
                && (!established || ending || endsTogether || !engine.isInboundDone());
    }

    /**
     * Encrypts one record, and returns how many bytes of the sources are in it: none, if the engine had something of
     * its own to say first.
     *
     * @throws BrokenException also if the peer has ended both directions
     */
    int encrypt(ByteBuffer[] sources, int from, int count) {
        requireWhole();
        SSLEngineResult result = wrap(sources, from, count);
        if (result.bytesProduced() == 0) {
            throw new BrokenException("the peer has ended the connection, in both directions",
                    new SSLException("closed"));
        }
        return result.bytesConsumed();
    }

    private SSLEngineResult wrap(ByteBuffer[] sources, int from, int count) {
        outgoing.makeRoom(engine.getSession().getPacketBufferSize());
        SSLEngineResult result;
        try {
            result = engine.wrap(sources, from, count, outgoing.toPut());
        } catch (SSLException | RuntimeException e) {
            throw broken(e);
        }
        outgoing.added(result.bytesProduced());
        return result;
    }

    /** Ends our direction: the engine owes the peer a close_notify. */
    void end() {
        ending = true;
        engine.closeOutbound();
    }

    // ------------------------------------------------------------------ failures

    /** Throws if the engine has refused something before. */
    void requireWhole() {
        if (failure != null) {
            throw failure;
        }
    }

    private BrokenException broken(Exception cause) {
        if (failure == null) {
            failure = new BrokenException("TLS: " + cause.getMessage(), cause);
        }
        // Lets the engine say goodbye if it has not said what is wrong.
        end();
        return failure;
    }
}
