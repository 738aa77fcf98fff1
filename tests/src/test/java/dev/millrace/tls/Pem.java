package dev.millrace.tls;

import java.security.GeneralSecurityException;

/** What the tests' servers and their peers read from PEM files. */
public final class Pem {
    /** The certificate of whoever signs the others. */
    public static final String AUTHORITY;
    /** The certificates of a server for localhost, 127.0.0.1 and server.test, its own first. */
    public static final String SERVER_CHAIN;
    /** The private key of that server. */
    public static final String SERVER_KEY;

    static {
        try {
            String server = Certificates.pem(Certificates.SERVER);
            int chain = server.indexOf("-----BEGIN CERTIFICATE");
            SERVER_KEY = server.substring(0, chain);
            SERVER_CHAIN = server.substring(chain);
            AUTHORITY = SERVER_CHAIN.substring(SERVER_CHAIN.lastIndexOf("-----BEGIN CERTIFICATE"));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private Pem() {
    }
}
