package dev.millrace.io;

import dev.millrace.loop.Direction;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Operation;
import dev.millrace.loop.Registration;
import dev.millrace.sys.Descriptors;
import dev.millrace.sys.Errno;
import dev.millrace.task.Future;
import java.util.Objects;

/**
 * A stream over a descriptor in the loop's care: what sockets and pipes have in common. A kind of stream adds how it is
 * made, how it ends its output, and its name. It lives until it is closed: the end of the peer's data, or a broken
 * connection, does not close it.
 */
public abstract class DescriptorStream implements ByteStream {
    private final EventLoop loop;
    private final Descriptors descriptors;
    private final Registration registration;
    private final ReadOperation reading = new ReadOperation();
    private final WriteOperation writing = new WriteOperation();
    private long written;
    private boolean outputEnded;
    /** The error that broke the connection for reading and writing; 0 if it is whole. */
    private int broken;
    /** The error that broke the connection for writing. */
    private int writeBroken;

    /** Makes a stream, which owns the registration from now on. */
    protected DescriptorStream(EventLoop loop, Registration registration) {
        this.loop = loop;
        this.descriptors = loop.platform().descriptors();
        this.registration = registration;
    }

    /** Makes the system call that ends our direction. Returns 0 or an error of {@link Errno}. */
    protected abstract int endOutput();

    /** Returns what the stream leads to, for messages. */
    protected abstract String name();

    @Override
    public final EventLoop loop() {
        return loop;
    }

    @Override
    public final int read(byte[] bytes, int offset, int length, IoHandler handler) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        Objects.requireNonNull(handler, "handler");
        requireOpen();
        if (broken != 0) {
            throw failure(broken, "read");
        }
        if (length == 0) {
            return 0;
        }
        int result = reading.start(bytes, offset, length, handler);
        return result == Errno.EAGAIN ? PENDING : reading.outcome(result);
    }

    @Override
    public final int write(byte[] bytes, int offset, int length, IoHandler handler) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return write(bytes, null, offset, length, handler);
    }

    @Override
    public final int write(byte[][] arrays, IoHandler handler) {
        int length = 0;
        for (byte[] array : arrays) {
            length = Math.addExact(length, array.length);
        }
        return write(null, arrays, 0, length, handler);
    }

    private int write(byte[] bytes, byte[][] arrays, int offset, int length, IoHandler handler) {
        Objects.requireNonNull(handler, "handler");
        requireOpen();
        if (outputEnded) {
            throw new ClosedException("output of " + this + " was shut down");
        }
        if (broken != 0 || writeBroken != 0) {
            throw failure(broken != 0 ? broken : writeBroken, "write");
        }
        if (length == 0) {
            return 0;
        }
        int result = writing.start(bytes, arrays, offset, length, handler);
        return result == Errno.EAGAIN ? PENDING : writing.outcome(result);
    }

    @Override
    public final boolean cancelRead(IoHandler handler) {
        return reading.cancel(handler, registration.reader());
    }

    @Override
    public final boolean cancelWrite(IoHandler handler) {
        return writing.cancel(handler, registration.writer());
    }

    @Override
    public final long written() {
        return written;
    }

    @Override
    public final Future<Void> shutdownOutput() {
        try {
            requireOpen();
            if (!outputEnded) {
                requireFree(registration.writer(), "write");
                int result = endOutput();
                if (result < 0) {
                    throw failure(result, "shutdown");
                }
                outputEnded = true;
            }
            return Future.of(loop, null);
        } catch (RuntimeException e) {
            return Future.failed(loop, e);
        }
    }

    @Override
    public final void close() {
        registration.close();
    }

    @Override
    public final boolean isClosed() {
        return registration.isClosed();
    }

    @Override
    public String toString() {
        return name() + " fd " + fd() + (isClosed() ? " (closed)" : "");
    }

    /** Returns the descriptor's number. */
    protected final int fd() {
        return registration.fd();
    }

    /** Refuses after close, and every thread but the loop's. */
    protected final void requireOpen() {
        if (isClosed()) {
            throw closed();
        }
        loop.checkThread();
    }

    /** Makes the exception that fits the error of a call. */
    protected final RuntimeException failure(int error, String call) {
        return error == Operation.CLOSED ? closed() : BrokenException.of(error, call, name() + " fd " + fd());
    }

    private ClosedException closed() {
        return new ClosedException(this + ": we closed it");
    }

    private void requireFree(Direction direction, String operation) {
        if (!direction.isFree()) {
            throw new BusyException("fd " + fd() + ": another " + operation + " is waiting; await or cancel it");
        }
    }

    /** A read or a write of this stream: how its end is told. */
    private abstract static class Transferring implements Operation {
        IoHandler handler;

        /** Makes a count or an exception of the result. */
        abstract int outcome(int result);

        /** Forgets the caller's objects. */
        abstract void forget();

        final boolean cancel(IoHandler whose, Direction direction) {
            boolean waited = handler == whose && direction.cancel(this);
            if (waited) {
                forget();
            }
            return waited;
        }

        @Override
        public final boolean completesInPhase() {
            return handler instanceof PhaseHandler;
        }

        @Override
        public final void complete(int result) {
            IoHandler told = handler;
            int count;
            try {
                count = outcome(result);
            } catch (RuntimeException e) {
                told.failed(e);
                return;
            }
            told.completed(count);
        }
    }

    /** The one read that may wait. */
    private final class ReadOperation extends Transferring {
        private byte[] bytes;
        private int offset;
        private int length;

        int start(byte[] into, int from, int most, IoHandler told) {
            requireFree(registration.reader(), "read");
            bytes = into;
            offset = from;
            length = Math.min(most, Descriptors.MOST_BYTES);
            handler = told;
            return registration.reader().start(this);
        }

        @Override
        public int attempt() {
            int count = descriptors.read(registration.fd(), bytes, offset, length);
            if (count > 0 && count < length) {
                registration.reader().drained();
            }
            return count == 0 ? end() : count;
        }

        /** An end is not the peer's if a write or a report took the error behind it: then it returns that error. */
        private int end() {
            int reported = registration.takeError();
            int error = reported != 0 ? reported : writeBroken;
            return error == Errno.EPIPE ? 0 : error;
        }

        @Override
        void forget() {
            bytes = null;
            handler = null;
        }

        @Override
        int outcome(int result) {
            forget();
            if (result >= 0) {
                return result == 0 ? -1 : result;
            }
            if (BrokenException.isMeantBy(result)) {
                broken = result;
            }
            throw failure(result, "read");
        }
    }

    /** The one write that may wait, of one array or of several. */
    private final class WriteOperation extends Transferring {
        /** One of the two is null. */
        private byte[] bytes;
        private byte[][] arrays;
        /** Which of the arrays is next. */
        private int index;
        /** Where in the array. */
        private int position;
        private int length;
        private int left;

        int start(byte[] from, byte[][] several, int offset, int count, IoHandler told) {
            requireFree(registration.writer(), "write");
            bytes = from;
            arrays = several;
            index = 0;
            position = offset;
            length = count;
            left = count;
            handler = told;
            return registration.writer().start(this);
        }

        @Override
        public int attempt() {
            int count = bytes == null
                    ? descriptors.write(registration.fd(), arrays, index, position)
                    : descriptors.write(registration.fd(), bytes, position, left);
            if (count < 0) {
                return count;
            }
            left -= count;
            position += count;
            written += count;
            while (bytes == null && left > 0 && position >= arrays[index].length) {
                position -= arrays[index++].length;
            }
            return left == 0 ? length : MORE;
        }

        @Override
        void forget() {
            bytes = null;
            arrays = null;
            handler = null;
        }

        @Override
        int outcome(int result) {
            forget();
            if (result < 0) {
                if (BrokenException.isMeantBy(result)) {
                    writeBroken = result;
                }
                throw failure(result, "write");
            }
            return result;
        }
    }
}
