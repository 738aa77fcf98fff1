package dev.millrace.lab;

import dev.millrace.loop.EventLoop;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpServer;
import dev.millrace.net.TcpStream;
import dev.millrace.task.Future;
import dev.millrace.task.Futures;
import dev.millrace.task.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The exchange in callback style.
 *
 * @param echo makes the handler of the server, which is what is put to the test
 */
record CallbackExchange(Function<EventLoop, TcpServer.Handler> echo) implements Exchange {
    private static final int BUFFER = 64 * 1024;

    @Override
    public Future<Long> begin(EventLoop loop, Workload workload, Tally tally, Progress progress) {
        TcpListener listener = TcpListener.bind(loop, Address.loopback(0));
        TcpServer.Handler handler = echo.apply(loop);
        Promise<Void> allAccepted = new Promise<>(loop);
        int[] accepted = {0};
        TcpServer server = TcpServer.start(listener, stream -> {
            if (++accepted[0] == workload.clients()) {
                allAccepted.complete(null);
            }
            return handler.handle(stream);
        });
        List<Future<TcpStream>> dials = Stream.generate(() -> TcpStream.connect(loop, listener.localAddress()))
                .limit(workload.clients())
                .toList();
        return Futures.all(loop, dials)
                .flatMap(streams -> allAccepted.map(all -> streams))
                .flatMap(streams -> exchange(loop, workload, tally, progress, streams))
                .flatMap(nanos -> {
                    server.stop();
                    return server.done().map(ended -> nanos);
                });
    }

    private static Future<Long> exchange(
            EventLoop loop, Workload workload, Tally tally, Progress progress, List<TcpStream> streams) {
        progress.begin(loop);
        long start = loop.platform().clock().nanoTime();
        byte[] buffer = new byte[BUFFER];
        List<Future<Void>> clients = new ArrayList<>();
        for (TcpStream stream : streams) {
            Comparison comparison = new Comparison(workload, clients.size());
            clients.add(new CallbackClient(workload, tally, comparison, stream, buffer).begin());
        }
        return Futures.all(loop, clients).map(all -> loop.platform().clock().nanoTime() - start);
    }
}
