package dev.millrace.lab.servers;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The request line and the fields of a request: RFC 9112, sections 3 and 5. It takes no more than the grammar allows,
 * because whatever two parsers read differently can be used to smuggle a request past one of them.
 *
 * @param method such as GET
 * @param target what follows it, such as /index.html
 * @param version the minor version of HTTP/1
 * @param fields by name, in lower case; the values of a repeated field are joined by commas
 */
record HttpHead(String method, String target, int version, Map<String, String> fields) {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final int BAD_REQUEST = 400;

    /** Reads a head without the empty line at its end. */
    static HttpHead parse(String text) {
        String[] lines = text.split("\r\n", -1);
        String[] words = lines[0].split(" ", -1);
        if (words.length != 3 || !TOKEN.matcher(words[0]).matches() || !isVisible(words[1])) {
            throw bad("not a request line");
        }
        int version = version(words[2]);
        Map<String, String> fields = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon < 0 || !TOKEN.matcher(lines[i].substring(0, colon)).matches()) {
                throw bad("not a field line");
            }
            String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
            String value = trimmed(lines[i].substring(colon + 1));
            if (name.equals("host") && fields.containsKey(name)) {
                throw bad("two Host fields");
            }
            fields.merge(name, value, (first, second) -> first + ", " + second);
        }
        if (version == 1 && !fields.containsKey("host")) {
            throw bad("no Host field");
        }
        return new HttpHead(words[0], words[1], version, fields);
    }

    private static int version(String text) {
        return switch (text) {
            case "HTTP/1.1" -> 1;
            case "HTTP/1.0" -> 0;
            default -> throw text.startsWith("HTTP/") ? new HttpRefused(505, "only HTTP/1.0 and HTTP/1.1")
                    : bad("not a request line");
        };
    }

    private static boolean isVisible(String text) {
        return !text.isEmpty() && text.chars().allMatch(each -> each > ' ' && each != 0x7F);
    }

    private static String trimmed(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && isBlank(value.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(value.charAt(to - 1))) {
            to--;
        }
        String inner = value.substring(from, to);
        if (inner.chars().anyMatch(each -> each < ' ' && each != '\t' || each == 0x7F)) {
            throw bad("a control character in a field");
        }
        return inner;
    }

    private static boolean isBlank(char each) {
        return each == ' ' || each == '\t';
    }

    /** Returns a field's value. */
    Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** Returns whether the body comes in chunks. */
    boolean isChunked() {
        Optional<String> coding = field("transfer-encoding");
        if (coding.isEmpty()) {
            return false;
        }
        if (version == 0 || fields.containsKey("content-length")) {
            throw bad("Transfer-Encoding in HTTP/1.0, or with Content-Length");
        }
        if (!coding.get().equalsIgnoreCase("chunked")) {
            throw new HttpRefused(501, "the only transfer coding is chunked");
        }
        return true;
    }

    /** Returns how many bytes follow as the body of a request that {@linkplain #isChunked() is not chunked}. */
    long contentLength() {
        String length = fields.getOrDefault("content-length", "0");
        if (!NUMBER.matcher(length).matches()) {
            throw bad("Content-Length is no number, or there are two");
        }
        return Long.parseLong(length);
    }

    /** Returns whether the peer waits for a word before it sends the body. */
    boolean expectsContinue() {
        Optional<String> expected = field("expect");
        if (expected.isPresent() && !expected.get().equalsIgnoreCase("100-continue")) {
            throw new HttpRefused(417, "the only expectation is 100-continue");
        }
        return expected.isPresent() && version == 1;
    }

    /** Returns whether another request may follow on this connection. */
    boolean keepsAlive() {
        String options = "," + fields.getOrDefault("connection", "").toLowerCase(Locale.ROOT).replace(" ", "") + ",";
        return version == 1 ? !options.contains(",close,") : options.contains(",keep-alive,");
    }

    static HttpRefused bad(String why) {
        return new HttpRefused(BAD_REQUEST, why);
    }
}
