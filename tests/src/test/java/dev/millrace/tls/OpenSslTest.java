package dev.millrace.tls;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.Millrace;
import dev.millrace.io.Buffered;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.task.Future;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenSSL understands us, and we it, on either side. */
class OpenSslTest {
    private static final byte[] HELLO = "hello\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    static Path directory;
    private static Path keys;
    private Process openssl;

    @BeforeAll
    static void writeKeys() throws Exception {
        boolean installed = Pattern.compile(":").splitAsStream(System.getenv("PATH"))
                .anyMatch(each -> Files.isExecutable(Path.of(each, "openssl")));
        assumeTrue(installed, "openssl is not installed");
        keys = Files.writeString(directory.resolve("keys.pem"), Certificates.pem(Certificates.SERVER));
    }

    @AfterEach
    void end() throws InterruptedException {
        if (openssl != null) {
            openssl.destroyForcibly().waitFor();
        }
    }

    private void start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        openssl = new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private BufferedReader output() {
        return openssl.inputReader(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void itsClientTalksToOurServer(String version) {
        Millrace.run(() -> {
            try (TcpListener listener = TcpListener.bind(Address.loopback(0))) {
                start("s_client", "-connect", "127.0.0.1:" + listener.localAddress().port(), version, "-quiet",
                        "-CAfile", keys.toString(), "-verify_return_error", "-servername", "server.test");
                openssl.getOutputStream().write(HELLO);
                openssl.getOutputStream().flush();
                TcpStream tcp = await(listener.accept());
                TlsOptions options = Certificates.SERVING.withEndWithoutNotice(true);
                try (TlsStream stream = await(Tls.server(tcp, options))) {
                    assertEquals(version.replace("-tls1_", "TLSv1."), stream.session().getProtocol());
                    assertEquals(Optional.of("server.test"), stream.serverName());
                    Buffered reader = new Buffered(stream);
                    assertEquals(Optional.of("hello"), await(reader.readLine(100)));
                    await(stream.write("good day\n".getBytes(StandardCharsets.UTF_8)));
                    await(stream.shutdownOutput());
                    assertTrue(await(Future.offload(() -> output().lines().toList())).contains("good day"));
                    assertEquals(Optional.empty(), await(reader.readLine(100)));
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void ourClientTalksToItsServer(String version) throws Exception {
        start("s_server", "-accept", "127.0.0.1:0", "-naccept", "1", version, "-rev", "-cert", keys.toString(),
                "-key", keys.toString());
        int port = port();
        Millrace.run(() -> {
            TcpStream tcp = await(TcpStream.connect(Address.loopback(port)));
            TlsStream stream = await(Tls.client(tcp, Certificates.TRUSTING, "server.test"));
            assertEquals(version.replace("-tls1_", "TLSv1."), stream.session().getProtocol());
            await(stream.write(HELLO));
            assertEquals(Optional.of("olleh"), await(new Buffered(stream).readLine(100)));
            stream.close();
        });
        assertTrue(openssl.waitFor(20, TimeUnit.SECONDS));
        assertEquals(0, openssl.exitValue());
    }

    private int port() throws IOException {
        Pattern accepting = Pattern.compile("ACCEPT.*:(\\d+)");
        for (String line; (line = output().readLine()) != null;) {
            Matcher found = accepting.matcher(line);
            if (found.find()) {
                return Integer.parseInt(found.group(1));
            }
        }
        throw new IOException("it does not accept");
    }

    /** A line R makes it renegotiate. */
    @Test
    @Tag("case-221")
    void itsClientMayNotRenegotiate() {
        Millrace.run(() -> {
            try (TcpListener listener = TcpListener.bind(Address.loopback(0))) {
                start("s_client", "-connect", "127.0.0.1:" + listener.localAddress().port(), "-tls1_2");
                TcpStream tcp = await(listener.accept());
                try (TlsStream stream = await(Tls.server(tcp, Certificates.SERVING))) {
                    openssl.getOutputStream().write(HELLO);
                    openssl.getOutputStream().flush();
                    assertEquals(6, await(new Buffered(stream).readExactly(6)).length);
                    openssl.getOutputStream().write("R\n".getBytes(StandardCharsets.UTF_8));
                    openssl.getOutputStream().flush();
                    assertTrue(Talking.refusal(stream.read(new byte[100])).contains("renegotiate"));
                }
            }
        });
    }

    /** A line K makes it send new keys and ask for ours. */
    @Test
    @Tag("case-221")
    void itsClientMayChangeKeys() {
        Millrace.run(() -> {
            try (TcpListener listener = TcpListener.bind(Address.loopback(0))) {
                start("s_client", "-connect", "127.0.0.1:" + listener.localAddress().port(), "-tls1_3");
                TcpStream tcp = await(listener.accept());
                try (TlsStream stream = await(Tls.server(tcp, Certificates.SERVING))) {
                    Buffered reader = new Buffered(stream);
                    for (int i = 0; i < 3; i++) {
                        tell("hello\n");
                        assertEquals(Optional.of("hello"), await(reader.readLine(100)));
                        tell("K\n");
                        await(Future.offload(() -> awaitOutput("KEYUPDATE")));
                        tell("again\n");
                        assertEquals(Optional.of("again"), await(reader.readLine(100)));
                        await(stream.write("good day\n".getBytes(StandardCharsets.UTF_8)));
                        await(Future.offload(() -> awaitOutput("good day")));
                    }
                }
            }
        });
    }

    private void tell(String line) throws IOException {
        openssl.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
        openssl.getOutputStream().flush();
    }

    private Void awaitOutput(String wanted) throws IOException {
        for (String line; (line = output().readLine()) != null;) {
            if (line.contains(wanted)) {
                return null;
            }
        }
        throw new IOException("it did not say " + wanted);
    }
}
