package dev.millrace.task;

import dev.millrace.loop.Timer;
import java.time.Duration;

/** Joins a future with a timeout to the one it is made from. */
final class Limit extends Source {
    private final Awaitable limited;
    private final Duration timeout;
    private final Timer timer;
    private boolean late;

    Limit(Awaitable of, Awaitable limited, Duration timeout) {
        super(of, null);
        this.limited = limited;
        this.timeout = timeout;
        this.timer = of.loop().timer(this::timeOut);
        timer.arm(timeout);
    }

    @Override
    public void run() {
        timer.cancel();
        if (late && of.isCancelled()) {
            limited.settleFailed(timedOut());
        } else {
            limited.adopt(of);
        }
    }

    /** What cannot be given up now ends by itself, and so does the limited future. */
    private void timeOut() {
        late = true;
        if (of.isDone()) {
            return;
        }
        String reason = "timed out after " + timeout;
        if (isOnlyWaiter()) {
            of.cancel(reason);
        } else {
            new Cancellation(reason).release(of, this).run();
            limited.settleFailed(timedOut());
        }
    }

    private TimedOut timedOut() {
        return new TimedOut("not done within " + timeout);
    }

    @Override
    public boolean undo() {
        timer.cancel();
        return true;
    }
}
