package dev.millrace.lab.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the Redis server answers. */
class RedisServerTest {
    private final Exchange exchange = new Exchange(loop -> new RedisServer(loop)::serve);

    private static byte[] command(String... words) {
        StringBuilder all = new StringBuilder("*" + words.length + "\r\n");
        Arrays.stream(words).forEach(word -> all.append("$" + word.length() + "\r\n" + word + "\r\n"));
        return all.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void commandsSentAheadAreAnsweredInOrder() {
        assertEquals("+PONG\r\n+OK\r\n$5\r\na\r\nb!\r\n:1\r\n:2\r\n:2\r\n$-1\r\n", exchange.of(List.of(
                command("ping"), command("SET", "key", "a\r\nb!"), command("GET", "key"), command("INCR", "n"),
                command("INCR", "n"), command("DEL", "key", "n", "none"), command("GET", "key"))));
    }

    @Test
    void aCommandMayBeTyped() {
        assertEquals("+OK\r\n$1\r\n1\r\n", exchange.of("  set   a 1\r\n\r\nget a\n"));
    }

    @Test
    void aValueExpiresUnlessItIsSetAgain() {
        exchange.pausing(Duration.ofSeconds(3));
        assertEquals("+OK\r\n:-1\r\n:1\r\n:7\r\n+OK\r\n:-1\r\n$1\r\n2\r\n", exchange.of(List.of(
                command("SET", "a", "1"), command("TTL", "a"), command("EXPIRE", "a", "10"), command("TTL", "a"),
                command("SET", "a", "2"), command("TTL", "a"), command("GET", "a"))));
        assertEquals("+OK\r\n:0\r\n$-1\r\n:-2\r\n:0\r\n", exchange.of(List.of(command("SET", "a", "1", "PX", "3400"),
                command("TTL", "a"), command("GET", "a"), command("TTL", "a"), command("EXPIRE", "a", "1"))));
    }

    @Test
    void aMistakeInACommandIsToldAndTheConnectionGoesOn() {
        String answers = exchange.of(List.of(command("NOSUCH"), command("GET"), command("SET", "a", "x"),
                command("INCR", "a"), command("SET", "a", "1", "EX", "0"), command("SET", "a", "1", "XX"),
                command("EXPIRE", "a", "soon"), command("GET", "a")));
        assertEquals(List.of("-ERR unknown command 'NOSUCH'", "-ERR wrong number of arguments for 'get' command", "+OK",
                "-ERR value is not an integer or out of range", "-ERR invalid expire time in 'set' command",
                "-ERR syntax error", "-ERR value is not an integer or out of range", "$1", "x"),
                answers.lines().toList());
    }

    @Test
    void whatIsNoProtocolIsToldAndEndsTheConnection() {
        for (String wrong : List.of("*x\r\n", "*1\r\n+4\r\n", "*1\r\n$-1\r\n", "*1\r\n$4\r\nPINGPONG\r\n", "*9999\r\n",
                "*1\r\n$999999999\r\n", "x".repeat(70_000))) {
            String answers = exchange.withoutEnd().of("PING\r\n" + wrong);
            assertTrue(answers.startsWith("+PONG\r\n-ERR Protocol error: "), wrong.length() + ": " + answers);
        }
    }

    @Test
    void aPeerThatGoesInTheMiddleOfACommandIsNoFailure() {
        assertEquals("", exchange.of("*2\r\n$3\r\nGET\r\n$10\r\nabc"));
        assertEquals(List.of(), exchange.reported);
    }
}
