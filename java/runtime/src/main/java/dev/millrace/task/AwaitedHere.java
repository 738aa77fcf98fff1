package dev.millrace.task;

import java.util.Arrays;

/** Shows, as a suppressed exception of a failure, where it was awaited. */
final class AwaitedHere extends RuntimeException {
    private static final long serialVersionUID = 1;
    /** A failure that thousands await must not grow without bound. */
    private static final int MOST = 4;

    private AwaitedHere() {
        super("awaited here");
    }

    static void addTo(Throwable failure) {
        long already = Arrays.stream(failure.getSuppressed()).filter(AwaitedHere.class::isInstance).count();
        if (already < MOST) {
            failure.addSuppressed(new AwaitedHere());
        }
    }
}
