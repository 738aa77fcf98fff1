package dev.millrace.lab;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.TimedOut;
import java.time.Duration;

/**
 * The demonstration: an echo server and its clients on one loop of one thread. First all clients connect; then all
 * exchange their messages at once; then the server ends, and what came back is compared with what was sent.
 */
final class Demo {
    private final Workload workload;
    private final Terminal terminal;
    private final Exchange exchange;
    private final Counters counters = new Counters();
    private final Tally tally = new Tally();
    private final Progress progress;
    private Promise<Void> outcome;
    private CommandFailed unexpected;
    private long nanos;

    /** Makes a demonstration of the server and the clients in {@code exchange}. */
    Demo(Workload workload, Terminal terminal, Exchange exchange) {
        this.workload = workload;
        this.terminal = terminal;
        this.exchange = exchange;
        this.progress = new Progress(terminal, tally, workload.totalMessages());
    }

    /**
     * Runs it, on the calling thread.
     *
     * @return the report
     * @throws CommandFailed if anything was lost or altered, or took longer than the timeout
     * @throws dev.millrace.sys.SystemException if the system has no socket to give
     */
    Report run(Duration timeout) {
        try {
            Options options = Options.DEFAULT.withManagement("demo").withObserver(counters)
                    .withFailures(this::unexpected);
            Millrace.runCallbacks(options, loop -> begin(loop, timeout));
        } catch (TimedOut e) {
            throw new CommandFailed("not done within %d s: %,d of %,d messages came back"
                    .formatted(timeout.toSeconds(), tally.messages(), workload.totalMessages()));
        }
        if (unexpected != null) {
            throw unexpected;
        }
        return new Report(workload, tally, counters, nanos);
    }

    private Future<Void> begin(EventLoop loop, Duration timeout) {
        BySignal.showTasks(terminal, loop);
        Future<Void> work = exchange.begin(loop, workload, tally, progress).map(taken -> {
            nanos = taken;
            return verify();
        });
        outcome = new Promise<>(loop, work::cancel);
        work.onDone(done -> done.failure().ifPresentOrElse(outcome::tryFail, () -> outcome.tryComplete(null)));
        Future<Void> limited = outcome.withTimeout(timeout);
        limited.onDone(done -> progress.end());
        return limited;
    }

    /** The clients have compared every byte they got; this checks that they got all of them. */
    private Void verify() {
        if (tally.messages() != workload.totalMessages() || tally.bytes() != workload.totalBytes()) {
            throw new CommandFailed("%,d messages with %,d bytes were sent, %,d with %,d came back".formatted(
                    workload.totalMessages(), workload.totalBytes(), tally.messages(), tally.bytes()));
        }
        if (counters.openDescriptors() != 0) {
            throw new CommandFailed(counters.openDescriptors() + " sockets were left open");
        }
        return null;
    }

    private void unexpected(String what, Throwable failure) {
        if (unexpected == null) {
            unexpected = new CommandFailed(Failures.text(what, failure));
        }
        if (outcome != null) {
            outcome.tryFail(unexpected);
        }
    }
}
