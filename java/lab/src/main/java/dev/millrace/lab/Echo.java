package dev.millrace.lab;

import static dev.millrace.task.Task.await;

import dev.millrace.io.BrokenException;
import dev.millrace.io.ByteStream;
import dev.millrace.io.ClosedException;
import dev.millrace.io.IoHandler;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopStep;
import dev.millrace.net.TcpServer;
import dev.millrace.net.TcpStream;
import dev.millrace.task.Awaitable;
import dev.millrace.task.Cancelled;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import java.util.ArrayList;
import java.util.Arrays;
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
        return new Connection(this, stream).begin();
    }

    /** Echoes in straight lines, in the calling task, which keeps a buffer of that many bytes while it waits. */
    void inTask(ByteStream stream, int bufferBytes) {
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

    /** Takes note that bytes came in. */
    void received(int count) {
        bytes += count;
    }

    /** Takes note that we closed a connection before its peer had ended it. */
    void closedEarly(ByteStream stream) {
        Object peer = stream instanceof TcpStream tcp ? tcp.remoteAddress() : stream;
        cutShort.add(peer + " after " + "%,d bytes".formatted(stream.written()));
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

    /**
     * One connection in callback style: reads, writes what it read, and reads again only when the kernel has all of
     * it. As a step, it goes on after it has yielded.
     */
    private static final class Connection extends LoopStep implements IoHandler {
        /** How many reads may complete at once before other steps get to run: 512 KiB, about half a millisecond. */
        private static final int READS = 8;

        private final Echo echo;
        private final TcpStream stream;
        private final Promise<Void> ended;
        /** Whether a write is waiting, with an array of its own; if not, a read is. */
        private boolean writing;

        Connection(Echo echo, TcpStream stream) {
            this.echo = echo;
            this.stream = stream;
            this.ended = new Promise<>(echo.loop);
        }

        /** Starts to echo. The future is done when the connection ends, whoever ended it. */
        Future<Void> begin() {
            run();
            return ended;
        }

        @Override
        public void completed(int count) {
            try {
                if (writing) {
                    writing = false;
                    run();
                } else if (sentBack(count)) {
                    run();
                }
            } catch (RuntimeException e) {
                failed(e);
            }
        }

        @Override
        public void failed(RuntimeException failure) {
            if (failure instanceof ClosedException) {
                echo.closedEarly(stream);
            }
            if (failure instanceof ClosedException || failure instanceof BrokenException) {
                ended.tryComplete(null);
            } else {
                ended.tryFail(failure);
            }
        }

        @Override
        public void run() {
            try {
                for (int reads = 0; reads < READS; reads++) {
                    int count = stream.read(echo.buffer, 0, echo.buffer.length, this);
                    if (count == ByteStream.PENDING || !sentBack(count)) {
                        return;
                    }
                }
                echo.loop.core().makeReady(this);
            } catch (RuntimeException e) {
                failed(e);
            }
        }

        /** Writes what was read into the shared buffer. Returns whether the kernel has it all: then we can read on. */
        private boolean sentBack(int count) {
            if (count < 0) {
                ended.tryComplete(null);
                return false;
            }
            echo.received(count);
            long before = stream.written();
            if (stream.write(echo.buffer, 0, count, this) == ByteStream.PENDING) {
                stream.cancelWrite(this);
                byte[] rest = Arrays.copyOfRange(echo.buffer, (int) (stream.written() - before), count);
                writing = stream.write(rest, 0, rest.length, this) == ByteStream.PENDING;
            }
            return !writing;
        }
    }
}
