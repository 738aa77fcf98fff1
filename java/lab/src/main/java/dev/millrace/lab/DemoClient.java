package dev.millrace.lab;

import dev.millrace.net.ByteStream;
import dev.millrace.net.IoHandler;
import dev.millrace.net.TcpStream;
import dev.millrace.sys.Clock;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import java.util.Arrays;

/**
 * One client of the demonstration: sends its messages one after the other, each when the one before has come back, and
 * compares every byte. It reads while it writes, because a message may be larger than all the buffers on its way. In
 * the end it shuts its output and expects the server's end, and no byte before it.
 */
final class DemoClient implements IoHandler {
    private final Workload workload;
    private final Tally tally;
    private final TcpStream stream;
    private final int number;
    /** All clients of a loop read into it: see {@link Echo}. */
    private final byte[] buffer;
    private final Clock clock;
    private final Promise<Void> ended;
    private final Sending sending = new Sending();
    private int message;
    private int place;
    private int size;
    private int received;
    private boolean sent;
    private long started;

    DemoClient(Workload workload, Tally tally, int number, TcpStream stream, byte[] buffer) {
        this.workload = workload;
        this.tally = tally;
        this.number = number;
        this.stream = stream;
        this.buffer = buffer;
        this.clock = stream.loop().platform().clock();
        this.ended = new Promise<>(stream.loop());
    }

    /**
     * Begins.
     *
     * @return done when every message has come back and the connection is closed; fails with {@link CommandFailed},
     *     which tells what was lost or altered, or with what the stream fails with
     */
    Future<Void> begin() {
        try {
            send();
            int count = stream.read(buffer, 0, buffer.length, this);
            if (count != ByteStream.PENDING) {
                completed(count);
            }
        } catch (RuntimeException e) {
            failed(e);
        }
        return ended;
    }

    /** A read is done. Each message needs the server's steps before it comes back, so this cannot go on for ever. */
    @Override
    public void completed(int count) {
        try {
            int got = count;
            do {
                take(got);
            } while (!ended.isDone() && (got = stream.read(buffer, 0, buffer.length, this)) != ByteStream.PENDING);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void failed(RuntimeException failure) {
        ended.tryFail(failure);
    }

    private void send() {
        size = workload.size(number, message);
        place = workload.place(number, message);
        received = 0;
        started = clock.nanoTime();
        sent = stream.write(workload.block(), place, size, sending) != ByteStream.PENDING;
    }

    private void take(int count) {
        if (count < 0) {
            end();
            return;
        }
        check(count);
        received += count;
        nextIfWhole();
    }

    private void check(int count) {
        if (count > size - received) {
            throw new CommandFailed("client %d got %d bytes that nobody sent, after its message %d".formatted(
                    number + 1, count - (size - received), message + (size > 0 ? 1 : 0)));
        }
        int from = place + received;
        int altered = Arrays.mismatch(buffer, 0, count, workload.block(), from, from + count);
        if (altered >= 0) {
            throw wrong("came back altered: byte %d of %d is %d, and %d was sent".formatted(received + altered + 1,
                    size, buffer[altered] & 0xFF, workload.block()[from + altered] & 0xFF));
        }
    }

    /** A message may be back before the step that tells that the kernel took the last of it. */
    private void nextIfWhole() {
        if (!sent || received < size) {
            return;
        }
        tally.add(size, clock.nanoTime() - started);
        message++;
        if (message < workload.messages()) {
            send();
        } else {
            size = 0;
            received = 0;
            sent = false;
            stream.shutdownOutput().onDone(done -> done.failure().ifPresent(ended::tryFail));
        }
    }

    private void end() {
        if (message < workload.messages()) {
            throw wrong("was lost: the end came after %d of its %d bytes".formatted(received, size));
        }
        stream.close();
        ended.tryComplete(null);
    }

    private CommandFailed wrong(String what) {
        return new CommandFailed("message %d of client %d %s".formatted(message + 1, number + 1, what));
    }

    /** Is told when the kernel has taken the last of a message. */
    private final class Sending implements IoHandler {
        @Override
        public void completed(int count) {
            sent = true;
            try {
                nextIfWhole();
            } catch (RuntimeException e) {
                failed(e);
            }
        }

        @Override
        public void failed(RuntimeException failure) {
            DemoClient.this.failed(failure);
        }
    }
}
