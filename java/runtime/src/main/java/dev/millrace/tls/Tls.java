package dev.millrace.tls;

import dev.millrace.io.Buffered;
import dev.millrace.io.ByteStream;
import dev.millrace.task.Future;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * Makes TLS connections over streams that are connected. The stream beneath belongs to TLS from the call on, and is
 * closed when the handshake fails.
 *
 * <p>Each future is done after the handshake. It fails with a {@link dev.millrace.io.BrokenException}, which has the
 * {@link javax.net.ssl.SSLException} as its cause, if TLS refuses something or the connection ends; with what the
 * stream beneath fails with; with {@link dev.millrace.task.TimedOut} after {@link TlsOptions#handshakeTimeout()}; with
 * an IllegalArgumentException or a {@link GeneralSecurityException} if the options cannot be met. The peer is told by
 * an alert if TLS knows one. A cancel, as a timeout, aborts the stream beneath. For the loop's thread only.
 */
public final class Tls {
    private static final byte[] NOTHING = {};
    /** The JDK remembers sessions by host and port, and by neither if one is missing. */
    private static final int ANY_PORT = 0;

    private Tls() {
    }

    /**
     * Makes a client's end.
     *
     * @param host the name or address of the server: what its certificate must be for, and what it is asked for (SNI,
     *     names only)
     */
    public static Future<TlsStream> client(ByteStream stream, TlsOptions options, String host) {
        return client(stream, NOTHING, options, host, ANY_PORT);
    }

    /**
     * Makes a client's end, as {@link #client(ByteStream, TlsOptions, String)}, for a client that talks to several
     * servers of one host. Without a port they have one session between them, so that going from one to another
     * resumes nothing.
     *
     * @param port the port of the server, from 0 to 65535: together with the host, what its session is remembered by;
     *     nobody is connected to it
     * @throws IllegalArgumentException if it is no port
     */
    public static Future<TlsStream> client(ByteStream stream, TlsOptions options, String host, int port) {
        if (port < 0 || port > 0xFFFF) {
            throw new IllegalArgumentException("a port is from 0 to 65535, not " + port);
        }
        return client(stream, NOTHING, options, host, port);
    }

    /** Makes a server's end. */
    public static Future<TlsStream> server(ByteStream stream, TlsOptions options) {
        return server(stream, NOTHING, options);
    }

    /**
     * Makes a client's end of a connection that was read by lines before (STARTTLS): what the reader has in its buffer
     * is the handshake's. As {@link #client(ByteStream, TlsOptions, String)}; fails with a {@link
     * dev.millrace.io.BusyException}, and leaves the stream, while a demand waits on the reader.
     */
    public static Future<TlsStream> client(Buffered reader, TlsOptions options, String host) {
        Future<byte[]> early = reader.read(reader.available());
        return early.isFailed()
                ? early.map(any -> null)
                : client(reader.stream(), early.value(), options, host, ANY_PORT);
    }

    /**
     * Makes a server's end of a connection that was read by lines before (STARTTLS): as {@link
     * #client(Buffered, TlsOptions, String)}.
     */
    public static Future<TlsStream> server(Buffered reader, TlsOptions options) {
        Future<byte[]> early = reader.read(reader.available());
        return early.isFailed() ? early.map(any -> null) : server(reader.stream(), early.value(), options);
    }

    private static Future<TlsStream> client(ByteStream stream, byte[] early, TlsOptions options, String host,
            int port) {
        Objects.requireNonNull(host, "host");
        return Handshake.begin(stream, options, early, () -> {
            SSLEngine engine = options.context().createSSLEngine(host, port);
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            options.apply(parameters);
            parameters.setEndpointIdentificationAlgorithm(options.hostNameVerified() ? "HTTPS" : "");
            parameters.setServerNames(isAddress(host) ? List.of() : List.of(new SNIHostName(host)));
            engine.setSSLParameters(parameters);
            return engine;
        });
    }

    private static Future<TlsStream> server(ByteStream stream, byte[] early, TlsOptions options) {
        return Handshake.begin(stream, options, early, () -> {
            SSLEngine engine = options.context().createSSLEngine();
            engine.setUseClientMode(false);
            SSLParameters parameters = engine.getSSLParameters();
            options.apply(parameters);
            switch (options.clientCertificate()) {
                case WANTED -> parameters.setWantClientAuth(true);
                case NEEDED -> parameters.setNeedClientAuth(true);
                default -> parameters.setNeedClientAuth(false);
            }
            engine.setSSLParameters(parameters);
            return engine;
        });
    }

    /** Returns whether a host is an address: no name has a colon, or ends with a number (RFC 3696, section 2). */
    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || !host.isEmpty() && Character.isDigit(host.charAt(host.length() - 1))
                && host.chars().allMatch(each -> each == '.' || Character.isDigit(each));
    }
}
