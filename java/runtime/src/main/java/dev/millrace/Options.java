package dev.millrace;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.FailureHandler;
import dev.millrace.loop.LoopObserver;
import dev.millrace.loop.LoopOptions;
import dev.millrace.sys.Platform;
import dev.millrace.task.Coroutines;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * How a loop is set up. {@link #DEFAULT} is right for most; the {@code with} methods make a changed copy.
 *
 * @param quantum how long steps may run before the poller is asked again; positive
 * @param observer watches the loop
 * @param failures is told of failures that nobody else can be told of
 * @param coroutines chooses what tasks are made of, when a program with tasks starts
 */
public record Options(Duration quantum, LoopObserver observer, FailureHandler failures,
        Supplier<Coroutines> coroutines) {

    /** Half a millisecond, nobody watching, failures logged, the best coroutines this JDK has. */
    public static final Options DEFAULT = new Options(LoopOptions.DEFAULT.quantum(), LoopObserver.NONE,
            FailureHandler.logging(), Coroutines::best);

    /** Refuses a quantum that is not positive. */
    public Options {
        if (quantum.isNegative() || quantum.isZero()) {
            throw new IllegalArgumentException("quantum " + quantum + " is not positive");
        }
        Objects.requireNonNull(observer, "observer");
        Objects.requireNonNull(failures, "failures");
        Objects.requireNonNull(coroutines, "coroutines");
    }

    /** Changes {@link #quantum}. */
    public Options withQuantum(Duration time) {
        return new Options(time, observer, failures, coroutines);
    }

    /** Changes {@link #observer}. */
    public Options withObserver(LoopObserver watcher) {
        return new Options(quantum, watcher, failures, coroutines);
    }

    /** Changes {@link #failures}. */
    public Options withFailures(FailureHandler handler) {
        return new Options(quantum, observer, handler, coroutines);
    }

    /** Changes {@link #coroutines}. */
    public Options withCoroutines(Coroutines kind) {
        Objects.requireNonNull(kind, "coroutines");
        return new Options(quantum, observer, failures, () -> kind);
    }

    EventLoop open(Platform platform) {
        return new EventLoop(platform, LoopOptions.DEFAULT.withQuantum(quantum).withObserver(observer)
                .withFailures(failures));
    }
}
