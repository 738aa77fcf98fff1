package dev.millrace.lab.servers;

import java.io.ByteArrayOutputStream;

/** Answers in RESP, version 2, one after the other, until they are sent. */
final class RedisReply {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** What came does not follow the protocol, so what follows it cannot be understood. */
    static final class ProtocolError extends RuntimeException {
        private static final long serialVersionUID = 1;

        ProtocolError(String why) {
            super(why);
        }
    }

    void status(String word) {
        line('+', word);
    }

    void error(String text) {
        line('-', text.replace('\r', ' ').replace('\n', ' '));
    }

    void number(long value) {
        line(':', Long.toString(value));
    }

    void bulk(byte[] value) {
        line('$', Integer.toString(value.length));
        bytes.writeBytes(value);
        end();
    }

    /** There is no such value. */
    void nothing() {
        line('$', "-1");
    }

    void emptyList() {
        line('*', "0");
    }

    int size() {
        return bytes.size();
    }

    /** Returns what has not been sent, which then counts as sent. */
    byte[] take() {
        byte[] all = bytes.toByteArray();
        bytes.reset();
        return all;
    }

    private void line(char kind, String text) {
        bytes.write(kind);
        bytes.writeBytes(Ascii.encode(text));
        end();
    }

    private void end() {
        bytes.write('\r');
        bytes.write('\n');
    }
}
