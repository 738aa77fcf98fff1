package dev.millrace.lab;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.loop.EventLoop;
import dev.millrace.net.Address;
import dev.millrace.net.ConnectionHandler;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpServer;
import dev.millrace.net.TcpStream;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.TimedOut;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The demonstration: an echo server and its clients on one loop of one thread. First all clients connect; then all
 * exchange their messages at once; then the server ends, and what came back is compared with what was sent.
 */
final class Demo {
    private static final int BUFFER = 64 * 1024;

    private final Workload workload;
    private final Function<EventLoop, ConnectionHandler> echo;
    private final Counters counters = new Counters();
    private final Tally tally = new Tally();
    private final Progress progress;
    private Promise<Void> outcome;
    private CommandFailed unexpected;
    private int accepted;
    private long nanos;

    /** Makes a demonstration; {@code echo} makes the handler of the server, which is what is put to the test. */
    Demo(Workload workload, Terminal terminal, Function<EventLoop, ConnectionHandler> echo) {
        this.workload = workload;
        this.echo = echo;
        this.progress = new Progress(terminal, tally, workload.totalMessages());
    }

    /**
     * Runs it, on the calling thread.
     *
     * @return the report
     * @throws CommandFailed if anything was lost or altered, or took longer than the timeout
     * @throws dev.millrace.sys.SystemException if the system gives no socket
     */
    Report run(Duration timeout) {
        try {
            Millrace.run(Options.DEFAULT.withObserver(counters).withFailures(this::unexpected),
                    loop -> begin(loop, timeout));
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
        Future<Void> work = work(loop);
        outcome = new Promise<>(loop, work::cancel);
        work.onDone(done -> done.failure().ifPresentOrElse(outcome::tryFail, () -> outcome.tryComplete(null)));
        Future<Void> limited = outcome.within(timeout);
        limited.onDone(done -> progress.end());
        return limited;
    }

    private Future<Void> work(EventLoop loop) {
        TcpListener listener = TcpListener.bind(loop, Address.loopback(0));
        ConnectionHandler handler = echo.apply(loop);
        Promise<Void> allAccepted = new Promise<>(loop);
        TcpServer server = listener.serve(stream -> {
            if (++accepted == workload.clients()) {
                allAccepted.complete(null);
            }
            return handler.handle(stream);
        });
        List<Future<TcpStream>> dials = Stream.generate(() -> TcpStream.connect(loop, listener.localAddress()))
                .limit(workload.clients())
                .toList();
        return Future.all(loop, dials)
                .flatMap(streams -> allAccepted.map(all -> streams))
                .flatMap(streams -> exchange(loop, streams))
                .flatMap(all -> {
                    server.stop();
                    return server.done();
                })
                .map(ended -> verify());
    }

    private Future<List<Void>> exchange(EventLoop loop, List<TcpStream> streams) {
        progress.begin(loop);
        long start = loop.platform().clock().nanoTime();
        byte[] buffer = new byte[BUFFER];
        List<Future<Void>> clients = new ArrayList<>();
        for (TcpStream stream : streams) {
            clients.add(new DemoClient(workload, tally, clients.size(), stream, buffer).begin());
        }
        Future<List<Void>> all = Future.all(loop, clients);
        all.onDone(done -> nanos = loop.platform().clock().nanoTime() - start);
        return all;
    }

    /** The clients have compared every byte they got; this sees to it that they got all. */
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
