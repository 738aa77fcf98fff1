package dev.millrace.bench;

import static dev.millrace.task.Task.await;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.net.Address;
import dev.millrace.net.IpAddress;
import dev.millrace.net.TcpListener;
import dev.millrace.sched.Share;
import dev.millrace.sys.Platform;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * What the quantum does to latency: an echo server for 1,000 connections beside a share that computes without end.
 * {@code java -cp benchmarks.jar dev.millrace.bench.QuantumTail QUANTUM_MICROS [STEP_MICROS [TASKS [SECONDS]]]} prints
 * the percentiles of the round trips of 5,000 requests per second, and how much the other share has computed. Not
 * JMH's: a client on a thread of its own sends on time, whatever has come back (no coordinated omission).
 */
public final class QuantumTail {
    private static final int CONNECTIONS = 1000;
    private static final int PER_SECOND = 5000;
    private static final int WARM_UP = 4;

    private QuantumTail() {
    }

    /** Runs. */
    public static void main(String[] args) throws Exception {
        long quantum = Long.parseLong(args[0]);
        long step = args.length > 1 ? Long.parseLong(args[1]) : 20;
        int tasks = args.length > 2 ? Integer.parseInt(args[2]) : 20;
        int seconds = args.length > 3 ? Integer.parseInt(args[3]) : 5;
        long[] computed = {0};
        CompletableFuture<IpAddress> listening = new CompletableFuture<>();
        CompletableFuture<long[]> times = listening.thenApplyAsync(address -> measure(address, seconds));
        Options options = Options.DEFAULT.withQuantum(Duration.ofNanos(1000 * quantum));
        Millrace.run(Platform.system(), options, () -> TaskGroup.run(group -> {
            Share root = Task.current().loop().share();
            TcpListener listener = TcpListener.bind(Address.loopback(0));
            Share heavy = root.child("heavy", Share.DEFAULT_WEIGHT);
            for (int i = 0; i < tasks; i++) {
                group.start(heavy, () -> {
                    while (!times.isDone()) {
                        compute(1000 * step);
                        computed[0]++;
                        Task.yieldNow();
                    }
                    group.scope().cancel("measured");
                });
            }
            Share light = root.child("light", Share.DEFAULT_WEIGHT);
            listener.serve(group.in(light), stream -> {
                byte[] buffer = new byte[64];
                for (int n; (n = await(stream.read(buffer))) >= 0;) {
                    await(stream.write(buffer, 0, n));
                }
            });
            listening.complete(listener.localAddress());
        }));
        long[] sorted = times.get();
        Arrays.sort(sorted);
        System.out.printf("quantum %d us, steps of %d us: p50 %d p99 %d p99.9 %d max %d us, computed %d ms/s%n",
                quantum, step, at(sorted, .5), at(sorted, .99), at(sorted, .999), at(sorted, 1),
                computed[0] * step / 1000 / (WARM_UP + seconds));
    }

    private static long at(long[] sorted, double part) {
        return sorted[(int) Math.min(sorted.length - 1, part * sorted.length)] / 1000;
    }

    private static void compute(long nanos) {
        for (long end = System.nanoTime() + nanos; System.nanoTime() - end < 0;) {
            Thread.onSpinWait();
        }
    }

    /** Sends one byte on one connection after the other, on time, and reads the answer of whichever has one. */
    private static long[] measure(IpAddress address, int seconds) {
        try {
            SocketChannel[] channels = new SocketChannel[CONNECTIONS];
            for (int i = 0; i < CONNECTIONS; i++) {
                channels[i] = SocketChannel.open(new InetSocketAddress("127.0.0.1", address.port()));
                channels[i].configureBlocking(false);
            }
            exchange(channels, WARM_UP * PER_SECOND);
            return exchange(channels, PER_SECOND * seconds);
        } catch (IOException e) {
            throw new IllegalStateException("the client failed", e);
        }
    }

    private static long[] exchange(SocketChannel[] channels, int count) throws IOException {
        long[] times = new long[count];
        ByteBuffer one = ByteBuffer.allocateDirect(64);
        long begin = System.nanoTime();
        int sent = 0;
        for (int received = 0; received < count;) {
            while (sent < count && sent - received < CONNECTIONS && System.nanoTime() - due(begin, sent) >= 0) {
                one.clear().limit(1);
                if (channels[sent++ % CONNECTIONS].write(one) == 0) {
                    throw new IOException("the server does not read");
                }
            }
            one.clear();
            if (received < sent && channels[received % CONNECTIONS].read(one) > 0) {
                times[received] = System.nanoTime() - due(begin, received);
                received++;
            } else if (received == sent) {
                LockSupport.parkNanos(10_000);
            }
        }
        return times;
    }

    private static long due(long begin, int number) {
        return begin + number * (1_000_000_000L / PER_SECOND);
    }
}
