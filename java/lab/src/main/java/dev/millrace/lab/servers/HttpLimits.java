package dev.millrace.lab.servers;

import java.time.Duration;

/**
 * How much an {@link HttpServer} takes from one peer, and how long it waits for it.
 *
 * @param headBytes how long the request line and the fields may be, together
 * @param headTime how long a peer may take for them, the pause before them included
 * @param bodyBytes how long a body may be
 * @param partBytes a body, and an answer, moves in parts of this size
 * @param partTime how long a peer may take for one part: with {@code partBytes} this is the least speed of a peer
 */
public record HttpLimits(int headBytes, Duration headTime, int bodyBytes, int partBytes, Duration partTime) {
    /** 16 KiB of head in 15 s, a body of 16 MiB, and 64 KiB in 10 s. */
    public static final HttpLimits DEFAULT =
            new HttpLimits(16 * 1024, Duration.ofSeconds(15), 16 << 20, 64 * 1024, Duration.ofSeconds(10));

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public HttpLimits {
        if (headBytes < 1 || bodyBytes < 1 || partBytes < 1) {
            throw new IllegalArgumentException(
                    "sizes are positive: " + headBytes + ", " + bodyBytes + ", " + partBytes);
        }
        if (headTime.isNegative() || headTime.isZero() || partTime.isNegative() || partTime.isZero()) {
            throw new IllegalArgumentException("times are positive: " + headTime + ", " + partTime);
        }
    }
}
