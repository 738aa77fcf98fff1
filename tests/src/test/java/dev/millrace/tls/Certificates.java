package dev.millrace.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificates that are made when the tests run: an authority and those that it signed, by keytool. */
final class Certificates {
    private static final String PASSWORD = "secret";

    /** For localhost, 127.0.0.1 and server.test, by the authority. */
    static final Identity SERVER;
    /** For other.test and all of wild.test, by the authority. */
    static final Identity OTHER;
    /** For server.test, by the authority, until yesterday. */
    static final Identity EXPIRED;
    /** A client's, by the authority. */
    static final Identity CLIENT;
    /** For server.test, signed by nobody else. */
    static final Identity SELF_SIGNED;

    /** A server that is {@link #SERVER}. */
    static final TlsOptions SERVING;
    /** A client that trusts the authority. */
    static final TlsOptions TRUSTING;

    static {
        try {
            Path file = Files.createTempDirectory("millrace").resolve("keys.p12");
            file.toFile().deleteOnExit();
            file.getParent().toFile().deleteOnExit();
            make(file, "authority", "-ext", "bc:c");
            make(file, "server", "-signer", "authority", "-ext", "san=dns:localhost,dns:server.test,ip:127.0.0.1");
            make(file, "other", "-signer", "authority", "-ext", "san=dns:other.test,dns:*.wild.test");
            make(file, "expired", "-signer", "authority", "-ext", "san=dns:server.test", "-startdate", "-3d");
            make(file, "client", "-signer", "authority");
            make(file, "self-signed", "-ext", "san=dns:server.test");
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, PASSWORD.toCharArray());
            }
            SERVER = identity(store, "server");
            OTHER = identity(store, "other");
            EXPIRED = identity(store, "expired");
            CLIENT = identity(store, "client");
            SELF_SIGNED = identity(store, "self-signed");
            SERVING = TlsOptions.DEFAULT.withIdentity(SERVER);
            TRUSTING = TlsOptions.DEFAULT.withTrusted(identity(store, "authority").chain());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private Certificates() {
    }

    private static Identity identity(KeyStore store, String alias) throws GeneralSecurityException {
        return Identity.of(store, alias, PASSWORD.toCharArray());
    }

    private static void make(Path file, String alias, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-genkeypair", "-alias", alias, "-dname", "CN=" + alias, "-keyalg", "EC", "-groupname", "secp256r1",
                "-validity", "2",
                "-keystore", file.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        try {
            if (process.waitFor() != 0) {
                throw new IOException(said);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the private key and the chain, as the text of a PEM file. */
    static String pem(Identity identity) throws GeneralSecurityException {
        StringBuilder text = new StringBuilder(pem("PRIVATE KEY", identity.key().getEncoded()));
        for (var each : identity.chain()) {
            text.append(pem("CERTIFICATE", each.getEncoded()));
        }
        return text.toString();
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + what + "-----\n";
    }
}
