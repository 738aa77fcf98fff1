package dev.millrace.lab.servers;

import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An answer. Its body is there as a whole, or made while it is sent.
 *
 * @param status such as 200
 * @param type the media type of the body
 * @param body the body; empty if it comes in parts
 * @param parts the parts of the body, none of them empty, if it has an unknown length
 */
public record HttpResponse(int status, String type, byte[] body, Optional<Iterator<byte[]>> parts) {
    private static final Map<Integer, String> REASONS = Map.ofEntries(Map.entry(200, "OK"),
            Map.entry(400, "Bad Request"), Map.entry(404, "Not Found"), Map.entry(405, "Method Not Allowed"),
            Map.entry(408, "Request Timeout"), Map.entry(413, "Content Too Large"),
            Map.entry(417, "Expectation Failed"), Map.entry(431, "Request Header Fields Too Large"),
            Map.entry(500, "Internal Server Error"), Map.entry(501, "Not Implemented"),
            Map.entry(505, "HTTP Version Not Supported"));

    /** Makes an answer. */
    public HttpResponse {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(parts, "parts");
    }

    /** Makes an answer with a body. */
    public static HttpResponse of(int status, String type, byte[] body) {
        return new HttpResponse(status, type, body, Optional.empty());
    }

    /** Makes an answer of one line of text. */
    public static HttpResponse text(int status, String line) {
        return of(status, "text/plain", Ascii.encode(line + "\n"));
    }

    /** Makes an answer with a body that is made while it is sent. */
    public static HttpResponse inParts(int status, String type, Iterator<byte[]> parts) {
        return new HttpResponse(status, type, new byte[0], Optional.of(parts));
    }

    /** Returns the status line and the fields, with the empty line at their end. */
    byte[] head(boolean chunked, boolean keepAlive) {
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(' ')
                .append(REASONS.getOrDefault(status, "")).append("\r\nContent-Type: ").append(type).append("\r\n");
        if (chunked) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (parts.isEmpty()) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        head.append(keepAlive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
        return Ascii.encode(head.toString());
    }
}
