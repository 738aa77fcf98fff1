package dev.millrace.lab;

import static dev.millrace.task.Task.await;

import dev.millrace.io.ByteStream;
import dev.millrace.net.TcpStream;
import dev.millrace.tls.Identity;
import dev.millrace.tls.Tls;
import dev.millrace.tls.TlsOptions;
import java.security.GeneralSecurityException;
import java.time.Duration;

/** What lies between the exchange of the demonstration and TCP. For tasks. */
interface Layer {
    /** Nothing. */
    Layer NONE = new Layer() {
        @Override
        public ByteStream client(TcpStream tcp) {
            return tcp;
        }

        @Override
        public ByteStream server(TcpStream tcp) {
            return tcp;
        }
    };

    /** Returns the client's end, when it can be used. */
    ByteStream client(TcpStream tcp);

    /** Returns the server's end, when it can be used. */
    ByteStream server(TcpStream tcp);

    /**
     * Returns TLS, with a certificate made for this run.
     *
     * @param handshakeTimeout of the last client, if all begin at once
     */
    static Layer tls(Duration handshakeTimeout) {
        Identity identity;
        try {
            identity = SelfSigned.identity("localhost");
        } catch (GeneralSecurityException e) {
            throw new CommandFailed("no certificate can be made: " + e.getMessage());
        }
        TlsOptions serving = TlsOptions.DEFAULT.withIdentity(identity).withHandshakeTimeout(handshakeTimeout);
        TlsOptions trusting = TlsOptions.DEFAULT.withTrusted(identity.chain()).withHandshakeTimeout(handshakeTimeout);
        return new Layer() {
            @Override
            public ByteStream client(TcpStream tcp) {
                return await(Tls.client(tcp, trusting, "localhost"));
            }

            @Override
            public ByteStream server(TcpStream tcp) {
                return await(Tls.server(tcp, serving));
            }
        };
    }
}
