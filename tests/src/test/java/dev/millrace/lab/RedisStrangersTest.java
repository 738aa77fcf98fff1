package dev.millrace.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The Redis server as a process, and Redis's own clients. */
@EnabledOnOs(OS.LINUX)
class RedisStrangersTest {

    private interface Talk {
        void with(String port) throws Exception;
    }

    private static void talk(Talk talk) throws Exception {
        try (Program server = Program.start("redis", "--port=0", "--grace=0")) {
            int port = server.port();
            long idle = descriptorsAfterOneClient(server, port);
            talk.with(Integer.toString(port));
            Stranger.awaitNothingLeft(server, port, idle);
            server.signal("TERM");
            assertEquals("stopped", String.join("\n", server.remainingLines()));
            assertEquals(0, server.status());
        }
    }

    /** The first connection loads classes, from files that stay open. */
    private static long descriptorsAfterOneClient(Program server, int port) throws IOException {
        Stranger.needs("redis-cli");
        Stranger.run("redis-cli", "-p", Integer.toString(port), "ping");
        return server.descriptors();
    }

    @Test
    void itsOwnClientIsServed() throws Exception {
        talk(port -> {
            assertEquals("OK\n", Stranger.run("redis-cli", "-p", port, "set", "a", "b c", "ex", "100"));
            assertEquals("b c\n", Stranger.run("redis-cli", "-p", port, "get", "a"));
            int left = Integer.parseInt(Stranger.run("redis-cli", "-p", port, "ttl", "a").strip());
            assertTrue(left > 0 && left <= 100, () -> left + " s");
            assertEquals("1\n", Stranger.run("redis-cli", "-p", port, "del", "a"));
        });
    }

    @Test
    void itsOwnBenchmarkSucceedsWithCommandsSentAheadAndWithLargeValues() throws Exception {
        Stranger.needs("redis-benchmark");
        talk(port -> {
            String small = Stranger.run("redis-benchmark", "-p", port, "-P", "16", "-n", "10000", "-q", "-t",
                    "ping,set,get,incr");
            assertEquals(5, small.split("requests per second", -1).length - 1, small);
            String large = Stranger.run("redis-benchmark", "-p", port, "-d", "100000", "-n", "100", "-q", "-t",
                    "set,get");
            assertEquals(2, large.split("requests per second", -1).length - 1, large);
            assertTrue(!small.contains("Error") && !large.contains("Error"), small + large);
        });
    }
}
