package dev.millrace.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Identities, and who is trusted: what an {@link SSLContext} is made of. That is done once, at the first need, and for
 * all connections, because the context remembers the sessions to be resumed. For any thread.
 */
final class KeyMaterial {
    static final KeyMaterial NONE = new KeyMaterial(List.of(), List.of(), null);

    private final List<NamedKeys.Named> identities;
    /** None: those that the platform trusts. */
    private final List<X509Certificate> trusted;
    private SSLContext context;

    private KeyMaterial(List<NamedKeys.Named> identities, List<X509Certificate> trusted, SSLContext context) {
        this.identities = identities;
        this.trusted = trusted;
        this.context = context;
    }

    static KeyMaterial of(SSLContext context) {
        return new KeyMaterial(List.of(), List.of(), context);
    }

    KeyMaterial with(NamedKeys.Named identity) {
        List<NamedKeys.Named> more = new java.util.ArrayList<>(identities);
        more.add(identity);
        return new KeyMaterial(List.copyOf(more), trusted, null);
    }

    KeyMaterial withTrusted(List<X509Certificate> certificates) {
        return new KeyMaterial(identities, List.copyOf(certificates), null);
    }

    synchronized SSLContext context() throws GeneralSecurityException {
        if (context == null) {
            SSLContext made = SSLContext.getInstance("TLS");
            made.init(identities.isEmpty() ? null : new KeyManager[] {new NamedKeys(identities)},
                    trusted.isEmpty() ? null : trust(), null);
            context = made;
        }
        return context;
    }

    private TrustManager[] trust() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException("an empty key store cannot be made", e);
        }
        for (X509Certificate each : trusted) {
            store.setCertificateEntry(Integer.toString(store.size()), each);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
