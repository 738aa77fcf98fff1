package dev.millrace.lab.servers;

import static dev.millrace.task.Task.await;

import dev.millrace.Options;
import dev.millrace.io.Buffered;
import dev.millrace.io.IoFailure;
import dev.millrace.loop.EventLoop;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Simulation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A client in virtual time, which sends bytes to a server in pieces and takes what comes back. */
final class Exchange {
    private final Function<EventLoop, TcpListener.Body> server;
    /** What was reported to the loop's failure handler. */
    final List<String> reported = new ArrayList<>();
    /** How long the client waits after each piece. */
    private Duration pause = Duration.ofMillis(1);
    /** Whether the client ends its output after the last piece. */
    private boolean ends = true;
    private long milliseconds;

    Exchange(Function<EventLoop, TcpListener.Body> server) {
        this.server = server;
    }

    Exchange pausing(Duration time) {
        pause = time;
        return this;
    }

    Exchange withoutEnd() {
        ends = false;
        return this;
    }

    /** Returns how long the last exchange took. */
    long milliseconds() {
        return milliseconds;
    }

    /** Sends the pieces and returns all that came back until the server ended the connection. */
    String of(List<byte[]> pieces) {
        Options options = Options.DEFAULT
                .withFailures((what, failure) -> reported.add(failure.getMessage()));
        try (Simulation simulation = new Simulation(options)) {
            String answer = simulation.run(() -> TaskGroup.call(group -> {
                try (TcpListener listener = TcpListener.bind(Address.loopback(0))) {
                    TcpListener.Body body = server.apply(Task.current().loop());
                    group.start("server", () -> {
                        try (TcpStream stream = await(listener.accept())) {
                            body.run(stream);
                        }
                    });
                    try (TcpStream client = await(TcpStream.connect(listener.localAddress()))) {
                        Task<byte[]> answers = group.start("answers",
                                () -> await(new Buffered(client).readAll(1 << 24)));
                        group.start("requests", () -> send(client, pieces));
                        return new String(await(answers), StandardCharsets.ISO_8859_1);
                    }
                }
            }));
            milliseconds = simulation.clock().elapsed().toMillis();
            return answer;
        }
    }

    String of(String text) {
        return of(List.of(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private void send(TcpStream client, List<byte[]> pieces) {
        try {
            for (byte[] piece : pieces) {
                await(client.write(piece));
                await(Future.sleep(pause));
            }
            if (ends) {
                await(client.shutdownOutput());
            }
        } catch (IoFailure e) {
            // The server has ended the connection: the answer says why.
        }
    }
}
