package dev.millrace.lab.servers;

import java.io.UnsupportedEncodingException;

/** Text of one byte per character, by the charset's name: the charset classes are part of {@code java.nio}. */
final class Ascii {
    private static final String LATIN_1 = "ISO-8859-1";

    private Ascii() {
    }

    static String decode(byte[] bytes, int offset, int length) {
        try {
            return new String(bytes, offset, length, LATIN_1);
        } catch (UnsupportedEncodingException e) {
            throw new AssertionError("every Java platform has " + LATIN_1, e);
        }
    }

    static byte[] encode(String text) {
        try {
            return text.getBytes(LATIN_1);
        } catch (UnsupportedEncodingException e) {
            throw new AssertionError("every Java platform has " + LATIN_1, e);
        }
    }
}
