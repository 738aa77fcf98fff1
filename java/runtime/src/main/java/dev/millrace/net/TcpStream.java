package dev.millrace.net;

import dev.millrace.io.BrokenException;
import dev.millrace.io.ByteStream;
import dev.millrace.io.ClosedException;
import dev.millrace.io.IoHandler;
import dev.millrace.io.PhaseHandler;
import dev.millrace.loop.Direction;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Operation;
import dev.millrace.loop.Registration;
import dev.millrace.sys.Descriptors;
import dev.millrace.sys.Errno;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.Sockets;
import dev.millrace.sys.SystemException;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import java.util.Objects;

/**
 * A TCP connection. It is made by {@link #connect} or by a {@link TcpListener}, and lives until it is closed: the end
 * of the peer's data, or a broken connection, does not close it.
 */
public final class TcpStream implements ByteStream {
    private final EventLoop loop;
    private final Descriptors descriptors;
    private final Sockets sockets;
    private final Registration registration;
    private final Address remote;
    private final ReadOperation reading = new ReadOperation();
    private final WriteOperation writing = new WriteOperation();
    private long written;
    private boolean outputEnded;
    /** The error that broke the connection for reading and writing; 0 if it is whole. */
    private int broken;
    /** The error that broke the connection for writing. */
    private int writeBroken;

    TcpStream(EventLoop loop, Registration registration, Address remote) {
        this.loop = loop;
        this.descriptors = loop.platform().descriptors();
        this.sockets = loop.platform().sockets();
        this.registration = registration;
        this.remote = remote;
    }

    /** Connects, for the task that calls: as {@link #connect(EventLoop, Address)}. */
    public static Future<TcpStream> connect(Address address) {
        return connect(Task.current().loop(), address);
    }

    /**
     * Looks a name up and connects, for the task that calls: as {@link #connect(EventLoop, String, int, TcpOptions)}.
     */
    public static Future<TcpStream> connect(String host, int port) {
        return connect(Task.current().loop(), host, port, TcpOptions.DEFAULT);
    }

    /** Connects with the default options, and without a timeout but the kernel's: see {@link Future#within}. */
    public static Future<TcpStream> connect(EventLoop loop, Address address) {
        return connect(loop, address, TcpOptions.DEFAULT);
    }

    /**
     * Connects. Cancel closes the socket.
     *
     * @return the connected stream; fails with {@link BrokenException} or {@link SystemException} (ECONNREFUSED,
     *     EMFILE, ...), which names the address
     */
    public static Future<TcpStream> connect(EventLoop loop, Address address, TcpOptions options) {
        return Dial.start(loop, address, options);
    }

    /**
     * Looks a name up and connects to the first of its addresses that answers, one after the other.
     *
     * @return the connected stream; fails with {@link java.net.UnknownHostException}, or as the last address did, the
     *     failures of the others suppressed
     */
    public static Future<TcpStream> connect(EventLoop loop, String host, int port, TcpOptions options) {
        return Address.lookup(loop, host, port).flatMap(addresses -> Dial.first(loop, addresses, options));
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public int read(byte[] bytes, int offset, int length, IoHandler handler) {
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
    public int write(byte[] bytes, int offset, int length, IoHandler handler) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return write(bytes, null, offset, length, handler);
    }

    @Override
    public int write(byte[][] arrays, IoHandler handler) {
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
    public boolean cancelRead(IoHandler handler) {
        return reading.cancel(handler, registration.reader());
    }

    @Override
    public boolean cancelWrite(IoHandler handler) {
        return writing.cancel(handler, registration.writer());
    }

    @Override
    public long written() {
        return written;
    }

    @Override
    public Future<Void> shutdownOutput() {
        try {
            requireOpen();
            if (!outputEnded) {
                registration.writer().requireFree();
                int result = sockets.shutdownOutput(registration.fd());
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
    public void close() {
        registration.close();
    }

    @Override
    public void abort() {
        loop.checkThread();
        if (!isClosed()) {
            sockets.setOption(registration.fd(), SocketOption.LINGER, 0);
            close();
        }
    }

    @Override
    public boolean isClosed() {
        return registration.isClosed();
    }

    /** Tells our address. Throws {@link ClosedException} after close, {@link SystemException} if the kernel fails. */
    public Address localAddress() {
        requireOpen();
        byte[] bytes = new byte[Sockets.ADDRESS_BYTES];
        int result = sockets.localAddress(registration.fd(), bytes);
        if (result < 0) {
            throw failure(result, "getsockname");
        }
        return Address.fromBytes(bytes);
    }

    /** Tells the peer's address, also after close. */
    public Address remoteAddress() {
        return remote;
    }

    /** Reads an option, in the unit {@link SocketOption} names. Throws as {@link #localAddress} does. */
    public int option(SocketOption option) {
        requireOpen();
        int value = sockets.getOption(registration.fd(), option);
        if (value < 0) {
            throw failure(value, "getsockopt " + option);
        }
        return value;
    }

    /** Sets an option, in the unit {@link SocketOption} names. Throws as {@link #localAddress} does. */
    public void option(SocketOption option, int value) {
        requireOpen();
        int result = sockets.setOption(registration.fd(), option, value);
        if (result < 0) {
            throw failure(result, "setsockopt " + option + " to " + value);
        }
    }

    @Override
    public String toString() {
        return "tcp " + remote + " fd " + registration.fd() + (isClosed() ? " (closed)" : "");
    }

    private void requireOpen() {
        if (isClosed()) {
            throw closed();
        }
        loop.checkThread();
    }

    private ClosedException closed() {
        return new ClosedException(this + ": we closed it");
    }

    private RuntimeException failure(int error, String call) {
        if (error == Operation.CLOSED) {
            return closed();
        }
        return BrokenException.of(error, call, remote + " fd " + registration.fd());
    }

    /** A read or a write of this stream: how its end is told. */
    private abstract static class Transferring implements Operation {
        IoHandler handler;

        /** Makes a count or an exception of the result. */
        abstract int outcome(int result);

        /** Forgets the caller's objects. */
        abstract void forget();

        final boolean cancel(IoHandler whose, Direction side) {
            boolean waited = handler == whose && side.cancel(this);
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
            registration.reader().requireFree();
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

        /** A write or a report may have taken the kernel's error: the end it leaves behind is not the peer's. */
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
            registration.writer().requireFree();
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
