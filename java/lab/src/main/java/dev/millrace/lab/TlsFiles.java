package dev.millrace.lab;

import static dev.millrace.task.Task.await;

import dev.millrace.io.BrokenException;
import dev.millrace.io.ByteStream;
import dev.millrace.net.TcpListener;
import dev.millrace.task.TimedOut;
import dev.millrace.tls.Identity;
import dev.millrace.tls.Tls;
import dev.millrace.tls.TlsOptions;
import dev.millrace.tls.TlsStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a server that can serve over TLS. */
final class TlsFiles {
    private static final String ENCODING = "ISO-8859-1";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--tls", description = "Serves over TLS, as --certificate and --key say.")
    private boolean tls;

    @Option(names = "--certificate", paramLabel = "FILE",
            description = "PEM file of the certificate and those of its issuers.")
    private File certificate;

    @Option(names = "--key", paramLabel = "FILE",
            description = "PEM file of the private key: PKCS #8, not encrypted.")
    private File key;

    /**
     * Returns what serves a TCP connection: the body, over TLS if the user wants that.
     *
     * @throws ParameterException if the options do not fit together, or the files are not what they should be
     */
    TcpListener.Body over(StreamBody body) {
        if (!tls) {
            require(certificate == null && key == null, "--certificate and --key are for --tls");
            return body::run;
        }
        require(certificate != null && key != null, "--tls takes --certificate FILE and --key FILE");
        String chain = read("--certificate", certificate);
        String secret = read("--key", key);
        try {
            TlsOptions options = TlsOptions.DEFAULT.withIdentity(Identity.ofPem(chain, secret));
            return tcp -> serve(tcp, options, body);
        } catch (GeneralSecurityException e) {
            throw new ParameterException(spec.commandLine(),
                    "--certificate " + certificate + ", --key " + key + ": " + e.getMessage());
        }
    }

    private static void serve(ByteStream tcp, TlsOptions options, StreamBody body) throws Exception {
        TlsStream stream;
        try {
            stream = await(Tls.server(tcp, options));
        } catch (BrokenException | TimedOut e) {
            // The peer does not speak TLS as we do, or too slowly, or is gone: others do that every day.
            return;
        }
        try (stream) {
            body.run(stream);
        }
    }

    private String read(String option, File file) {
        try (InputStream in = new FileInputStream(file)) {
            return new String(in.readAllBytes(), ENCODING);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage());
        }
    }

    private void require(boolean right, String message) {
        if (!right) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
