package dev.millrace.lab;

import static dev.millrace.task.Task.await;

import dev.millrace.io.ByteStream;
import dev.millrace.loop.EventLoop;
import dev.millrace.net.Address;
import dev.millrace.net.IpAddress;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.sys.Clock;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.task.IntFuture;
import dev.millrace.task.Promise;
import dev.millrace.task.TaskGroup;
import java.util.ArrayList;
import java.util.List;

/**
 * The exchange in straight lines: a task per connection, a task per client.
 *
 * @param coroutines what tasks are made of
 * @param layer what lies between the echo and TCP
 * @param echo serves a connection, which is what is put to the test
 */
record AwaitExchange(Coroutines coroutines, Layer layer, StreamBody echo) implements Exchange {
    private static final int BUFFER = 64 * 1024;

    /** The echo server of the lab. */
    static StreamBody honest() {
        return stream -> new Echo(stream.loop()).inTask(stream, BUFFER);
    }

    @Override
    public Future<Long> begin(EventLoop loop, Workload workload, Tally tally, Progress progress) {
        return TaskGroup.main(loop, coroutines, () -> exchange(loop, workload, tally, progress));
    }

    private long exchange(EventLoop loop, Workload workload, Tally tally, Progress progress) {
        TcpListener listener = TcpListener.bind(Address.loopback(0));
        Promise<Void> allAccepted = new Promise<>(loop);
        int[] accepted = {0};
        return TaskGroup.call(servers -> {
            listener.serve(servers, tcp -> {
                try (ByteStream stream = layer.server(tcp)) {
                    if (++accepted[0] == workload.clients()) {
                        allAccepted.complete(null);
                    }
                    echo.run(stream);
                }
            });
            try (listener) {
                List<ByteStream> streams = connect(loop.platform().clock(), tally, listener.localAddress(),
                        workload.clients());
                await(allAccepted);
                progress.begin(loop);
                return talk(loop.platform().clock(), workload, tally, streams);
            }
        });
    }

    private static long talk(Clock clock, Workload workload, Tally tally, List<ByteStream> streams) {
        long start = clock.nanoTime();
        TaskGroup.run(group -> {
            for (ByteStream stream : streams) {
                Comparison comparison = new Comparison(workload, group.size());
                group.start(() -> client(workload, tally, comparison, stream, clock));
            }
        });
        return clock.nanoTime() - start;
    }

    private List<ByteStream> connect(Clock clock, Tally tally, IpAddress server, int clients) {
        List<ByteStream> streams = new ArrayList<>();
        long start = clock.nanoTime();
        TaskGroup.run(group -> {
            for (int i = 0; i < clients; i++) {
                group.start(() -> {
                    TcpStream tcp = await(TcpStream.connect(server));
                    long connected = clock.nanoTime();
                    streams.add(layer.client(tcp));
                    tally.addHandshake(clock.nanoTime() - connected);
                });
            }
        });
        if (layer != Layer.NONE) {
            tally.allConnected(clock.nanoTime() - start);
        }
        return streams;
    }

    /** Sends messages one after the other. It reads while it writes, because a message may not fit the buffers. */
    private static void client(Workload workload, Tally tally, Comparison comparison, ByteStream stream, Clock clock) {
        byte[] buffer = new byte[BUFFER];
        try (stream) {
            for (int message = 0; message < workload.messages(); message++) {
                comparison.expect(message);
                int size = comparison.size();
                long started = clock.nanoTime();
                IntFuture written = stream.write(workload.block(), comparison.place(), size);
                while (!comparison.isWhole()) {
                    comparison.take(buffer, await(stream.read(buffer)));
                }
                await(written);
                tally.add(size, clock.nanoTime() - started);
            }
            comparison.expectNothing();
            await(stream.shutdownOutput());
            for (int count; (count = await(stream.read(buffer))) >= 0;) {
                comparison.take(buffer, count);
            }
        }
    }
}
