package dev.millrace.lab.gallery;

import static dev.millrace.task.Task.await;

import dev.millrace.net.Address;
import dev.millrace.net.IpAddress;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Shared;
import java.util.HashMap;
import java.util.Map;

/**
 * A client that keeps one connection per server: it looks for one, and if there is none it connects and keeps that.
 * Another task that looks while it connects connects too, and one of the two connections is never closed.
 */
final class CheckThenAct {
    private final Map<IpAddress, TcpStream> connections = new HashMap<>();

    static void run() {
        CheckThenAct client = new CheckThenAct();
        Shared<String> request = new Shared<>("request", "GET /");
        TaskGroup.run(group -> {
            TcpListener listener = TcpListener.bind(Address.loopback(0));
            listener.serve(group, stream -> await(stream.read(new byte[1])));
            TaskGroup.run(callers -> {
                callers.start("caller", () -> client.connection(listener.localAddress()));
                callers.start("caller", () -> {
                    for (int line = 0; line < 4; line++) {
                        request.get();
                    }
                    client.connection(listener.localAddress());
                });
            });
            client.connections.values().forEach(TcpStream::close);
            group.scope().cancel();
        });
    }

    private TcpStream connection(IpAddress server) {
        TcpStream connection = connections.get(server);
        if (connection == null) {
            connection = await(TcpStream.connect(server));
            connections.put(server, connection);
        }
        return connection;
    }
}
