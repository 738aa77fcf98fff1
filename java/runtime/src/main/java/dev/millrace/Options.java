package dev.millrace;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.FailureHandler;
import dev.millrace.loop.LoopObserver;
import dev.millrace.sys.Platform;
import java.time.Duration;

/**
 * How a loop is set up. {@link #DEFAULT} is right for most; the {@code with} methods make a changed copy.
 *
 * @param quantum how long steps may run before the poller is asked again; positive
 * @param observer watches the loop
 * @param failures is told of failures that nobody else can be told of
 */
public record Options(Duration quantum, LoopObserver observer, FailureHandler failures) {

    /** Half a millisecond, nobody watching, failures logged. */
    public static final Options DEFAULT =
            new Options(EventLoop.DEFAULT_QUANTUM, LoopObserver.NONE, FailureHandler.logging());

    /** Changes {@link #quantum}. */
    public Options withQuantum(Duration time) {
        return new Options(time, observer, failures);
    }

    /** Changes {@link #observer}. */
    public Options withObserver(LoopObserver watcher) {
        return new Options(quantum, watcher, failures);
    }

    /** Changes {@link #failures}. */
    public Options withFailures(FailureHandler handler) {
        return new Options(quantum, observer, handler);
    }

    EventLoop open(Platform platform) {
        return new EventLoop(platform, quantum, observer, failures);
    }
}
