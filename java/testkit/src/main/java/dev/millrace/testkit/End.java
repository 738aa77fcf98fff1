package dev.millrace.testkit;

import dev.millrace.sys.Errno;
import dev.millrace.sys.ReadyBatch;
import dev.millrace.sys.SocketOption;
import dev.millrace.testkit.network.Packet.Kind;
import java.util.Map;

/** One end of a connection: what has arrived, what may be sent, and how it has ended. */
final class End implements Receiver {
    private static final Runnable NOBODY = () -> { };

    /** Carries what is sent from here; set right after the making, and never again. */
    private Flow out;
    private End peer;
    /** Is told when what this is ready for may have changed. */
    private Runnable onChange = NOBODY;
    /** What CONNECT, CONFIRM and the end of a connect bring about at the server's end. */
    private Handshake handshake = Handshake.OVER;
    private Map<SocketOption, Integer> options;
    private final int defaultBuffer;

    /** Whether this is an end of a Unix socket, which hears at once that the other one is closed. */
    private boolean unix;
    private boolean connecting;
    private boolean connected;
    private boolean closed;
    /** Ends a connection. The call that comes first returns it, once. */
    private int pendingError;
    private boolean reset;
    private boolean peerEnded;
    private boolean outputEnded;
    /** A write found no room: the next room is worth a report. */
    private boolean starved;
    /** How many bytes were sent of which the other end has not told that they are read. */
    private int unread;
    /** What the peer has sent and nobody has read. */
    private final ByteRing received = new ByteRing();

    /** What a server's end does while the connection comes about. */
    interface Handshake {
        /** Nothing: the connection stands, or this is the client's end. */
        Handshake OVER = new Handshake() {
            @Override
            public void asked() {
            }

            @Override
            public void confirmed() {
            }

            @Override
            public void broken() {
            }
        };

        void asked();

        void confirmed();

        /** The client has given up. */
        void broken();
    }

    End(Map<SocketOption, Integer> options, int defaultBuffer) {
        this.options = options;
        this.defaultBuffer = defaultBuffer;
    }

    /** Joins this to the other end. */
    void join(Flow flow, End other) {
        out = flow;
        peer = other;
    }

    /** Makes this an end of a Unix socket. */
    void beUnix() {
        unix = true;
    }

    /** Makes this the end of a socket. */
    void belong(Map<SocketOption, Integer> socketOptions, Runnable changed) {
        options = socketOptions;
        onChange = changed;
    }

    // ------------------------------------------------------------------ how it comes about

    void connect() {
        connecting = true;
        out.send(Kind.CONNECT);
    }

    /** Fails a connect that cannot even be tried. */
    void fail(int error) {
        breakOff(error);
    }

    void handshake(Handshake steps) {
        handshake = steps;
    }

    /** Grants the connection. */
    void answer() {
        connected = true;
        out.send(Kind.ANSWER);
    }

    boolean isConnected() {
        return connected;
    }

    boolean isConnecting() {
        return connecting;
    }

    // ------------------------------------------------------------------ what arrives

    @Override
    public void arrive(Kind kind, byte[] bytes, int offset, int length) {
        if (reset || closed && kind != Kind.RESET) {
            refuse(kind);
            return;
        }
        switch (kind) {
            case CONNECT -> handshake.asked();
            case ANSWER -> answered();
            case CONFIRM -> handshake.confirmed();
            case DATA -> received.add(bytes, offset, length, Math.max(capacity(), received.size() + length));
            case ROOM -> {
                unread -= length;
                if (!starved) {
                    return;
                }
                starved = false;
            }
            case END -> peerEnded = true;
            case RESET -> {
                handshake.broken();
                breakOff(connecting ? Errno.ECONNREFUSED : Errno.ECONNRESET);
                return;
            }
        }
        onChange.run();
    }

    private void answered() {
        connecting = false;
        connected = true;
        out.send(Kind.CONFIRM);
    }

    /** A host resets whoever sends something to a connection that it does not have; bytes also if it has closed it. */
    private void refuse(Kind kind) {
        boolean answers = kind != Kind.RESET && kind != Kind.ROOM && (reset || kind != Kind.END);
        if (closed && answers) {
            reset = true;
            out.send(Kind.RESET);
        }
    }

    private void breakOff(int error) {
        connecting = false;
        reset = true;
        pendingError = peerEnded ? 0 : error;
        onChange.run();
    }

    // ------------------------------------------------------------------ what its socket does

    /** Returns what a poller would report now. */
    int ready() {
        if (connecting) {
            return 0;
        }
        int ready = 0;
        if (reset || pendingError != 0) {
            ready |= ReadyBatch.READABLE | ReadyBatch.WRITABLE | ReadyBatch.READ_CLOSED | ReadyBatch.WRITE_CLOSED
                    | ReadyBatch.ERROR;
        }
        if (isPeerClosed()) {
            ready |= ReadyBatch.READABLE | ReadyBatch.WRITABLE | ReadyBatch.READ_CLOSED | ReadyBatch.WRITE_CLOSED;
        }
        if (received.size() > 0 || peerEnded) {
            ready |= ReadyBatch.READABLE;
        }
        if (peerEnded) {
            ready |= ReadyBatch.READ_CLOSED;
        }
        if (connected && room() > 0) {
            ready |= ReadyBatch.WRITABLE;
        }
        return ready;
    }

    /** Returns how many bytes can be read. */
    int available() {
        return received.size();
    }

    /** Reads up to so many bytes, the oldest first. Returns how many, 0 at the end, or an error. */
    int read(byte[] bytes, int offset, int length) {
        int count = received.take(bytes, offset, length);
        if (count > 0) {
            if (!reset) {
                out.send(Kind.ROOM, bytes, 0, count);
            }
            return count;
        }
        int error = takeError();
        return error != 0 ? error : peerEnded || reset || length == 0 ? 0 : Errno.EAGAIN;
    }

    /** Returns how many bytes can be sent. */
    int room() {
        return Math.max(0, peer.capacity() - unread);
    }

    /** Sends up to so many bytes. Returns how many, or an error. */
    int write(byte[] bytes, int offset, int length) {
        if (isPeerClosed()) {
            return Errno.EPIPE;
        }
        int error = takeError();
        if (error != 0 || outputEnded || reset) {
            return error != 0 ? error : Errno.EPIPE;
        }
        int count = Math.min(length, room());
        if (count == 0 && length > 0) {
            starved = true;
            return Errno.EAGAIN;
        }
        unread += count;
        out.send(Kind.DATA, bytes, offset, count);
        return count;
    }

    /** Ends what is sent. Returns 0 or an error. */
    int endOutput() {
        if (reset) {
            return unix ? 0 : Errno.ENOTCONN;
        }
        if (!outputEnded) {
            outputEnded = true;
            out.send(Kind.END);
        }
        return 0;
    }

    int takeError() {
        int error = pendingError;
        pendingError = 0;
        return error;
    }

    /** Closes this end: a connection with bytes that nobody has read is reset, as TCP does, or on demand. */
    void close() {
        onChange = NOBODY;
        if (closed || reset) {
            closed = true;
            return;
        }
        closed = true;
        if (connecting || received.size() > 0 || options.getOrDefault(SocketOption.LINGER, -1) == 0) {
            sendReset();
        } else if (!outputEnded) {
            outputEnded = true;
            out.send(Kind.END);
        }
    }

    /** Breaks the connection from this side. */
    void sendReset() {
        if (!reset) {
            reset = true;
            out.send(Kind.RESET);
        }
    }

    private boolean isPeerClosed() {
        return unix && peer.closed;
    }

    private int capacity() {
        return options.getOrDefault(SocketOption.RECEIVE_BUFFER, defaultBuffer);
    }
}
