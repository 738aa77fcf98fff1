package dev.millrace.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Who we are, to a peer that asks: a private key, and the certificates that go with it, our own first. Immutable. */
public final class Identity {
    private static final Pattern CERTIFICATE =
            Pattern.compile("(?s)-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----");
    private static final String[] KINDS = {"RSA", "EC", "EdDSA"};

    private final PrivateKey key;
    private final List<X509Certificate> chain;

    private Identity(PrivateKey key, List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("an identity has a certificate");
        }
        this.key = key;
        this.chain = chain;
    }

    /** Makes an identity; the first certificate is that of the key, each other that of the issuer before it. */
    public static Identity of(PrivateKey key, X509Certificate... chain) {
        return new Identity(key, List.of(chain));
    }

    /**
     * Takes an identity out of a key store.
     *
     * @throws GeneralSecurityException if it cannot be had; also if there is no key by this alias
     */
    public static Identity of(KeyStore store, String alias, char[] password) throws GeneralSecurityException {
        if (!(store.getKey(alias, password) instanceof PrivateKey key)) {
            throw new GeneralSecurityException("no private key is called " + alias);
        }
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate each : store.getCertificateChain(alias)) {
            chain.add((X509Certificate) each);
        }
        return new Identity(key, List.copyOf(chain));
    }

    /**
     * Reads an identity from the texts of PEM files: the key as PKCS #8 ({@code BEGIN PRIVATE KEY}), not encrypted.
     *
     * @throws GeneralSecurityException if a text is nothing of the kind
     */
    public static Identity ofPem(String chain, String key) throws GeneralSecurityException {
        List<X509Certificate> certificates = certificatesOfPem(chain);
        return new Identity(keyOf(key), certificates);
    }

    /**
     * Reads certificates from the text of a PEM file, such as those to be {@linkplain TlsOptions#withTrusted trusted}.
     *
     * @throws GeneralSecurityException if the text is nothing of the kind
     */
    public static List<X509Certificate> certificatesOfPem(String text) throws GeneralSecurityException {
        String certificates = CERTIFICATE.matcher(text).results().map(MatchResult::group)
                .collect(Collectors.joining("\n"));
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("no certificate in PEM");
        }
        byte[] bytes = certificates.getBytes(StandardCharsets.ISO_8859_1);
        Collection<? extends Certificate> read =
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes));
        return read.stream().map(each -> (X509Certificate) each).toList();
    }

    private static PrivateKey keyOf(String text) throws GeneralSecurityException {
        String body = text.replaceAll("(?s).*-----BEGIN PRIVATE KEY-----|-----END PRIVATE KEY-----.*", "");
        PKCS8EncodedKeySpec encoded;
        try {
            encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("not a private key in PEM", e);
        }
        GeneralSecurityException failure = new GeneralSecurityException("not a private key of a kind that is known");
        for (String kind : KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(encoded);
            } catch (GeneralSecurityException e) {
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }

    PrivateKey key() {
        return key;
    }

    /** Returns the certificates, our own first. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** Returns the subject, never the key. */
    @Override
    public String toString() {
        return "Identity[" + chain.get(0).getSubjectX500Principal() + "]";
    }
}
