package dev.millrace.lab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP server as a process, and other people's clients, load generators and attackers. */
@EnabledOnOs(OS.LINUX)
class HttpStrangersTest {
    private Program server;
    private String url;
    private int port;
    /** How many descriptors it has open when nobody is connected. */
    private long idle;

    @BeforeEach
    void start() throws Exception {
        server = Program.start("http", "--port=0", "--grace=0");
        port = server.port();
        url = "http://127.0.0.1:" + port;
        // The first connection loads classes, from files that stay open.
        Stranger.needs("curl");
        assertEquals("hello\n", Stranger.run("curl", "-s", url + "/"));
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

    @Test
    void curlGetsManyThingsOverOneConnection() {
        assertEquals("200 3000000 1\n200 1024000 0\n404 23 0\n405 8 0\n", Stranger.run("curl", "-s", "-o", "/dev/null",
                "-w", "%{http_code} %{size_download} %{num_connects}\\n", url + "/bytes/3000000",
                "-o", "/dev/null", url + "/parts/1000", "-o", "/dev/null", url + "/none",
                "-o", "/dev/null", url + "/echo"));
    }

    @Test
    void curlUploadsByLengthByChunksAndWhenTold(@TempDir Path directory) throws Exception {
        byte[] body = new byte[5_000_000];
        new Random(1).nextBytes(body);
        Path up = Files.write(directory.resolve("up"), body);
        Path down = directory.resolve("down");
        for (String field : new String[] {"Expect:", "Expect: 100-continue", "Transfer-Encoding: chunked"}) {
            Stranger.run("curl", "-s", "-H", field, "--data-binary", "@" + up, "-o", down.toString(), url + "/echo");
            assertArrayEquals(body, Files.readAllBytes(down), field);
        }
    }

    @Test
    void clientsThatAbortLeaveNothing() {
        for (int i = 0; i < 10; i++) {
            Stranger.run("sh", "-c", "curl -s " + url + "/parts/100000 | head -c 1000 >/dev/null");
        }
    }

    @Test
    void apacheBenchIsAnsweredWithAndWithoutKeepAlive() {
        Stranger.needs("ab");
        for (String[] mode : new String[][] {{"-k"}, {"-d"}}) {
            String report = Stranger.run("ab", "-q", mode[0], "-n", "5000", "-c", "50", url + "/");
            assertTrue(report.matches("(?s).*Complete requests: +5000\n.*Failed requests: +0\n.*"), report);
        }
    }

    @Test
    void wrkSeesNoErrors() {
        Stranger.needs("wrk");
        String report = Stranger.run("wrk", "-t1", "-c64", "-d1", url + "/bytes/1000");
        assertTrue(report.contains("requests in") && !report.contains("errors") && !report.contains("Non-2xx"), report);
    }

    @Test
    void h2loadSucceedsWithRequestsSentAhead() {
        Stranger.needs("h2load");
        String report = Stranger.run("h2load", "--h1", "-n", "10000", "-c", "50", "-m", "8", url + "/");
        assertTrue(report.contains("10000 succeeded, 0 failed, 0 errored, 0 timeout"), report);
    }

    /** 400 connections that never finish their request: each is cut off, and others are served meanwhile. */
    @Test
    void slowHeadersAreCutOffAndOthersAreServed() {
        Stranger.needs("slowhttptest");
        String report = Stranger.run("slowhttptest", "-c", "400", "-H", "-i", "5", "-r", "400", "-u", url + "/",
                "-p", "3", "-l", "40");
        assertTrue(report.contains("No open connections left"), report);
        assertTrue(!report.contains("NO"), report);
    }

    @Test
    void slowBodiesAreCutOffAndOthersAreServed() {
        Stranger.needs("slowhttptest");
        String report = Stranger.run("slowhttptest", "-c", "400", "-B", "-i", "5", "-r", "400", "-s", "8192",
                "-u", url + "/echo", "-t", "POST", "-p", "3", "-l", "40");
        assertTrue(report.contains("No open connections left"), report);
        assertTrue(!report.contains("NO"), report);
    }
}
