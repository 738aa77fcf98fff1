package dev.millrace.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.task.Future;
import dev.millrace.task.Task;
import dev.millrace.testkit.Simulation;
import java.security.GeneralSecurityException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What both sides agree upon: names, protocols, certificates, sessions. */
class AgreementTest extends Talking {

    @ParameterizedTest
    @CsvSource({"server.test, CN=server", "other.test, CN=other", "one.wild.test, CN=other", "OTHER.test, CN=other"})
    void aServerIsWhoTheClientAsksFor(String host, String subject) {
        TlsOptions server = Certificates.SERVING.withIdentity("other.test", Certificates.OTHER)
                .withIdentity("*.wild.test", Certificates.OTHER);
        talking(() -> {
            Ends ends = connect(near, Certificates.TRUSTING, host, far, server);
            assertEquals(subject, ends.client().session().getPeerPrincipal().getName());
            assertTrue(ends.server().serverName().orElseThrow().equalsIgnoreCase(host));
            return ends;
        });
    }

    @Test
    void aStarStandsForOneLevel() {
        TlsOptions server = Certificates.SERVING.withIdentity("*.wild.test", Certificates.OTHER);
        run(group -> {
            Future<TlsStream> serving = Tls.server(far, server);
            refusal(Tls.client(near, Certificates.TRUSTING, "one.two.wild.test"));
            refusal(serving);
        });
    }

    @Test
    void theServersFirstProtocolThatTheClientKnowsIsChosen() {
        TlsOptions client = Certificates.TRUSTING.withApplicationProtocols("http/1.1", "h2");
        talking(() -> {
            Ends ends = connect(client, Certificates.SERVING.withApplicationProtocols("h3", "h2", "http/1.1"));
            assertEquals(Optional.of("h2"), ends.client().applicationProtocol());
            assertEquals(Optional.of("h2"), ends.server().applicationProtocol());
            return ends;
        });
    }

    @Test
    void noProtocolIsChosenIfOneSideHasNone() {
        talking(() -> {
            Ends ends = connect(Certificates.TRUSTING, Certificates.SERVING.withApplicationProtocols("h2"));
            assertEquals(Optional.empty(), ends.client().applicationProtocol());
            assertEquals(Optional.empty(), ends.server().applicationProtocol());
            return ends;
        });
    }

    @Test
    void noProtocolInCommonIsRefused() {
        run(group -> {
            Future<TlsStream> serving = Tls.server(far, Certificates.SERVING.withApplicationProtocols("h2"));
            refusal(Tls.client(near, Certificates.TRUSTING.withApplicationProtocols("http/1.1"), "server.test"));
            refusal(serving);
        });
    }

    // ------------------------------------------------------------------ certificates of clients

    private static TlsOptions asking(TlsOptions.ClientCertificate wanted) {
        return Certificates.TRUSTING.withIdentity(Certificates.SERVER).withClientCertificate(wanted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientShowsItsCertificate(String protocol) {
        TlsOptions client = Certificates.TRUSTING.withIdentity(Certificates.CLIENT).withProtocols(protocol);
        talking(() -> {
            Ends ends = connect(client, asking(TlsOptions.ClientCertificate.NEEDED));
            assertEquals("CN=client", ends.server().session().getPeerPrincipal().getName());
            return ends;
        });
    }

    @Test
    void aClientWithoutOneIsTakenIfItIsOnlyWanted() {
        talking(() -> {
            Ends ends = connect(Certificates.TRUSTING, asking(TlsOptions.ClientCertificate.WANTED));
            assertThrows(SSLPeerUnverifiedException.class, () -> ends.server().session().getPeerPrincipal());
            return ends;
        });
    }

    /** In TLS 1.3 the client is done before the server has seen its certificate: it is told by its first read. */
    @Test
    void aClientWithoutOneIsRefusedIfItIsNeeded() {
        run(group -> {
            Future<TlsStream> serving = Tls.server(far, asking(TlsOptions.ClientCertificate.NEEDED));
            TlsStream client = Task.await(Tls.client(near, Certificates.TRUSTING, "server.test"));
            refusal(serving);
            assertTrue(refusal(client.read(new byte[1])).contains("certificate"));
            client.close();
        });
    }

    // ------------------------------------------------------------------ sessions

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSecondConnectionResumesTheSessionOfTheFirst(String protocol) {
        TlsOptions client = Certificates.TRUSTING.withIdentity(Certificates.CLIENT).withProtocols(protocol);
        Simulation.StreamPair second = simulation.pair();
        run(group -> {
            long created;
            try (Ends ends = connect(client, Certificates.SERVING)) {
                ends.talk();
                created = ends.client().session().getCreationTime();
                ends.client().session().putValue("seen", "before");
            }
            spendAMillisecond(created);
            try (Ends ends = connect(second.client(), client, "server.test", second.server(), Certificates.SERVING)) {
                ends.talk();
                assertEquals(created, ends.client().session().getCreationTime());
            }
        });
    }

    /** Sessions have the time of day, of the real day. */
    private static void spendAMillisecond(long since) {
        while (System.currentTimeMillis() <= since) {
            Thread.onSpinWait();
        }
    }

    @Test
    void otherOptionsResumeNothing() {
        Simulation.StreamPair second = simulation.pair();
        run(group -> {
            long created;
            try (Ends ends = connect()) {
                ends.talk();
                created = ends.client().session().getCreationTime();
            }
            spendAMillisecond(created);
            TlsOptions another = Certificates.TRUSTING.withIdentity(Certificates.CLIENT);
            try (Ends ends = connect(second.client(), another, "server.test", second.server(), Certificates.SERVING)) {
                assertTrue(created < ends.client().session().getCreationTime());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void serversAtTwoPortsOfAHostHaveSessionsOfTheirOwn(String protocol) {
        TlsOptions client = Certificates.TRUSTING.withIdentity(Certificates.CLIENT).withProtocols(protocol);
        TlsOptions other = Certificates.SERVING.withIdentity("other.test", Certificates.OTHER);
        Iterator<Simulation.StreamPair> pairs =
                List.of(pair, simulation.pair(), simulation.pair(), simulation.pair()).iterator();
        run(group -> {
            long first = created(pairs.next(), client, 1, Certificates.SERVING);
            spendAMillisecond(first);
            long second = created(pairs.next(), client, 2, other);
            assertTrue(first < second);
            spendAMillisecond(second);
            assertEquals(first, created(pairs.next(), client, 1, Certificates.SERVING));
            assertEquals(second, created(pairs.next(), client, 2, other));
        });
    }

    /** Talks over a connection, and returns the time of day of its session. */
    private static long created(Simulation.StreamPair tcp, TlsOptions client, int port, TlsOptions server) {
        Future<TlsStream> serving = Tls.server(tcp.server(), server);
        Future<TlsStream> connecting = Tls.client(tcp.client(), client, "server.test", port);
        try (Ends ends = new Ends(Task.await(connecting), Task.await(serving))) {
            ends.talk();
            return ends.client().session().getCreationTime();
        }
    }

    // ------------------------------------------------------------------ where keys come from

    @Test
    void anIdentityAndTrustComeFromPem() throws GeneralSecurityException {
        String text = Certificates.pem(Certificates.SERVER);
        TlsOptions server = TlsOptions.DEFAULT.withIdentity(Identity.ofPem(text, text));
        TlsOptions client = TlsOptions.DEFAULT.withTrusted(Identity.certificatesOfPem(text));
        talking(() -> connect(client, server));
    }

    @Test
    void whatIsNoPemIsRefused() throws GeneralSecurityException {
        String text = Certificates.pem(Certificates.SERVER);
        assertThrows(GeneralSecurityException.class, () -> Identity.ofPem("hello", text));
        assertThrows(GeneralSecurityException.class, () -> Identity.ofPem(text, "hello"));
        near.close();
        far.close();
    }

    @Test
    void aContextIsTakenAsItIs() throws GeneralSecurityException {
        SSLContext context = Certificates.SERVING.context();
        talking(() -> connect(Certificates.TRUSTING, TlsOptions.DEFAULT.withContext(context)));
    }
}
