package dev.millrace.testkit.contract;

import java.util.Random;

/** Bytes to send. */
final class Payload {
    static final int CHUNK = 1 << 14;
    /** More than fits between two streams. */
    static final byte[] HUGE = random(7, 1 << 22);

    private Payload() {
    }

    static byte[] random(int seed, int count) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
