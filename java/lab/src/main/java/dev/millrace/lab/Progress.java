package dev.millrace.lab;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Timer;
import java.time.Duration;

/** Shows how far a run has come: a bar on a terminal, otherwise a line per second. Driven by a timer of the loop. */
final class Progress {
    private static final Duration FRAME = Duration.ofMillis(100);
    private static final Duration LINE = Duration.ofSeconds(1);
    private static final int WIDTH = 40;

    private final Terminal terminal;
    private final Tally tally;
    private final long total;
    private final Duration interval;
    private Timer timer;

    /** Makes the progress of a run in which {@code total} messages are to come back. */
    Progress(Terminal terminal, Tally tally, long total) {
        this.terminal = terminal;
        this.tally = tally;
        this.total = total;
        this.interval = terminal.interactive() ? FRAME : LINE;
    }

    /** Starts to show it. */
    void begin(EventLoop loop) {
        timer = loop.timer(this::show);
        timer.arm(interval);
    }

    /** Stops showing it. Does nothing if it was not started. */
    void end() {
        if (timer != null) {
            timer.cancel();
            if (terminal.interactive()) {
                draw();
                terminal.say("");
            }
        }
    }

    private void show() {
        if (terminal.interactive()) {
            draw();
        } else {
            terminal.say(text());
        }
        timer.arm(interval);
    }

    private void draw() {
        int full = (int) (WIDTH * tally.messages() / total);
        terminal.out().print("\r[" + "#".repeat(full) + "-".repeat(WIDTH - full) + "] " + text());
        terminal.out().flush();
    }

    private String text() {
        long done = tally.messages();
        return "%3d %%  %,d messages".formatted(100 * done / total, done);
    }
}
