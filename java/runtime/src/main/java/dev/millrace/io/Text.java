package dev.millrace.io;

import java.io.UnsupportedEncodingException;

/** Text as UTF-8, by the charset's name: the charset classes are part of {@code java.nio}. */
final class Text {

    private Text() {
    }

    static String decode(byte[] bytes, int offset, int length) {
        try {
            return new String(bytes, offset, length, "UTF-8");
        } catch (UnsupportedEncodingException e) {
            throw new AssertionError("every Java platform has UTF-8", e);
        }
    }
}
