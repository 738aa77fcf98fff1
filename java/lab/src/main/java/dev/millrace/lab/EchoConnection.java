package dev.millrace.lab;

import dev.millrace.io.BrokenException;
import dev.millrace.io.ByteStream;
import dev.millrace.io.ClosedException;
import dev.millrace.io.IoHandler;
import dev.millrace.loop.LoopStep;
import dev.millrace.net.TcpStream;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import java.util.Arrays;

/**
 * One connection of the echo server: reads, writes what it read, and reads again only when the kernel has all of it.
 * As a step, it goes on after it has yielded.
 */
final class EchoConnection extends LoopStep implements IoHandler {
    /** How many reads may complete at once before other steps get to run: 512 KiB, about half a millisecond. */
    private static final int READS = 8;

    private final Echo echo;
    private final TcpStream stream;
    private final Promise<Void> ended;
    /** Whether a write is waiting, with an array of its own; if not, a read is. */
    private boolean writing;

    EchoConnection(Echo echo, TcpStream stream) {
        this.echo = echo;
        this.stream = stream;
        this.ended = new Promise<>(echo.loop());
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
                int count = stream.read(echo.buffer(), 0, echo.buffer().length, this);
                if (count == ByteStream.PENDING || !sentBack(count)) {
                    return;
                }
            }
            echo.loop().core().makeReady(this);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    /** Writes what was read into the shared buffer. Returns whether the kernel has it all, so that we can read on. */
    private boolean sentBack(int count) {
        if (count < 0) {
            ended.tryComplete(null);
            return false;
        }
        echo.received(count);
        long before = stream.written();
        if (stream.write(echo.buffer(), 0, count, this) == ByteStream.PENDING) {
            stream.cancelWrite(this);
            byte[] rest = Arrays.copyOfRange(echo.buffer(), (int) (stream.written() - before), count);
            writing = stream.write(rest, 0, rest.length, this) == ByteStream.PENDING;
        }
        return !writing;
    }
}
