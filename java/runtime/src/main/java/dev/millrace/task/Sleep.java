package dev.millrace.task;

import dev.millrace.loop.Timer;
import java.time.Duration;

/** A wait for time to pass. */
record Sleep(Timer timer, Duration time) implements Promise.WaitsFor {
    @Override
    public boolean undo() {
        timer.cancel();
        return true;
    }

    @Override
    public String what() {
        return "sleep of " + time;
    }
}
