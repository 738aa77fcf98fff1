package dev.millrace.tls;

import dev.millrace.io.ByteStream;
import dev.millrace.io.ClosedException;
import dev.millrace.io.IoHandler;
import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSession;

/**
 * A TLS connection over another stream, which it owns. {@link Tls} makes it, after the handshake.
 *
 * <p>It is a {@link ByteStream} like others; this is what TLS adds:
 * <ul>
 * <li>The end of the peer's data is its close_notify. A stream beneath that just ends is a {@link
 * dev.millrace.io.BrokenException}, unless {@link TlsOptions#endWithoutNotice()} says otherwise. What TLS refuses is a
 * BrokenException too, which has the {@link javax.net.ssl.SSLException} as its cause.
 * <li>{@link #written()} counts what was encrypted. A write that is cancelled stops between two records of 16 KiB at
 * the most; the record that is on its way is still sent.
 * <li>{@link #shutdownOutput()} is done when the close_notify was taken beneath. In TLS 1.2 the end of one direction is
 * the end of both: when the peer has read it, what the peer writes is broken; a write that waits there is sent first.
 * <li>{@link #close()} says close_notify, and closes the stream beneath: at once, if what is on its way can be taken at
 * once, otherwise when it is, or after {@link TlsOptions#closeTimeout()}. If the peer sent data that we do not read,
 * there is no close_notify, and for the peer the connection is broken.
 * </ul>
 */
public final class TlsStream implements ByteStream {
    private final ByteStream beneath;
    private final EventLoop loop;
    private final Engine engine;
    private final ReadHalf reader;
    private final WriteHalf writer;
    private final Farewell farewell;
    private boolean closed;

    TlsStream(ByteStream beneath, Engine engine, Sender sender, Fetcher fetcher, TlsOptions options) {
        this.beneath = beneath;
        this.loop = beneath.loop();
        this.engine = engine;
        writer = new WriteHalf(loop, engine, sender);
        reader = new ReadHalf(loop, engine, fetcher, writer, options.endWithoutNotice());
        farewell = new Farewell(beneath, engine, sender, fetcher, options.closeTimeout());
    }

    /** Returns the session: protocol, cipher suite, certificates of both sides. */
    public SSLSession session() {
        return engine.engine().getSession();
    }

    /** Returns the protocol that both sides have chosen by ALPN; empty if there is none. */
    public Optional<String> applicationProtocol() {
        return Optional.ofNullable(engine.engine().getApplicationProtocol()).filter(name -> !name.isEmpty());
    }

    /** Returns the name by which the client asked for the server (SNI); empty if it gave none. */
    public Optional<String> serverName() {
        if (!(session() instanceof ExtendedSSLSession session)) {
            return Optional.empty();
        }
        return session.getRequestedServerNames().stream()
                .filter(SNIHostName.class::isInstance)
                .map(name -> ((SNIHostName) name).getAsciiName())
                .findFirst();
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public int read(byte[] bytes, int offset, int length, IoHandler handler) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        Objects.requireNonNull(handler, "handler");
        requireOpen();
        return reader.read(bytes, offset, length, handler);
    }

    @Override
    public int write(byte[] bytes, int offset, int length, IoHandler handler) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        Objects.requireNonNull(handler, "handler");
        requireOpen();
        return writer.write(new ByteBuffer[] {ByteBuffer.wrap(bytes, offset, length)}, length, handler);
    }

    @Override
    public int write(byte[][] arrays, IoHandler handler) {
        Objects.requireNonNull(handler, "handler");
        ByteBuffer[] sources = new ByteBuffer[arrays.length];
        int length = 0;
        for (int i = 0; i < arrays.length; i++) {
            sources[i] = ByteBuffer.wrap(arrays[i]);
            length = Math.addExact(length, arrays[i].length);
        }
        requireOpen();
        return writer.write(sources, length, handler);
    }

    @Override
    public boolean cancelRead(IoHandler handler) {
        return reader.cancel(handler);
    }

    @Override
    public boolean cancelWrite(IoHandler handler) {
        return writer.cancel(handler);
    }

    @Override
    public long written() {
        return writer.written();
    }

    @Override
    public Future<Void> shutdownOutput() {
        try {
            requireOpen();
        } catch (ClosedException e) {
            return Future.failed(loop, e);
        }
        return writer.end();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            boolean unread = reader.close();
            writer.fail(closed());
            if (!unread) {
                engine.end();
            }
            farewell.begin();
        }
    }

    @Override
    public void abort() {
        if (!closed) {
            closed = true;
            beneath.abort();
            reader.close();
            writer.fail(closed());
        }
    }

    @Override
    public boolean isClosed() {
        return closed || beneath.isClosed();
    }

    @Override
    public String toString() {
        return "TLS over " + beneath + (closed ? " (closed)" : "");
    }

    private void requireOpen() {
        if (isClosed()) {
            throw closed();
        }
        loop.checkThread();
    }

    private ClosedException closed() {
        return new ClosedException(this + ": we closed it");
    }
}
