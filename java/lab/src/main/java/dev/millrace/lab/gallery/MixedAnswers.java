package dev.millrace.lab.gallery;

import static dev.millrace.task.Task.await;

import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Shared;

/**
 * A server that works on each request in a task of its own, and a client that takes the first answer for that to its
 * first request. The requests have no numbers, so nobody notices when the second one is done first.
 */
final class MixedAnswers {
    private final Shared<String> table = new Shared<>("table", "");

    static void run() {
        MixedAnswers server = new MixedAnswers();
        TaskGroup.run(group -> {
            try (TcpListener listener = TcpListener.bind(Address.loopback(0))) {
                group.start("server", () -> server.serve(await(listener.accept())));
                try (TcpStream stream = await(TcpStream.connect(listener.localAddress()))) {
                    await(stream.write(new byte[] {1, 2}));
                    byte[] answer = new byte[1];
                    for (int request = 1; request <= 2; request++) {
                        await(stream.read(answer));
                        Claim.that(answer[0] == 10 * request, "the answer to another request");
                    }
                }
            }
        });
    }

    private void serve(TcpStream stream) {
        try (stream) {
            TaskGroup.run(requests -> {
                byte[] request = new byte[1];
                while (await(stream.read(request)) > 0) {
                    int number = request[0];
                    requests.start("request", () -> {
                        table.get();
                        await(stream.write(new byte[] {(byte) (10 * number)}));
                    });
                }
            });
        }
    }
}
