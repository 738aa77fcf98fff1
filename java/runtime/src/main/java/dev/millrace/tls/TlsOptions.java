package dev.millrace.tls;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * How TLS connections are made. {@link #DEFAULT} is right for a client of public servers; a server needs an
 * {@linkplain #withIdentity(Identity) identity}. Each {@code with} method returns a changed copy. Options are
 * immutable, and may be used by any thread.
 *
 * <p>Sessions are resumed between connections of the same options, copies that differ in neither identities nor trust
 * included: so make options once, not per connection.
 */
public final class TlsOptions implements Cloneable {
    /** What a server wants to know about its clients. */
    public enum ClientCertificate {
        /** Nothing. */
        IGNORED,
        /** Their certificate, if they have one. */
        WANTED,
        /** Their certificate: who has none is refused. */
        NEEDED
    }

    /**
     * TLS 1.2 and 1.3, no identity, trust as the JDK has it, host names verified, 10 seconds for a handshake and 10 for
     * a close.
     */
    public static final TlsOptions DEFAULT = new TlsOptions();

    // Set while a copy is made, by its maker alone.
    private KeyMaterial keys = KeyMaterial.NONE;
    private ClientCertificate clientCertificate = ClientCertificate.IGNORED;
    private List<String> protocols = List.of("TLSv1.3", "TLSv1.2");
    private List<String> cipherSuites = List.of();
    private List<String> applicationProtocols = List.of();
    private boolean hostNameVerified = true;
    private boolean endWithoutNotice;
    private Duration handshakeTimeout = Duration.ofSeconds(10);
    private Duration closeTimeout = Duration.ofSeconds(10);

    private TlsOptions() {
    }

    /** Returns what a server wants to know about its clients. */
    public ClientCertificate clientCertificate() {
        return clientCertificate;
    }

    /** Returns the versions of the protocol that are offered or accepted, by the JDK's names. */
    public List<String> protocols() {
        return protocols;
    }

    /** Returns the cipher suites that are offered or accepted, best first, by the JDK's names; none: the JDK's. */
    public List<String> cipherSuites() {
        return cipherSuites;
    }

    /** Returns the protocols above TLS that are offered or accepted (ALPN), best first. */
    public List<String> applicationProtocols() {
        return applicationProtocols;
    }

    /** Returns whether a client refuses a server whose certificate is for other names. */
    public boolean hostNameVerified() {
        return hostNameVerified;
    }

    /** Returns whether a connection that ends without close_notify counts as ended, and not as broken. */
    public boolean endWithoutNotice() {
        return endWithoutNotice;
    }

    /** Returns how long a handshake may take. */
    public Duration handshakeTimeout() {
        return handshakeTimeout;
    }

    /** Returns how long the stream beneath may stay open after a close, for a peer that does not take the rest. */
    public Duration closeTimeout() {
        return closeTimeout;
    }

    /** Returns a copy with the keys, trust and sessions of a context, in place of all identities and trust so far. */
    public TlsOptions withContext(SSLContext context) {
        return with(copy -> copy.keys = KeyMaterial.of(Objects.requireNonNull(context, "context")));
    }

    /**
     * Returns a copy with one more identity: what a server is if the client asks for no name, or for one that no other
     * identity is for; what a client shows to a server that wants to know. Of several, the first whose kind of key the
     * peer understands is taken.
     */
    public TlsOptions withIdentity(Identity identity) {
        return withIdentity("", identity);
    }

    /**
     * Returns a copy with one more identity of a server.
     *
     * @param serverName the name for which a client asks (SNI), such as {@code example.org}; or {@code *.example.org}
     */
    public TlsOptions withIdentity(String serverName, Identity identity) {
        NamedKeys.Named named = new NamedKeys.Named(serverName.toLowerCase(Locale.ROOT),
                Objects.requireNonNull(identity, "identity"));
        return with(copy -> copy.keys = keys.with(named));
    }

    /** Returns a copy that trusts these certificates and what they have issued, and nobody else; none: as the JDK. */
    public TlsOptions withTrusted(List<X509Certificate> certificates) {
        return with(copy -> copy.keys = keys.withTrusted(certificates));
    }

    /** Returns a copy with another {@link #clientCertificate}. */
    public TlsOptions withClientCertificate(ClientCertificate wanted) {
        return with(copy -> copy.clientCertificate = Objects.requireNonNull(wanted, "wanted"));
    }

    /** Returns a copy with other {@link #protocols}. */
    public TlsOptions withProtocols(String... names) {
        return with(copy -> copy.protocols = List.of(names));
    }

    /** Returns a copy with other {@link #cipherSuites}. */
    public TlsOptions withCipherSuites(String... names) {
        return with(copy -> copy.cipherSuites = List.of(names));
    }

    /** Returns a copy with other {@link #applicationProtocols}. */
    public TlsOptions withApplicationProtocols(String... names) {
        return with(copy -> copy.applicationProtocols = List.of(names));
    }

    /** Returns a copy with another {@link #hostNameVerified}. */
    public TlsOptions withHostNameVerified(boolean on) {
        return with(copy -> copy.hostNameVerified = on);
    }

    /** Returns a copy with another {@link #endWithoutNotice}. */
    public TlsOptions withEndWithoutNotice(boolean allowed) {
        return with(copy -> copy.endWithoutNotice = allowed);
    }

    /** Returns a copy with another {@link #handshakeTimeout}. */
    public TlsOptions withHandshakeTimeout(Duration most) {
        return with(copy -> copy.handshakeTimeout = Objects.requireNonNull(most, "most"));
    }

    /** Returns a copy with another {@link #closeTimeout}. */
    public TlsOptions withCloseTimeout(Duration most) {
        return with(copy -> copy.closeTimeout = Objects.requireNonNull(most, "most"));
    }

    /** Returns the context for connections; takes its time at the first call. */
    SSLContext context() throws GeneralSecurityException {
        return keys.context();
    }

    /** Sets what both sides have in common. */
    void apply(SSLParameters parameters) {
        parameters.setProtocols(protocols.toArray(String[]::new));
        parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
        if (!cipherSuites.isEmpty()) {
            parameters.setCipherSuites(cipherSuites.toArray(String[]::new));
        }
    }

    private TlsOptions with(Consumer<TlsOptions> change) {
        try {
            TlsOptions copy = (TlsOptions) clone();
            change.accept(copy);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("it is Cloneable", e);
        }
    }
}
