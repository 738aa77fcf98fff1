package dev.millrace.lab.gallery;

import static dev.millrace.task.Task.await;

import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.task.Future;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Shared;
import java.util.ArrayList;
import java.util.List;

/**
 * A chat room that sends a message to all who are in it, one after the other. Somebody who leaves meanwhile is still in
 * the list that is gone through, and the message is sent on a stream that is closed.
 */
final class ClosedByAnother {
    private final List<TcpStream> room = new ArrayList<>();
    private final Shared<Integer> delivered = new Shared<>("delivered", 0);

    static void run() {
        ClosedByAnother chat = new ClosedByAnother();
        List<TcpStream> clients = new ArrayList<>();
        try (TcpListener listener = TcpListener.bind(Address.loopback(0))) {
            for (int i = 0; i < 2; i++) {
                Future<TcpStream> client = TcpStream.connect(listener.localAddress());
                chat.room.add(await(listener.accept()));
                clients.add(await(client));
            }
            TaskGroup.run(group -> {
                group.start("broadcast", chat::broadcast);
                group.start("leave", () -> {
                    chat.delivered.get();
                    chat.delivered.get();
                    chat.room.remove(1).close();
                });
            });
        } finally {
            chat.room.forEach(TcpStream::close);
            clients.forEach(TcpStream::close);
        }
    }

    private void broadcast() {
        for (TcpStream user : List.copyOf(room)) {
            await(user.write(new byte[] {'h', 'i'}));
            delivered.update(count -> count + 1);
        }
    }
}
