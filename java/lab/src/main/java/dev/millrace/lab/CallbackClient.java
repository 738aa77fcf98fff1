package dev.millrace.lab;

import dev.millrace.io.ByteStream;
import dev.millrace.io.IoHandler;
import dev.millrace.net.TcpStream;
import dev.millrace.sys.Clock;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;

/**
 * One client of the demonstration in callback style: sends its messages one after the other, each when the one before
 * has come back, and compares every byte. It reads while it writes, because a message may be larger than all the
 * buffers on its way. At the end it shuts down its output and expects the server's end, with no byte before it.
 */
final class CallbackClient implements IoHandler {
    private final Workload workload;
    private final Tally tally;
    private final Comparison comparison;
    private final TcpStream stream;
    /** All clients of a loop read into it; see {@link Echo}. */
    private final byte[] buffer;
    private final Clock clock;
    private final Promise<Void> ended;
    private final Sending sending = new Sending();
    private int message;
    private boolean sent;
    private long started;

    CallbackClient(Workload workload, Tally tally, Comparison comparison, TcpStream stream, byte[] buffer) {
        this.workload = workload;
        this.tally = tally;
        this.comparison = comparison;
        this.stream = stream;
        this.buffer = buffer;
        this.clock = stream.loop().platform().clock();
        this.ended = new Promise<>(stream.loop());
    }

    /**
     * Starts the client.
     *
     * @return done when every message has come back and the connection is closed; fails with {@link CommandFailed},
     *     which says what was lost or altered, or as the stream fails
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
        comparison.expect(message);
        started = clock.nanoTime();
        sent = stream.write(workload.block(), comparison.place(), comparison.size(), sending) != ByteStream.PENDING;
    }

    private void take(int count) {
        if (count < 0 && message == workload.messages()) {
            stream.close();
            ended.tryComplete(null);
            return;
        }
        comparison.take(buffer, count);
        nextIfWhole();
    }

    /** A message may be back before the step that says that the kernel took the last of it. */
    private void nextIfWhole() {
        if (!sent || !comparison.isWhole()) {
            return;
        }
        tally.add(comparison.size(), clock.nanoTime() - started);
        message++;
        if (message < workload.messages()) {
            send();
        } else {
            comparison.expectNothing();
            sent = false;
            stream.shutdownOutput().onDone(done -> done.failure().ifPresent(ended::tryFail));
        }
    }

    /** Takes note that the kernel has taken the last of a message. */
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
            CallbackClient.this.failed(failure);
        }
    }
}
