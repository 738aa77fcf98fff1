package dev.millrace.net;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.io.BrokenException;
import dev.millrace.io.Buffered;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopObserver.Call;
import dev.millrace.sys.SystemException;
import dev.millrace.task.Future;
import dev.millrace.task.Futures;
import dev.millrace.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Programs for a process of its own; what they print is what the tests look at. */
final class TcpProgram {
    private static final byte[] MESSAGE = new byte[64];

    private final TcpCounts counts = new TcpCounts();
    private boolean rehearsing;

    private TcpProgram() {
    }

    public static void main(String[] args) {
        TcpProgram program = new TcpProgram();
        if (args[0].equals("shortage")) {
            program.rehearse();
        }
        Options options = Options.DEFAULT.withObserver(program.counts).withFailures(program::report);
        program.print(Millrace.runCallbacks(options, loop -> switch (args[0]) {
            case "echo" -> program.echo(loop, Integer.parseInt(args[1]));
            case "wait" -> program.sleep(loop, Duration.ofMillis(Long.parseLong(args[1])));
            case "shortage" -> program.shortage(loop);
            default -> throw new IllegalArgumentException(args[0]);
        }));
    }

    /** Loads every class that is needed: without a descriptor the JVM cannot open a class file. */
    private void rehearse() {
        rehearsing = true;
        try (Simulation simulation = new Simulation(counts, this::report)) {
            simulation.sockets().limit(20);
            simulation.runCallbacks(this::shortage);
        }
        rehearsing = false;
    }

    private void report(String what, Throwable failure) {
        print("reported: " + describe(failure));
    }

    private void print(String line) {
        if (!rehearsing) {
            System.out.println(line);
        }
    }

    private static String describe(Throwable failure) {
        String kind = failure.getClass().getSimpleName();
        if (failure instanceof BrokenException broken) {
            return kind + " " + broken.call() + " " + broken.errorName();
        }
        return failure instanceof SystemException system ? kind + " " + system.call() + " " + system.errorName() : kind;
    }

    // ------------------------------------------------------------------ echo: clients one after the other

    private Future<String> echo(EventLoop loop, int clients) {
        TcpListener listener = TcpListener.bind(loop, Address.loopback(0));
        TcpServer server = TcpServer.start(listener, stream -> answer(stream, new byte[1024]));
        return visit(loop, listener.localAddress(), 1, clients).flatMap(visited -> {
            server.stop();
            return server.done().map(done -> "served");
        });
    }

    private static Future<Boolean> answer(TcpStream stream, byte[] buffer) {
        return stream.read(buffer).flatMap(count -> count < 0
                ? Future.of(stream.loop(), true)
                : stream.write(buffer, 0, count).flatMap(written -> answer(stream, buffer)));
    }

    private Future<Boolean> visit(EventLoop loop, IpAddress address, int client, int clients) {
        if (client > clients) {
            return Future.of(loop, true);
        }
        return TcpStream.connect(loop, address)
                .flatMap(TcpProgram::exchange)
                .recover(TcpProgram::describe)
                .flatMap(outcome -> {
                    print("client " + client + ": " + outcome);
                    return visit(loop, address, client + 1, clients);
                });
    }

    private static Future<String> exchange(TcpStream stream) {
        Future<String> outcome = stream.write(MESSAGE)
                .flatMap(written -> new Buffered(stream).readExactly(MESSAGE.length))
                .map(back -> Arrays.equals(back, MESSAGE) ? "ok" : "altered");
        outcome.onEnd(stream::close);
        return outcome;
    }

    // ------------------------------------------------------------------ wait: nothing but one timer

    private Future<String> sleep(EventLoop loop, Duration time) {
        long start = System.nanoTime();
        int before = counts.waits();
        print("waiting");
        return Future.sleep(loop, time).map(woken ->
                "slept " + (System.nanoTime() - start) / 1_000_000 + " ms in " + (counts.waits() - before) + " waits");
    }

    // ------------------------------------------------------------------ shortage: no descriptor is left

    private Future<String> shortage(EventLoop loop) {
        TcpListener listener = TcpListener.bind(loop, Address.loopback(0));
        TcpServer server = TcpServer.start(listener, stream -> answer(stream, new byte[1024]));
        List<TcpStream> clients = new ArrayList<>();
        return connectAll(loop, listener.localAddress(), clients).flatMap(full -> {
            print("clients failed: " + full);
            int accepts = counts.of(Call.ACCEPT);
            int polls = counts.polls();
            return Future.sleep(loop, Duration.ofMillis(950)).flatMap(slept -> {
                print("accepts " + (counts.of(Call.ACCEPT) - accepts) + " polls " + (counts.polls() - polls)
                        + " listener " + (listener.isClosed() ? "closed" : "open"));
                return recovered(server, clients);
            });
        });
    }

    private static Future<String> connectAll(EventLoop loop, IpAddress address, List<TcpStream> clients) {
        return TcpStream.connect(loop, address)
                .map(clients::add)
                .map(added -> "")
                .recover(TcpProgram::describe)
                .flatMap(failure -> failure.isEmpty()
                        ? connectAll(loop, address, clients)
                        : Future.of(loop, failure));
    }

    /** With half of the clients gone there are descriptors for all that are left. */
    private static Future<String> recovered(TcpServer server, List<TcpStream> clients) {
        List<Future<String>> left = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            if (i % 2 == 0) {
                clients.get(i).close();
            } else {
                left.add(exchange(clients.get(i)));
            }
        }
        EventLoop loop = clients.get(0).loop();
        return Futures.all(loop, left).flatMap(outcomes -> {
            server.stop();
            boolean ok = outcomes.stream().allMatch("ok"::equals);
            return server.done().map(done -> "all clients " + (ok ? "ok" : outcomes));
        });
    }
}
