package dev.millrace.lab;

import static dev.millrace.task.Task.await;

import dev.millrace.io.BrokenException;
import dev.millrace.io.ClosedException;
import dev.millrace.loop.EventLoop;
import dev.millrace.net.TcpServer;
import dev.millrace.net.TcpStream;
import dev.millrace.task.Awaitable;
import dev.millrace.task.Cancelled;
import java.util.ArrayList;
import java.util.List;

/**
 * What an echo server does with a connection, in either style: sends back what comes until the peer ends, then all that
 * is left, then closes. A connection that is cut short, by either side, is not a failure: there is nobody left to echo
 * to.
 *
 * <p>In callback style every connection reads into the one buffer here. That is safe because a read fills its array in
 * the step that calls its handler, or within the call; a connection that cannot pass the bytes on in that step copies
 * them.
 */
final class Echo implements TcpServer.Handler {
    private static final int BUFFER = 64 * 1024;

    private final EventLoop loop;
    private final byte[] buffer = new byte[BUFFER];
    private final List<String> cutShort = new ArrayList<>();
    private long connections;
    private int open;
    private long bytes;

    /** Makes a handler for the connections of one loop. */
    Echo(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public Awaitable handle(TcpStream stream) {
        connections++;
        return new EchoConnection(this, stream).begin();
    }

    /** Echoes in straight lines, in the calling task, which keeps a buffer of that many bytes while it waits. */
    void inTask(TcpStream stream, int bufferBytes) {
        connections++;
        open++;
        byte[] own = new byte[bufferBytes];
        try {
            for (int count; (count = await(stream.read(own))) >= 0;) {
                received(count);
                await(stream.write(own, 0, count));
            }
        } catch (BrokenException e) {
            // The peer is gone.
        } catch (ClosedException | Cancelled e) {
            closedEarly(stream);
            throw e;
        } finally {
            open--;
        }
    }

    /** Returns how many connections are being served in tasks. */
    int open() {
        return open;
    }

    EventLoop loop() {
        return loop;
    }

    byte[] buffer() {
        return buffer;
    }

    /** Takes note that bytes came in. */
    void received(int count) {
        bytes += count;
    }

    /** Takes note that we closed a connection before its peer had ended it. */
    void closedEarly(TcpStream stream) {
        cutShort.add(stream.remoteAddress() + " after " + "%,d bytes".formatted(stream.written()));
    }

    /** Returns how many connections there have been. */
    long connections() {
        return connections;
    }

    /** Returns how many bytes came in. */
    long bytes() {
        return bytes;
    }

    /** Returns the connections that we closed before their peers had ended them, one line per connection. */
    List<String> cutShort() {
        return cutShort;
    }
}
