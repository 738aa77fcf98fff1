package dev.millrace.tls;

import dev.millrace.io.BrokenException;
import dev.millrace.io.BusyException;
import dev.millrace.io.ByteStream;
import dev.millrace.io.ClosedException;
import dev.millrace.io.IoHandler;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopStep;
import javax.net.ssl.SSLException;

/**
 * The reading half of a {@link TlsStream}. It decrypts while a reader waits, and a record at a time: what the reader
 * has no room for stays in {@link Engine#plain}, and what nobody reads stays encrypted.
 */
final class ReadHalf extends LoopStep {
    private final EventLoop loop;
    private final Engine engine;
    private final Fetcher fetcher;
    private final WriteHalf writer;
    private final boolean endWithoutNotice;
    /** Whoever waits for a read; null if nobody does. */
    private IoHandler handler;
    private byte[] bytes;
    private int offset;
    private int length;
    private boolean ended;
    private boolean closed;

    ReadHalf(EventLoop loop, Engine engine, Fetcher fetcher, WriteHalf writer, boolean endWithoutNotice) {
        this.loop = loop;
        this.engine = engine;
        this.fetcher = fetcher;
        this.writer = writer;
        this.endWithoutNotice = endWithoutNotice;
        fetcher.listener(this::run);
        writer.onIdle(() -> {
            if (handler != null) {
                loop.core().makeReady(this);
            }
        });
    }

    int read(byte[] into, int from, int most, IoHandler told) {
        if (handler != null) {
            throw new BusyException("another read is waiting on this TLS stream; await or cancel it");
        }
        if (most == 0) {
            return 0;
        }
        bytes = into;
        offset = from;
        length = most;
        int count = advance();
        if (count == ByteStream.PENDING) {
            handler = told;
        } else {
            bytes = null;
        }
        return count;
    }

    boolean cancel(IoHandler whose) {
        if (handler == null || handler != whose) {
            return false;
        }
        forget();
        return true;
    }

    /** Fails whoever waits, in a step, and looks whether the peer sent what nobody read. */
    boolean close() {
        closed = true;
        if (handler != null) {
            loop.core().makeReady(this);
        }
        return isUnread();
    }

    private boolean isUnread() {
        if (engine.plain.available() > 0) {
            return true;
        }
        try {
            fetcher.stopWaiting();
            while (!ended) {
                switch (engine.unwrap()) {
                    case DATA -> {
                        return true;
                    }
                    case END -> ended = true;
                    case INCOMPLETE -> ended = fetcher.fetch() < 0;
                    default -> { }
                }
            }
        } catch (RuntimeException e) {
            // It is broken: there is nothing to be read.
        }
        return false;
    }

    private void forget() {
        handler = null;
        bytes = null;
        loop.core().unready(this);
    }

    /** Goes on in a step: when something has come, or no write is in the way any longer, or it was closed. */
    @Override
    public void run() {
        IoHandler reader = handler;
        if (reader == null) {
            return;
        }
        int count;
        try {
            count = closed ? refuse() : advance();
        } catch (RuntimeException e) {
            forget();
            reader.failed(e);
            return;
        }
        if (count != ByteStream.PENDING) {
            forget();
            reader.completed(count);
        }
    }

    private int refuse() {
        throw new ClosedException("we closed this TLS stream");
    }

    /** Decrypts and fetches until there is something to tell the reader. */
    private int advance() {
        if (engine.plain.available() > 0) {
            return engine.plain.take(bytes, offset, length);
        }
        while (!ended) {
            if (!writer.isIdle() && engine.mayEndBoth()) {
                return ByteStream.PENDING;
            }
            switch (unwrap()) {
                case DATA -> {
                    return engine.plain.take(bytes, offset, length);
                }
                case END -> {
                    ended = true;
                    writer.answer();
                }
                case INCOMPLETE -> {
                    int count = fetcher.fetch();
                    if (count == ByteStream.PENDING) {
                        return count;
                    }
                    if (count < 0) {
                        endUnsaid();
                    }
                }
                case NOTHING -> writer.answer();
                default -> throw new AssertionError();
            }
        }
        return -1;
    }

    /** What is wrong with the peer's direction is wrong with ours, and the peer is told by an alert. */
    private Engine.Unwrapped unwrap() {
        try {
            return engine.unwrap();
        } catch (BrokenException e) {
            writer.fail(e);
            writer.answer();
            throw e;
        }
    }

    private void endUnsaid() {
        if (!endWithoutNotice) {
            throw new BrokenException("TLS: the connection ended without close_notify: it may have been cut off",
                    new SSLException("end without close_notify"));
        }
        ended = true;
    }
}
