package dev.millrace.lab;

import static dev.millrace.task.Task.await;

import dev.millrace.io.Buffered;
import dev.millrace.io.IoFailure;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.sync.Channel;
import dev.millrace.sync.ChannelClosedException;
import dev.millrace.sync.Event;
import dev.millrace.task.CancelScope;
import dev.millrace.task.TaskGroup;
import java.io.UnsupportedEncodingException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A chat server: every line that a client sends goes to all others. Each client has a queue of lines that it has not
 * taken yet. Whoever lets its queue become full is dropped, so one that is slow costs the others nothing. When the chat
 * ends, clients are told, and may take what is in their queues for a while; what remains then is cut off.
 */
final class Chat {
    /** What clients are told when the chat ends. */
    static final String GOODBYE = "* the chat ends\n";
    private static final int LONGEST_LINE = 4 * 1024;

    private final int queued;
    private final Duration grace;
    private final Set<Guest> guests = new LinkedHashSet<>();
    private final Event ending = new Event();
    private int guestsEver;
    private long lines;
    private int dropped;

    /**
     * What a chat has done.
     *
     * @param guests how many clients there are
     * @param guestsEver how many there have been
     * @param lines how many lines came in
     * @param dropped how many clients were too slow
     */
    record Statistics(int guests, int guestsEver, long lines, int dropped) {
    }

    /** Makes a chat, for a task: clients have so many lines queued at most, and so long for them in the end. */
    Chat(int queued, Duration grace) {
        this.queued = queued;
        this.grace = grace;
    }

    /** Serves until {@link #end} is called and the last client has gone. */
    void serve(TcpListener listener) {
        CancelScope open = new CancelScope();
        open.run(() -> TaskGroup.run(group -> {
            listener.serve(group, this::welcome);
            await(ending.whenSet());
            listener.close();
            open.deadlineIn(grace);
            guests.forEach(guest -> guest.unsent.close());
        }));
    }

    /** Ends the chat. Does nothing if that was done before. */
    void end() {
        ending.set();
    }

    Statistics statistics() {
        return new Statistics(guests.size(), guestsEver, lines, dropped);
    }

    private void welcome(TcpStream stream) {
        Guest guest = new Guest(stream);
        guestsEver++;
        guests.add(guest);
        try {
            TaskGroup.run(group -> {
                group.start(guest::listen);
                if (ending.isSet()) {
                    guest.unsent.close();
                }
                guest.write();
            });
        } catch (IoFailure e) {
            // The peer is gone, was dropped, or sent a line that is too long.
        } finally {
            guests.remove(guest);
        }
    }

    /** A client. */
    private final class Guest {
        private final TcpStream stream;
        private final Channel<byte[]> unsent = Channel.bounded(queued);

        Guest(TcpStream stream) {
            this.stream = stream;
        }

        /** Passes on what it says, until it ends or the chat does. */
        void listen() throws UnsupportedEncodingException {
            Buffered in = new Buffered(stream);
            while (true) {
                String line = await(in.readLine(LONGEST_LINE)).orElse(null);
                if (line == null) {
                    unsent.close();
                    return;
                }
                lines++;
                byte[] bytes = (line + "\n").getBytes("UTF-8");
                for (Guest each : guests) {
                    if (each != this) {
                        each.offer(bytes);
                    }
                }
            }
        }

        private void offer(byte[] line) {
            if (!unsent.isClosed() && !unsent.trySend(line)) {
                dropped++;
                unsent.cancel();
                stream.abort();
            }
        }

        /** Writes what is queued until that ends. */
        void write() throws UnsupportedEncodingException {
            try {
                while (true) {
                    await(stream.write(await(unsent.receive())));
                }
            } catch (ChannelClosedException e) {
                if (ending.isSet()) {
                    await(stream.write(GOODBYE.getBytes("UTF-8")));
                }
                await(stream.shutdownOutput());
            }
        }
    }
}
