package dev.millrace.tls;

import dev.millrace.io.ByteStream;
import dev.millrace.loop.Timer;
import java.time.Duration;

/**
 * Sends what is left to be said, and closes the stream beneath: at once if all is taken at once, otherwise when it is.
 * If that takes too long it is aborted.
 */
final class Farewell {
    private final ByteStream beneath;
    private final Engine engine;
    private final Sender sender;
    private final Fetcher fetcher;
    /** Armed while a write waits. */
    private final Timer timer;
    private final Duration most;

    Farewell(ByteStream beneath, Engine engine, Sender sender, Fetcher fetcher, Duration most) {
        this.beneath = beneath;
        this.engine = engine;
        this.sender = sender;
        this.fetcher = fetcher;
        this.most = most;
        timer = beneath.loop().timer(beneath::abort);
    }

    /** Begins. From now on nobody else uses what this was made of. */
    void begin() {
        sender.listener(this::advance);
        fetcher.listener(() -> { });
        if (beneath.isClosed()) {
            return;
        }
        advance();
        if (!beneath.isClosed()) {
            timer.arm(most);
        }
    }

    private void advance() {
        try {
            while (sender.send()) {
                if (!engine.answer()) {
                    close();
                    return;
                }
            }
        } catch (RuntimeException e) {
            // Nobody waits for what could not be said.
            close();
        }
    }

    private void close() {
        timer.cancel();
        fetcher.discard();
        beneath.close();
    }
}
