package dev.millrace.lab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.tls.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP server over TLS as a process, and other people's clients and TLS libraries. */
@EnabledOnOs(OS.LINUX)
class HttpsStrangersTest {
    @TempDir
    Path directory;
    private Path authority;
    private Program server;
    private String url;
    private int port;
    /** How many descriptors it has open when nobody is connected. */
    private long idle;

    @BeforeEach
    void start() throws Exception {
        authority = Files.writeString(directory.resolve("authority.pem"), Pem.AUTHORITY);
        Path certificate = Files.writeString(directory.resolve("certificate.pem"), Pem.SERVER_CHAIN);
        Path key = Files.writeString(directory.resolve("key.pem"), Pem.SERVER_KEY);
        server = Program.start("http", "--port=0", "--grace=0", "--tls",
                "--certificate=" + certificate, "--key=" + key);
        port = server.port();
        url = "https://localhost:" + port;
        // The first connection loads classes, from files that stay open.
        Stranger.needs("curl");
        assertEquals("hello\n", curl(url + "/"));
        idle = server.descriptors();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        try (Program ended = server) {
            if (idle > 0) {
                Stranger.awaitNothingLeft(ended, port, idle);
                ended.signal("TERM");
                assertEquals("stopped", String.join("\n", ended.remainingLines()));
                assertEquals(0, ended.status());
            }
        }
    }

    private String curl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("curl", "--no-progress-meter", "--ipv4", "--cacert",
                authority.toString()));
        command.addAll(List.of(arguments));
        return Stranger.run(command.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void curlGetsManyThingsOverOneConnection(String version) {
        assertEquals("200 3000000 1\n200 1024000 0\n404 23 0\n", curl("--http1.1", "--tls-max", version, "-w",
                "%{http_code} %{size_download} %{num_connects}\\n", "-o", "/dev/null", url + "/bytes/3000000",
                "-o", "/dev/null", url + "/parts/1000", "-o", "/dev/null", url + "/none"));
    }

    @Test
    void curlGetsManyThingsAtOnce() {
        List<String> arguments = new ArrayList<>(List.of("--parallel", "--parallel-immediate", "--http1.1",
                "-w", "%{http_code} "));
        for (int i = 0; i < 30; i++) {
            arguments.addAll(List.of("-o", "/dev/null", url + "/bytes/300000"));
        }
        assertEquals("200 ".repeat(30), curl(arguments.toArray(String[]::new)));
    }

    @Test
    void curlUploadsByLengthByChunksAndWhenTold() throws Exception {
        byte[] body = new byte[5_000_000];
        new Random(1).nextBytes(body);
        Path up = Files.write(directory.resolve("up"), body);
        Path down = directory.resolve("down");
        for (String field : new String[] {"Expect:", "Expect: 100-continue", "Transfer-Encoding: chunked"}) {
            assertEquals("", curl("-H", field, "--data-binary", "@" + up, "-o", down.toString(), url + "/echo"));
            assertArrayEquals(body, Files.readAllBytes(down), field);
        }
    }

    @Test
    void clientsThatAbortLeaveNothing() {
        for (int i = 0; i < 10; i++) {
            Stranger.run("sh", "-c",
                    "curl -s --cacert " + authority + " " + url + "/parts/100000 | head -c 1000 >/dev/null");
        }
    }

    @Test
    void clientsThatDoNotSpeakTlsAreLeftAloneAndOthersAreServed() {
        Stranger.run("curl", "-s", "http://localhost:" + port + "/");
        assertTrue(Stranger.run("curl", "-sS", url + "/").contains("certificate"));
        assertEquals("hello\n", curl(url + "/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void opensslIsAnsweredAndToldTheEnd(String version) {
        Stranger.needs("openssl");
        String said = Stranger.converse("GET / HTTP/1.0\r\n\r\n", "openssl", "s_client", "-quiet", version,
                "-connect", "localhost:" + port, "-CAfile", authority.toString(), "-verify_return_error",
                "-verify_hostname", "localhost");
        assertTrue(said.endsWith("\r\n\r\nhello\n"), said);
    }

    @Test
    void gnutlsIsAnsweredAndToldTheEnd() {
        Stranger.needs("gnutls-cli");
        String said = Stranger.converse("GET / HTTP/1.0\r\n\r\n", "gnutls-cli", "--x509cafile", authority.toString(),
                "-p", String.valueOf(port), "localhost");
        assertTrue(said.contains("\r\n\r\nhello\n"), said);
        assertTrue(said.contains("- Peer has closed the GnuTLS connection"), said);
    }

    @Test
    void h2loadSucceedsWithRequestsSentAhead() {
        Stranger.needs("h2load");
        String report = Stranger.run("h2load", "--h1", "-n", "5000", "-c", "50", "-m", "8", url + "/bytes/100");
        assertTrue(report.contains("5000 succeeded, 0 failed, 0 errored, 0 timeout"), report);
    }
}
