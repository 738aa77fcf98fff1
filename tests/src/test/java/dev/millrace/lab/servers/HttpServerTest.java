package dev.millrace.lab.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the HTTP server answers, to requests that are right and to such as are not. */
class HttpServerTest {
    private static final HttpLimits SMALL =
            new HttpLimits(200, Duration.ofSeconds(15), 100, 10, Duration.ofSeconds(10));

    private static final HttpServer SERVER = new HttpServer(SMALL, request -> {
        if (request.target().equals("/fail")) {
            throw new IllegalStateException("the handler's");
        }
        if (request.target().equals("/parts")) {
            return HttpResponse.inParts(200, "text/plain", List.of(bytes("one"), bytes("three")).iterator());
        }
        return HttpResponse.of(200, "text/plain", bytes(request.method() + " " + request.target() + " "
                + new String(request.body(), StandardCharsets.ISO_8859_1)));
    });

    private final Exchange exchange = new Exchange(loop -> SERVER::serve);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String ok(String body, boolean alive) {
        return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + body.length() + "\r\nConnection: "
                + (alive ? "keep-alive" : "close") + "\r\n\r\n" + body;
    }

    @Test
    void requestsSentAheadAreAnsweredInOrder() {
        assertEquals(ok("GET /a ", true) + ok("POST /b body", true) + ok("GET /c ", false), exchange.of(
                "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
                + "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody"
                + "GET /c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\nGET /d HTTP/1.1\r\nHost: x\r\n\r\n"));
    }

    @Test
    void aBodyInChunksIsOneBodyAndItsTrailersAreDropped() {
        assertEquals(ok("POST / twelve bytes", true), exchange.of("POST / HTTP/1.1\r\nHost: x\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n7\r\ntwelve \r\n5;why=not\r\nbytes\r\n0\r\nA: trailer\r\n\r\n"));
    }

    @Test
    void aBodyOfUnknownLengthGoesOutInChunksOrEndsTheConnection() {
        assertTrue(exchange.of("GET /parts HTTP/1.1\r\nHost: x\r\n\r\n").endsWith("Transfer-Encoding: chunked\r\n"
                + "Connection: keep-alive\r\n\r\n3\r\none\r\n5\r\nthree\r\n0\r\n\r\n"));
        assertTrue(exchange.of("GET /parts HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                .endsWith("Content-Type: text/plain\r\nConnection: close\r\n\r\nonethree"));
    }

    @Test
    void aPeerThatExpectsItIsToldToGoOnBeforeItSendsTheBody() {
        String head = "PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
        assertEquals("HTTP/1.1 100 Continue\r\n\r\n" + ok("PUT / hi", true),
                exchange.of(List.of(bytes(head), bytes("hi"))));
    }

    @Test
    void theAnswerToAHeadRequestHasNoBody() {
        assertEquals(ok("HEAD / ", true).replaceFirst("HEAD / $", ""),
                exchange.of("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "400 | GET /|no version",
        "400 | GET  / HTTP/1.1~Host: x~~|two spaces",
        "400 | G(T / HTTP/1.1~Host: x~~|not a token",
        "400 | GET / HTTP/1.1~~|no host",
        "400 | GET / HTTP/1.1~Host: x~Host: y~~|two hosts",
        "400 | GET / HTTP/1.1~Host : x~~|a space before the colon",
        "400 | GET / HTTP/1.1~Host: x~ folded~~|a folded line",
        "505 | GET / HTTP/2.0~Host: x~~|a later version",
        "400 | POST / HTTP/1.1~Host: x~Content-Length: 1~Content-Length: 2~~ab|two lengths",
        "400 | POST / HTTP/1.1~Host: x~Content-Length: +1~~a|a length with a sign",
        "400 | POST / HTTP/1.1~Host: x~Content-Length: 3~Transfer-Encoding: chunked~~0~~|two framings",
        "501 | POST / HTTP/1.1~Host: x~Transfer-Encoding: gzip, chunked~~0~~|another coding",
        "400 | POST / HTTP/1.1~Host: x~Transfer-Encoding: chunked~~xyz~~|no size of a chunk",
        "400 | POST / HTTP/1.1~Host: x~Transfer-Encoding: chunked~~2~abc~0~~|a chunk that is longer than it says",
        "413 | POST / HTTP/1.1~Host: x~Content-Length: 101~~|a long body",
        "413 | POST / HTTP/1.1~Host: x~Transfer-Encoding: chunked~~ffffffff~~|a long chunk",
        "417 | POST / HTTP/1.1~Host: x~Expect: cake~Content-Length: 1~~a|another expectation"})
    void whatIsWrongIsToldAndEndsTheConnection(int status, String request, String what) {
        String text = request.contains("~") ? request.replace("~", "\r\n") : request + "\r\n\r\n";
        String answer = exchange.of(text + "GET /next HTTP/1.1\r\nHost: x\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), what + ": " + answer);
        assertTrue(answer.contains("Connection: close") && !answer.contains("/next"), what + ": " + answer);
    }

    @Test
    void aHeadThatIsTooLongIsRefusedThoughItHasNoEnd() {
        assertTrue(exchange.withoutEnd().of("GET / HTTP/1.1\r\nHost: " + "x".repeat(200)).startsWith("HTTP/1.1 431 "));
    }

    @Test
    void aPeerThatSendsItsHeadByteByByteIsCutOffInTime() {
        List<byte[]> drops = new ArrayList<>();
        for (char each : "GET / HTTP/1.1\r\nHost: slow".toCharArray()) {
            drops.add(bytes(String.valueOf(each)));
        }
        String answer = exchange.pausing(Duration.ofSeconds(1)).withoutEnd().of(drops);
        assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
        assertTrue(exchange.milliseconds() <= 26_000, () -> "it took " + exchange.milliseconds() + " ms");
    }

    @Test
    void aPeerThatSendsItsBodyByteByByteIsCutOffInTime() {
        List<byte[]> drops = new ArrayList<>();
        drops.add(bytes("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n"));
        for (int i = 0; i < 50; i++) {
            drops.add(bytes("x"));
        }
        assertTrue(exchange.pausing(Duration.ofSeconds(2)).of(drops).startsWith("HTTP/1.1 408 "));
    }

    @Test
    void aSilentPeerIsLeftWithoutAWord() {
        assertEquals("", exchange.withoutEnd().of(List.of()));
        assertEquals(15_000, exchange.milliseconds());
    }

    @Test
    void aHandlerThatThrowsIsAnsweredForAndReported() {
        Exchange failing = new Exchange(loop -> stream -> {
            try {
                SERVER.serve(stream);
            } catch (IllegalStateException e) {
                loop.core().report("serving failed", e);
            }
        });
        assertTrue(failing.of("GET /fail HTTP/1.1\r\nHost: x\r\n\r\n").startsWith("HTTP/1.1 500 "));
        assertEquals(List.of("the handler's"), failing.reported);
    }

    /** Where the bytes are cut must not matter. */
    @Property(tries = 100)
    void theAnswerDoesNotDependOnHowTheRequestIsCut(@ForAll @Size(max = 12) List<@IntRange(max = 260) Integer> cuts) {
        byte[] all = bytes("\r\nPOST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\nhello\r\nyou\n"
                + "POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n\r\n\r\n4\r\nabcd\r\n0\r\n\r\n"
                + "GET /c HTTP/1.1\r\nHost:x\r\nConnection: x, Close\r\n\r\n");
        String whole = exchange.of(List.of(all));
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        for (int cut : cuts.stream().sorted().toList()) {
            if (cut > from && cut < all.length) {
                pieces.add(Arrays.copyOfRange(all, from, cut));
                from = cut;
            }
        }
        pieces.add(Arrays.copyOfRange(all, from, all.length));
        assertEquals(ok("POST /a hello\r\nyou\n", true) + ok("POST /b \r\nabcd", true) + ok("GET /c ", false), whole);
        assertEquals(whole, exchange.of(pieces));
    }
}
