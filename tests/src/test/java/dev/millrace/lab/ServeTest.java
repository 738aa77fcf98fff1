package dev.millrace.lab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The echo server as a process: strangers as clients, and how it ends. */
class ServeTest {
    private static final int FIVE_MEGABYTES = 5_000_000;

    @Test
    void sigtermClosesWhatIsStillOpenAfterTheGrace() throws Exception {
        try (Program server = Program.start("serve", "--port=0", "--grace=1")) {
            int port = server.port();
            try (Socket client = Program.connect(port)) {
                echo(client, 11);
                server.signal("TERM");
                assertEquals(-1, client.getInputStream().read());
                assertEquals(List.of(
                        "SIGTERM: no new connections; the open ones (1) have 1 s to end",
                        "closed 127.0.0.1:" + client.getLocalPort() + " after 11 bytes",
                        "stopped; connections: 1, bytes: 11"), server.remainingLines());
            }
            assertEquals(0, server.status());
        }
    }

    @Test
    void whoEndsWithinTheGraceIsNotCutShort() throws Exception {
        try (Program server = Program.start("serve", "--port=0", "--grace=1000")) {
            int port = server.port();
            try (Socket client = Program.connect(port)) {
                echo(client, 7);
                server.signal("INT");
                server.awaitLine(Pattern.compile("SIGINT: no new connections; .*"));
                echo(client, 5);
            }
            assertEquals(List.of("stopped; connections: 1, bytes: 12"), server.remainingLines());
            assertEquals(0, server.status());
        }
    }

    /** The connection waits to be accepted, and is reset; or it has been, and its task has not begun. */
    @RepeatedTest(4)
    void sigtermRightAfterAConnectIsNotForgotten() throws Exception {
        try (Program server = Program.start("serve", "--port=0", "--grace=1");
                Socket client = Program.connect(server.port())) {
            server.signal("TERM");
            assertThrows(SocketException.class, () -> {
                assertEquals(-1, client.getInputStream().read());
                throw new SocketException("closed in order");
            });
            server.remainingLines();
            assertEquals(0, server.status());
        }
    }

    @Test
    void sigtermWithNobodyConnectedEndsAtOnce() throws Exception {
        try (Program server = Program.start("serve", "--port=0", "--grace=1000")) {
            server.port();
            server.signal("TERM");
            assertEquals(List.of("stopped; connections: 0, bytes: 0"), server.remainingLines());
            assertEquals(0, server.status());
        }
    }

    @Test
    void aSecondSignalEndsItAtOnce() throws Exception {
        try (Program server = Program.start("serve", "--port=0", "--grace=1000")) {
            int port = server.port();
            try (Socket client = Program.connect(port)) {
                echo(client, 1);
                server.signal("TERM");
                server.awaitLine(Pattern.compile("SIGTERM: no new connections; .*"));
                server.signal("INT");
                assertEquals(130, server.status());
            }
        }
    }

    @Test
    void halfClosedConnectionsGetAllTheirBytes() throws Exception {
        byte[] sent = bytes(FIVE_MEGABYTES);
        try (Program server = Program.start("serve", "--port=0"); Socket client = Program.connect(server.port())) {
            CompletableFuture<Void> sending = send(client, sent);
            assertArrayEquals(sent, client.getInputStream().readAllBytes());
            sending.join();
        }
    }

    /** While nobody reads, the server takes no more than fits; it must keep what it has, and others must not notice. */
    @Test
    void aSlowReaderGetsAllItsBytes() throws Exception {
        byte[] sent = bytes(10 * FIVE_MEGABYTES);
        try (Program server = Program.start("serve", "--port=0")) {
            int port = server.port();
            try (Socket slow = Program.connect(port); Socket other = Program.connect(port)) {
                CompletableFuture<Void> sending = send(slow, sent);
                for (int i = 0; i < 200; i++) {
                    echo(other, 1000);
                }
                assertArrayEquals(sent, slow.getInputStream().readAllBytes());
                sending.join();
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void resetsLeaveNoDescriptorAndNoWord() throws Exception {
        try (Program server = Program.start("serve", "--port=0")) {
            int port = server.port();
            try (Socket witness = Program.connect(port)) {
                echo(witness, 1);
                long before = server.descriptors();
                for (int i = 0; i < 100; i++) {
                    try (Socket client = Program.connect(port)) {
                        client.getOutputStream().write(new byte[100_000]);
                        client.setSoLinger(true, 0);
                    }
                }
                while (server.descriptors() > before) {
                    echo(witness, 1);
                }
            }
            server.signal("TERM");
            assertEquals(1, server.remainingLines().stream().filter(line -> line.startsWith("stopped;")).count());
            assertEquals(0, server.status());
        }
    }

    /** Sends on another thread, because the echo may be in the way, and ends the output. */
    private static CompletableFuture<Void> send(Socket client, byte[] bytes) {
        return CompletableFuture.runAsync(() -> {
            try {
                client.getOutputStream().write(bytes);
                client.shutdownOutput();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void echo(Socket client, int count) throws IOException {
        byte[] sent = bytes(count);
        client.getOutputStream().write(sent);
        assertArrayEquals(sent, client.getInputStream().readNBytes(count));
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }
}
